// See run.hpp.
#include "records/live/run.hpp"

#include "model/rules/mentions.hpp"

#include <algorithm>
#include <array>

namespace chaperone::live {

using namespace model;

std::optional<std::string> too_wide(const System& system) {
  for (const Relation& relation : system.relations)
    if (relation.places.size() > most_columns)
      return relation.name;
  for (const Function& function : system.functions) // its value is a column too
    if (function.places.size() + 1 > most_columns)
      return function.name;
  for (const Rule& rule : system.rules)
    if (rule.parameters.size() > most_columns)
      return rule.name;
  return std::nullopt;
}

LiveRun::LiveRun(const System& system, const Start& start)
    : system_(system), start_(start), individuals_(system), facts_(system, start), planner_(system, facts_),
      bindings_(0) {
  plan_rules();
  for (std::uint32_t i = 0; i < system.relations.size(); ++i) {
    const std::vector<Place>& places = system.relations[i].places;
    if (start_.relations[i] != Start::Relation::full)
      continue;
    if (places.empty())
      put(RelationId{i}, nullptr, Truth::yes);
    else
      for (Number number = 0; number < individuals_.size(places[0].sort); ++number)
        fill(RelationId{i}, 0, number);
  }
  forget_changes();
}

void LiveRun::plan_rules() {
  rules_.clear();
  for (const Rule& rule : system_.rules)
    rules_.push_back(plan(rule));
  looked_over_ = planner_.take_looked_over();
  for (const SortId sort : looked_over_)
    individuals_.keep_all(sort);
}

// The state before has the same tables with the same indexes.
bool LiveRun::loosen(const std::set<Symbol>& symbols) {
  if (!facts_.loosen(symbols))
    return false;
  planner_.forget_plans();
  plan_rules();
  if (before_)
    keep_before();
  return true;
}

void LiveRun::keep_before() {
  before_.emplace(facts_);
  for (std::size_t i = last_changes_.list.size(); i-- > 0;)
    put_back(last_changes_, last_changes_.list[i], last_changes_.list[i].was, *before_);
}

void LiveRun::put_back(const Changes& changes, const Change& change, Number value, Facts& facts) {
  std::visit(overload{
                 [&](RelationId it) { facts.put(it, changes.args(change), static_cast<Truth>(value)); },
                 [&](FunctionId it) { facts.set(it, changes.args(change), value); },
             },
             change.where);
}

Bindings& LiveRun::bindings() {
  bindings_.values.resize(planner_.slots(), nobody);
  bindings_.sets.resize(planner_.slots(), nullptr);
  return bindings_;
}

LiveRun::RequirementPlan LiveRun::plan(const Formula& formula) {
  RequirementPlan made{planner_.check({formula}, false), std::nullopt};
  if (planner_.is_loose(formula))
    made.possible = planner_.check({formula}, true);
  return made;
}

/// What the effect takes away, where nothing else is to be looked at: what is not there need not be found.
std::optional<Formula> LiveRun::removed_alone(const Rule& rule, const Effect& effect) const {
  const auto* removed = effect.updates.size() == 1 ? std::get_if<RemoveTuple>(&effect.updates.front()) : nullptr;
  if (removed == nullptr || effect.binders.empty() || facts_.is_loose(removed->relation))
    return std::nullopt;
  for (const Effect& other : rule.effects) // to add the same tuple is a conflict, also where it is not there
    for (const Update& update : other.updates)
      if (const auto* added = std::get_if<AddTuple>(&update); added != nullptr && added->relation == removed->relation)
        return std::nullopt;
  return make_formula(Atom{removed->relation, removed->args});
}

LiveRun::EffectPlan LiveRun::plan(const Rule& rule, const Effect& effect) {
  EffectPlan made;
  std::vector<VariableId> variables;
  std::vector<Literal> literals;
  bool is_loose = effect.where && planner_.is_loose(effect.where);
  for (const Binder& binder : effect.binders) {
    variables.push_back(binder.variable);
    if (!binder.guard)
      continue;
    add_conjuncts(system_, {binder.guard}, literals);
    is_loose = is_loose || planner_.is_loose(binder.guard);
  }
  if (effect.where)
    add_conjuncts(system_, {effect.where}, literals);
  if (const auto removed = removed_alone(rule, effect))
    literals.push_back({*removed});
  made.certain = planner_.search(variables, literals, false);
  if (is_loose)
    made.possible = planner_.search(variables, literals, true);
  const auto terms = [&](const std::vector<Term>& args) {
    std::vector<TermPlan> plans;
    for (const Term& arg : args)
      plans.push_back(planner_.term(arg, false));
    return plans;
  };
  for (const Update& update : effect.updates)
    made.updates.push_back(
        std::visit(overload{
                       [&](const AddTuple& it) {
                         return UpdatePlan{it.relation, terms(it.args), std::nullopt, static_cast<Number>(Truth::yes)};
                       },
                       [&](const RemoveTuple& it) {
                         return UpdatePlan{it.relation, terms(it.args), std::nullopt, static_cast<Number>(Truth::no)};
                       },
                       [&](const SetValue& it) {
                         return UpdatePlan{it.function, terms(it.args), planner_.term(it.value, false), 0};
                       },
                   },
                   update));
  return made;
}

LiveRun::RulePlan LiveRun::plan(const Rule& rule) {
  RulePlan made;
  for (const Requirement& requirement : rule.requirements)
    made.requirements.push_back(plan(requirement.formula));
  for (const MayRefuse& may : rule.may_refuse)
    made.must_allow.push_back(plan(may.unless));
  for (const Effect& effect : rule.effects)
    made.effects.push_back(plan(rule, effect));
  return made;
}

void LiveRun::bind(const Action& action) {
  Bindings& bound = bindings();
  const Rule& rule = system_[action.rule];
  for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
    const std::uint32_t slot = rule.parameters[i].index;
    std::visit(overload{
                   [&](Number number) { bound.values[slot] = number; },
                   [&](const std::vector<Number>& set) { bound.sets[slot] = &set; },
               },
               action.args[i]);
  }
}

