// Steps that are not known in full: what they may have changed is unknown from then on.
#include "records/live/run.hpp"

#include "model/rules/mentions.hpp"

#include <algorithm>

namespace chaperone::live {

using namespace model;

namespace {

/// How far an effect depends on arguments that are missing.
struct Lack {
  bool in_condition = false; ///< whether, or for whom, it is done at all
  bool in_places = false;    ///< or only what it is done to
};

Lack lack_of(const System& system, const Action& action, const Effect& effect) {
  const Rule& rule = system[action.rule];
  const auto is_missing = [&](const Mentions& mentions) {
    for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
      const auto* number = std::get_if<Number>(&action.args[i]);
      if (number != nullptr && *number == nobody && mentions.variables.contains(rule.parameters[i]))
        return true;
    }
    return false;
  };
  Mentions condition, places;
  collect_mentions(system, effect.binders, condition);
  if (effect.where)
    collect_mentions(system, effect.where, condition);
  for (const Update& update : effect.updates) {
    std::visit(
        [&](const auto& it) {
          for (const Term& term : it.args)
            collect_mentions(term, places);
        },
        update);
    if (const auto* value = std::get_if<SetValue>(&update))
      collect_mentions(value->value, places);
  }
  return {is_missing(condition), is_missing(places)};
}

} // namespace

std::set<Symbol> LiveRun::changed_partly(const Action& action) const {
  std::set<Symbol> made;
  for (const Effect& effect : system_[action.rule].effects) {
    const Lack lack = lack_of(system_, action, effect);
    if (lack.in_condition || lack.in_places)
      for (const Update& update : effect.updates)
        made.insert(changed_by(update));
  }
  return made;
}

std::set<Symbol> LiveRun::changed_by_rule(RuleId rule) const {
  std::set<Symbol> made;
  for (const Effect& effect : system_[rule].effects)
    for (const Update& update : effect.updates)
      made.insert(changed_by(update));
  return made;
}

// Where the condition is not known, it may be done for anybody.
void LiveRun::gather_vague(const EffectPlan& plan, const Effect& effect) {
  Bindings& bound = bindings();
  for (const Binder& binder : effect.binders)
    bound.values[binder.variable.index] = nobody;
  Evaluation evaluation({individuals_, facts_}, bound);
  for (const UpdatePlan& update : plan.updates)
    write(update, false, evaluation);
}

void LiveRun::take_partly(const Action& action, bool is_done) {
  begin_step();
  bind(action);
  const RulePlan& plan = rules_[action.rule.index];
  for (std::size_t i = 0; i < plan.effects.size(); ++i) {
    const Effect& effect = system_[action.rule].effects[i];
    if (lack_of(system_, action, effect).in_condition)
      gather_vague(plan.effects[i], effect);
    else
      gather(plan.effects[i], is_done);
  }
  if (!settle())
    write_all(action);
  forget_what_changed();
}

// What all of them do is done; what some of them do may be.
void LiveRun::take_one_of(const std::vector<Action>& steps, bool is_done) {
  begin_step();
  std::vector<Written> all;
  std::size_t alternatives = 0;
  for (const Action& step : steps) {
    written_.clear();
    bind(step);
    for (const EffectPlan& effect : rules_[step.rule.index].effects)
      gather(effect, true);
    if (settle())
      continue;
    ++alternatives;
    all.insert(all.end(), written_.begin(), written_.end());
  }
  std::ranges::stable_sort(all, [&](const Written& left, const Written& right) { return is_before(left, right); });
  written_.clear();
  for (std::size_t from = 0, to = 0; from < all.size(); from = to) {
    Written made = all[from];
    while (to < all.size() && is_same_place(all[from], all[to]))
      ++to;
    const auto same = std::span(all).subspan(from, to - from);
    const auto is_like_first = [&](const Written& each) { return each.value == made.value && each.is_certain; };
    made.is_certain = is_done && same.size() == alternatives && std::ranges::all_of(same, is_like_first);
    if (std::ranges::any_of(same, [&](const Written& each) { return each.value != made.value; }))
      made.value = unknown_value(made.where);
    written_.push_back(made);
  }
  write_all(steps.front());
  forget_what_changed();
}

void LiveRun::forget_what_changed() {
  for (const Vague& vague : vague_)
    forget(vague);
  if (before_)
    last_vague_.insert(last_vague_.end(), vague_.begin(), vague_.end());
  vague_.clear();
}

namespace {

/// Both orders where it is symmetric.
std::vector<std::vector<Number>> patterns(const System& system, RelationId relation, const std::vector<Number>& args) {
  std::vector<std::vector<Number>> made{args};
  if (system[relation].is_symmetric && args[0] != args[1])
    made.push_back({args[1], args[0]});
  return made;
}

bool is_removal(Number value) {
  return value == static_cast<Number>(Truth::no);
}

} // namespace

void LiveRun::forget(const Vague& vague) {
  const auto use_pattern = [&](const std::vector<Place>& places) {
    for (std::size_t i = 0; i < places.size(); ++i)
      if (vague.args[i] != nobody)
        individuals_.use(places[i].sort, vague.args[i]);
  };
  if (const auto* relation = std::get_if<RelationId>(&vague.where)) {
    const std::vector<Place>& places = system_[*relation].places;
    for (const std::vector<Number>& pattern : patterns(system_, *relation, vague.args)) {
      if (is_removal(vague.value)) {
        for (const std::vector<Number>& row : facts_.rows_like(*relation, pattern))
          put(*relation, row.data(), Truth::unknown);
        continue;
      }
      for (const std::vector<Number>& row : facts_.forget(*relation, pattern))
        use(places, row.data(), false);
      changes_.forgotten.insert(*relation);
    }
    if (!is_removal(vague.value))
      use_pattern(places);
    return;
  }
  const FunctionId function = std::get<FunctionId>(vague.where);
  const Function& it = system_[function];
  for (const std::vector<Number>& row : facts_.forget(function, vague.args, vague.value)) {
    use(it.places, row.data(), false);
    if (row.back() != nobody)
      individuals_.release(it.result, row.back());
  }
  changes_.forgotten.insert(function);
  use_pattern(it.places);
}

void LiveRun::forget(Facts& facts, const Vague& vague) {
  if (const auto* function = std::get_if<FunctionId>(&vague.where)) {
    facts.forget(*function, vague.args, vague.value);
    return;
  }
  const RelationId relation = std::get<RelationId>(vague.where);
  for (const std::vector<Number>& pattern : patterns(system_, relation, vague.args))
    if (!is_removal(vague.value))
      facts.forget(relation, pattern);
    else
      for (const std::vector<Number>& row : facts.rows_like(relation, pattern))
        facts.put(relation, row.data(), Truth::unknown);
}

} // namespace chaperone::live