Truth LiveRun::truth(const RequirementPlan& plan, Trace* trace) {
  Evaluation evaluation({individuals_, facts_, nullptr, nullptr, trace}, bindings_);
  if (evaluation.holds(plan.certain))
    return Truth::yes;
  return plan.possible && evaluation.holds(*plan.possible) ? Truth::unknown : Truth::no;
}

Judgement LiveRun::judge(const Action& action) {
  bind(action);
  Judgement made;
  const RulePlan& plan = rules_[action.rule.index];
  for (std::size_t i = 0; i < plan.requirements.size(); ++i) {
    const Truth holds = truth(plan.requirements[i]);
    if (holds == Truth::no)
      return {Truth::no, i, Truth::no};
    if (holds == Truth::unknown && made.is_allowed == Truth::yes)
      made = {Truth::unknown, i, Truth::no};
  }
  for (const RequirementPlan& must : plan.must_allow) {
    const Truth holds = truth(must);
    if (holds == Truth::no)
      made.may_be_refused = Truth::yes;
    else if (holds == Truth::unknown && made.may_be_refused == Truth::no)
      made.may_be_refused = Truth::unknown;
  }
  return made;
}

Trace LiveRun::reads(const Action& action) {
  bind(action);
  Trace made;
  for (const RequirementPlan& requirement : rules_[action.rule.index].requirements)
    if (truth(requirement, &made) != Truth::yes)
      return made;
  for (const RequirementPlan& must : rules_[action.rule.index].must_allow)
    truth(must, &made);
  return made;
}

// Does the literal hold only of individuals that some fact or equality names?
bool LiveRun::names(const Literal& literal, VariableId variable) const {
  if (!literal.is_positive || literal.is_before)
    return false;
  const auto is_it = [&](const Term& term) {
    const auto* it = std::get_if<VariableId>(&term);
    return it != nullptr && *it == variable;
  };
  if (const auto* atom = std::get_if<Atom>(&literal.formula->kind)) {
    // Somebody new has a place in an order, and a define may hold of anybody.
    const Relation& relation = system_[atom->relation];
    if (relation.upkeep == Upkeep::order || std::holds_alternative<DefineId>(relation.closure_of))
      return false;
    const bool is_known = system_[atom->relation].upkeep == Upkeep::closure
                              ? !facts_.is_loose(atom->relation)
                              : facts_.unknown_places(atom->relation).is_empty();
    return is_known && std::ranges::any_of(atom->args, is_it);
  }
  const auto* equal = std::get_if<Equal>(&literal.formula->kind);
  return equal != nullptr && is_it(equal->left) != is_it(equal->right) && !planner_.is_loose(literal.formula) &&
         mentioned(is_it(equal->left) ? equal->right : equal->left, {variable}).empty();
}

// Planned when it is asked for: a log that leaves out an argument does so in few places.
std::vector<Number> LiveRun::possible_values(const Action& action, std::size_t parameter, std::size_t most) {
  const Rule& rule = system_[action.rule];
  std::vector<Literal> literals;
  for (const Requirement& requirement : rule.requirements)
    add_conjuncts(system_, {requirement.formula}, literals);
  const VariableId variable = rule.parameters[parameter];
  if (std::ranges::none_of(literals, [&](const Literal& literal) { return names(literal, variable); }))
    return {};
  const Search search = planner_.search({variable}, literals, true);
  bind(action);
  std::vector<Number> made;
  Evaluation({individuals_, facts_}, bindings_).for_each(search, [&] {
    made.push_back(bindings_.values[variable.index]);
    return made.size() < most;
  });
  if (std::ranges::find(made, somebody) != made.end())
    made.clear();
  return made;
}

void LiveRun::write(const UpdatePlan& update, bool is_certain, Evaluation& evaluation) {
  Written written{update.where, cells_.size(), static_cast<std::uint32_t>(update.terms.size()), update.truth,
                  is_certain};
  const auto value = [&](const TermPlan& term) {
    const Number number = evaluation.value(term);
    return number == somebody ? nobody : number;
  };
  for (const TermPlan& term : update.terms)
    cells_.push_back(value(term));
  if (update.value)
    written.value = value(*update.value);
  const auto args = std::span(cells_).subspan(written.args);
  if (std::ranges::find(args, nobody) != args.end()) {
    vague_.push_back({written.where, {args.begin(), args.end()}, written.value});
    return;
  }
  const auto* relation = std::get_if<RelationId>(&update.where);
  if (relation != nullptr && system_[*relation].is_symmetric)
    std::ranges::sort(args);
  written_.push_back(written);
}

void LiveRun::gather(const EffectPlan& effect, const Search& search, bool is_certain) {
  Evaluation evaluation({individuals_, facts_}, bindings_);
  evaluation.for_each(search, [&] {
    for (const UpdatePlan& update : effect.updates)
      write(update, is_certain, evaluation);
    return true;
  });
}

bool LiveRun::is_same_place(const Written& left, const Written& right) const {
  return left.where == right.where && std::equal(cells_.begin() + static_cast<std::ptrdiff_t>(left.args),
                                                 cells_.begin() + static_cast<std::ptrdiff_t>(left.args + left.count),
                                                 cells_.begin() + static_cast<std::ptrdiff_t>(right.args));
}

bool LiveRun::is_before(const Written& left, const Written& right) const {
  if (left.where != right.where)
    return left.where < right.where;
  const auto one = std::span(cells_).subspan(left.args, left.count);
  const auto other = std::span(cells_).subspan(right.args, right.count);
  return std::lexicographical_compare(one.begin(), one.end(), other.begin(), other.end());
}

Number LiveRun::unknown_value(const Symbol& where) {
  return std::holds_alternative<RelationId>(where) ? static_cast<Number>(Truth::unknown) : nobody;
}

// One write is left for each place; a conflict takes two that are certain.
std::optional<LiveConflict> LiveRun::settle() {
  if (written_.size() < 2)
    return std::nullopt;
  std::ranges::stable_sort(written_, [&](const Written& left, const Written& right) { return is_before(left, right); });
  std::vector<Written> settled;
  for (const Written& each : written_) {
    if (settled.empty() || !is_same_place(settled.back(), each)) {
      settled.push_back(each);
      continue;
    }
    Written& last = settled.back();
    if (last.value == each.value) {
      last.is_certain = last.is_certain || each.is_certain;
      continue;
    }
    if (last.is_certain && each.is_certain && last.value != nobody && each.value != nobody)
      return LiveConflict{each.where,
                          {cells_.begin() + static_cast<std::ptrdiff_t>(each.args),
                           cells_.begin() + static_cast<std::ptrdiff_t>(each.args + each.count)}};
    last.value = unknown_value(each.where);
  }
  written_ = std::move(settled);
  return std::nullopt;
}

void LiveRun::apply(const Written& written) {
  const Number* args = cells_.data() + written.args;
  std::visit(overload{
                 [&](RelationId relation) {
                   const Truth was = facts_.truth(relation, args);
                   const auto wanted = static_cast<Truth>(written.value);
                   put(relation, args, written.is_certain || was == wanted ? wanted : Truth::unknown);
                 },
                 [&](FunctionId function) {
                   const Number was = facts_.value(function, args);
                   set(function, args, written.is_certain || was == written.value ? written.value : nobody);
                 },
             },
             written.where);
}

void LiveRun::gather(const EffectPlan& effect, bool is_certain) {
  gather(effect, effect.certain, is_certain);
  if (effect.possible)
    gather(effect, *effect.possible, false);
}

void LiveRun::begin_step() {
  written_.clear();
  cells_.clear();
  vague_.clear();
}

std::optional<LiveConflict> LiveRun::take(const Action& action) {
  begin_step();
  bind(action);
  for (const EffectPlan& effect : rules_[action.rule.index].effects)
    gather(effect, true);
  std::optional<LiveConflict> conflict = settle();
  if (!conflict)
    write_all(action);
  return conflict;
}

void LiveRun::write_all(const Action& action) {
  if (before_) {
    for (const Change& change : last_changes_.list)
      put_back(last_changes_, change, change.now, *before_);
    for (const Vague& vague : last_vague_)
      forget(*before_, vague);
    last_changes_.clear();
    last_vague_.clear();
  }
  for (const Written& written : written_)
    apply(written);
  last_step_ = action;
  is_stepped_ = true;
}

void LiveRun::undo(std::size_t kept) {
  const Changes taken = changes_;
  for (std::size_t i = taken.list.size(); i-- > kept;) {
    const Change& change = taken.list[i];
    std::visit(overload{
                   [&](RelationId it) { put(it, taken.args(change), static_cast<Truth>(change.was)); },
                   [&](FunctionId it) { set(it, taken.args(change), change.was); },
               },
               change.where);
  }
  changes_.list.resize(kept);
}

LiveMoment LiveRun::moment() const {
  return {individuals_, facts_, before_ && is_stepped_ ? &*before_ : nullptr, is_stepped_ ? &last_step_ : nullptr};
}

void LiveRun::use(const std::vector<Place>& places, const Number* args, bool is_used) {
  for (std::size_t i = 0; i < places.size(); ++i)
    is_used ? individuals_.use(places[i].sort, args[i]) : individuals_.release(places[i].sort, args[i]);
}

void LiveRun::put(RelationId relation, const Number* args, Truth truth) {
  const Relation& it = system_[relation];
  const auto put_one = [&](const Number* one) {
    const Truth was = facts_.put(relation, one, truth);
    if (was == truth)
      return;
    for (Changes* changes : {&changes_, before_ ? &last_changes_ : nullptr})
      if (changes != nullptr) {
        changes->list.push_back(
            {relation, changes->cells.size(), static_cast<Number>(was), static_cast<Number>(truth)});
        changes->cells.insert(changes->cells.end(), one, one + it.places.size());
      }
    const Truth usual = facts_.usual(relation, one);
    if ((was == usual) != (truth == usual))
      use(it.places, one, truth != usual);
  };
  put_one(args);
  if (it.is_symmetric && args[0] != args[1])
    put_one(std::array{args[1], args[0]}.data());
}

void LiveRun::set(FunctionId function, const Number* args, Number value) {
  const Function& it = system_[function];
  const Number was = facts_.set(function, args, value);
  if (was == value)
    return;
  for (Changes* changes : {&changes_, before_ ? &last_changes_ : nullptr})
    if (changes != nullptr) {
      changes->list.push_back({function, changes->cells.size(), was, value});
      changes->cells.insert(changes->cells.end(), args, args + it.places.size());
    }
  const Number usual = facts_.usual(function, args);
  if ((was == usual) != (value == usual))
    use(it.places, args, value != usual);
  if (value != usual && value != nobody)
    individuals_.use(it.result, value);
  if (was != usual && was != nobody)
    individuals_.release(it.result, was);
}

// All tuples that name the new one in this place, and anybody in the others.
void LiveRun::fill(RelationId relation, std::size_t place, Number added) {
  const std::vector<Place>& places = system_[relation].places;
  std::vector<Number> args(places.size());
  const std::function<void(std::size_t)> next = [&](std::size_t at) {
    if (at == places.size())
      return put(relation, args.data(), Truth::yes);
    if (at == place) {
      args[at] = added;
      return next(at + 1);
    }
    for (Number number = 0; number < individuals_.size(places[at].sort); ++number)
      if (individuals_.is_there(places[at].sort, number)) {
        args[at] = number;
        next(at + 1);
      }
  };
  next(0);
}

void LiveRun::start_for_added() {
  for (const Individuals::Added& added : individuals_.added())
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      const Relation& relation = system_.relations[i];
      for (std::size_t place = 0; place < relation.places.size(); ++place)
        if (start_.relations[i] == Start::Relation::full && relation.places[place].sort == added.sort)
          fill(RelationId{i}, place, added.number);
    }
  individuals_.forget_added();
}

} // namespace chaperone::live
