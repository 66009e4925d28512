// Compares what the broken promise is about with what the last step's requirements asked.
#include "generators/story/blame.hpp"

#include "model/meaning/evaluator.hpp"
#include "model/meaning/past.hpp"
#include "model/meaning/way_back.hpp"

#include "model/print/printer.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace chaperone::reports {
namespace {

using namespace model;

bool names_all(const std::vector<Value>& about, const std::vector<Value>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](Value v) { return std::find(about.begin(), about.end(), v) != about.end(); });
}

/// Does one of these facts, or of the facts behind them, name all of `wanted` together?
bool looked_at(const std::vector<Reason>& reasons, const std::vector<Value>& wanted) {
  return std::any_of(reasons.begin(), reasons.end(), [&](const Reason& reason) {
    return names_all(reason.about, wanted) || looked_at(reason.because, wanted);
  });
}

bool is_about_two(const Reason& reason) {
  return std::any_of(reason.about.begin(), reason.about.end(), [&](Value v) { return v != reason.about.front(); });
}

/// Of a fact that is about two, and no more.
void note_strangers(const Reason& reason, Blame& blame) {
  std::map<SortId, std::set<Value>> by_sort;
  for (const Value about : reason.about)
    by_sort[about.sort].insert(about);
  std::erase_if(by_sort, [](const auto& sort) { return sort.second.size() < 2; });
  if (by_sort.size() != 1 || by_sort.begin()->second.size() != 2)
    return;
  const std::set<Value>& two = by_sort.begin()->second;
  const std::pair pair(*two.begin(), *two.rbegin());
  if (std::ranges::find(blame.strangers, pair) == blame.strangers.end())
    blame.strangers.push_back(pair);
}

/// What the requirements asked for: the texts of their facts and of those that make them, each also denied.
class Asked {
public:
  Asked(const System& system, const std::vector<Check>& checks) : system_(system) {
    for (const Check& check : checks)
      note(check.satisfied_by.reasons);
  }

  /// Did a requirement ask for this fact, or for one of those that make it?
  bool covers(const Reason& fact) const {
    return texts_.contains(print(system_, fact.statement)) ||
           std::ranges::any_of(fact.because, [&](const Reason& part) { return is_about_two(part) && covers(part); });
  }

private:
  void note(const std::vector<Reason>& reasons) {
    for (const Reason& reason : reasons) {
      texts_.insert(print(system_, reason.statement));
      texts_.insert(print(system_, negation(reason.statement)));
      note(reason.because);
    }
  }

  const System& system_;
  std::set<std::string> texts_;
};

/// Is somebody else of the same sort in it?
bool is_about_others(const Reason& reason, const Reason& fact) {
  return std::ranges::any_of(reason.about, [&](Value about) {
    return std::ranges::find(fact.about, about) == fact.about.end() &&
           std::ranges::any_of(fact.about, [&](Value own) { return own.sort == about.sort; });
  });
}

/// The requirements' reasons that are about the individuals of the fact and no others of their sorts: none where none
/// is.
Mistaken views_of(const Rule& rule, const std::vector<Check>& checks, const Reason& fact) {
  Mistaken found{fact, {}, 0};
  for (const Check& check : checks)
    for (const Reason& reason : check.satisfied_by.reasons)
      if (looked_at({reason}, fact.about) && !is_about_others(reason, fact) && !is_guard(rule, reason)) {
        if (found.instead.empty())
          found.requirement = check.requirement;
        found.instead.push_back(reason);
      }
  return found;
}

/// Sorts out what the last step's requirements looked at.
class Comparison {
public:
  Comparison(const System& system, const State& before, const Action& action, Blame& blame)
      : system_(system), before_(before), action_(action), rule_(system[action.rule]), blame_(blame) {}

  void run() {
    const Asked by_rule(system_, blame_.checks);
    std::vector<Reason> asked;
    std::vector<Reason> open;
    std::set<std::string> open_texts; // a fact may be met twice, such as before the last step and after it
    for (const Reason& fact : facts()) {
      if (!can_be_told(fact) || open_texts.contains(print(system_, fact.statement)))
        continue;
      if (by_rule.covers(fact)) {
        asked.push_back(fact);
      } else {
        open_texts.insert(print(system_, fact.statement));
        open.push_back(fact);
      }
    }
    for (const Reason& fact : nearest(open))
      sort_out(fact);
    const bool is_all_asked = blame_.overlooked.empty() && blame_.mistaken.empty();
    for (const Reason& fact : is_all_asked ? nearest(asked) : blame_.overlooked)
      if (is_literal(fact) && !fact.is_counted && !fact.was_before && !is_fixed(fact) && is_unchanged(fact))
        blame_.unchanged.push_back(fact);
  }

private:
  /// What the promise is about. Of what the last step made so, the functions' values that it rests on.
  std::vector<Reason> facts() const {
    std::vector<Reason> made;
    for (const Reason& reason : blame_.broken_by.reasons) {
      const bool is_new = !std::holds_alternative<Did>(plain(reason)->kind) && !reason.was_before && !was_so(reason);
      if (is_new && is_literal(reason))
        std::ranges::copy_if(reason.because, std::back_inserter(made),
                             [&](const Reason& part) { return is_value(part) && !is_fixed(part); });
      else
        made.push_back(reason);
    }
    return made;
  }

  static const Formula& plain(const Reason& reason) {
    const auto* denied = std::get_if<Not>(&reason.statement->kind);
    return denied ? denied->body : reason.statement;
  }

  static bool is_value(const Reason& reason) { return std::holds_alternative<Equal>(reason.statement->kind); }
  static bool is_literal(const Reason& reason) {
    return std::holds_alternative<Atom>(plain(reason)->kind) || std::holds_alternative<Equal>(plain(reason)->kind);
  }

  bool was_so(const Reason& fact) const { return evaluate(fact.statement, Moment{before_}); }

  bool can_be_told(const Reason& fact) const {
    if (is_trivial(fact) || std::holds_alternative<Did>(plain(fact)->kind))
      return false;
    const bool is_value_alone = is_fixed(fact) && std::holds_alternative<Equal>(plain(fact)->kind);
    const bool is_about_steps = fact.about.empty() && !is_literal(fact);
    return !is_value_alone && !is_about_steps && (fact.was_before || was_so(fact));
  }

  bool is_fixed(const Reason& fact) const {
    const auto* atom = std::get_if<Atom>(&plain(fact)->kind);
    if (atom != nullptr)
      return system_[atom->relation].is_fixed;
    const auto* equal = std::get_if<Equal>(&plain(fact)->kind);
    if (equal == nullptr)
      return false;
    const auto is_unmoved = [&](const Term& term) {
      const auto* application = std::get_if<std::shared_ptr<const Application>>(&term);
      return application == nullptr || system_[(*application)->function].is_fixed;
    };
    return is_unmoved(equal->left) && is_unmoved(equal->right);
  }

  bool is_unchanged(const Reason& fact) const {
    std::set<std::string> parts;
    for (const Reason& part : tuples(system_, {fact}))
      parts.insert(print(system_, part.statement));
    return std::ranges::none_of(blame_.deeds,
                                [&](const Deed& deed) { return parts.contains(print(system_, deed.fact.statement)); });
  }

  bool is_about_the_step(const Reason& fact) const {
    return std::ranges::any_of(fact.about, [&](Value about) {
      for (std::size_t i = 0; i < action_.args.size(); ++i) {
        if (system_[rule_.parameters[i]].sort != about.sort)
          continue;
        const auto* set = std::get_if<std::vector<std::uint32_t>>(&action_.args[i]);
        if (set ? std::ranges::find(*set, about.index) != set->end()
                : std::get<std::uint32_t>(action_.args[i]) == about.index)
          return true;
      }
      return false;
    });
  }

  /// Those that the step had most to do with.
  std::vector<Reason> nearest(std::vector<Reason> among) const {
    const auto prefer = [&](const auto& is_preferred) {
      if (std::ranges::any_of(among, is_preferred))
        std::erase_if(among, [&](const Reason& fact) { return !is_preferred(fact); });
    };
    prefer([&](const Reason& fact) { return is_about_the_step(fact); });
    prefer([&](const Reason& fact) { return !is_fixed(fact); });
    return among;
  }

  void sort_out(const Reason& fact) {
    Mistaken views = is_about_two(fact) ? views_of(rule_, blame_.checks, fact) : Mistaken();
    if (!views.instead.empty()) {
      blame_.mistaken.push_back(std::move(views));
      return;
    }
    blame_.overlooked.push_back(fact);
    const auto looks = [&](const Check& check) { return looked_at(check.satisfied_by.reasons, fact.about); };
    if (std::ranges::none_of(blame_.checks, looks))
      note_strangers(fact, blame_);
  }

  const System& system_;
  const State& before_;
  const Action& action_;
  const Rule& rule_;
  Blame& blame_;
};

/// A promise that a step can be taken is broken by what refuses it, which no requirement of another step need look at.
bool is_about_refusal(const Blame& blame) {
  return std::ranges::any_of(blame.broken_by.reasons, [](const Reason& reason) {
    const auto* denied = std::get_if<Not>(&reason.statement->kind);
    return denied != nullptr && std::holds_alternative<Can>(denied->body->kind);
  });
}

bool is_of_past(const System& system, const Reason& reason) {
  const auto* denied = std::get_if<Not>(&reason.statement->kind);
  const auto* atom = std::get_if<Atom>(denied != nullptr ? &denied->body->kind : &reason.statement->kind);
  return atom != nullptr && system[atom->relation].upkeep == Upkeep::past;
}

/// The step, counted with those that are refused, by which so many had been taken.
std::size_t step_by_which(const Replay& replay, std::size_t taken) {
  std::size_t step = 0;
  for (std::size_t left = taken; left > 0 && step < replay.steps.size(); ++step) {
    const auto* outcome = std::get_if<Outcome>(&replay.steps[step].outcome);
    left -= outcome != nullptr && *outcome == Outcome::allowed ? 1 : 0;
  }
  return step;
}

/// Since when is what the promise asks about the past as it is?
void note_past(const System& system, const Replay& replay, std::vector<Reason>& reasons) {
  for (Reason& reason : reasons) {
    const auto* atom = std::get_if<Atom>(&reason.statement->kind);
    if (atom == nullptr || system[atom->relation].upkeep != Upkeep::past)
      continue;
    std::vector<std::uint32_t> args;
    for (const Term& arg : atom->args)
      if (const auto* value = std::get_if<Value>(&arg))
        args.push_back(value->index);
    for (const Memory& memory : system.memories)
      if (memory.relation == atom->relation && args.size() == atom->args.size())
        if (const auto taken = true_since(replay, memory, args))
          reason.true_since = step_by_which(replay, *taken);
  }
}

/// Of these individuals, those that the step names.
std::vector<Value> named_by(const System& system, const Action& action, const std::vector<Value>& whom) {
  const std::vector<VariableId>& parameters = system[action.rule].parameters;
  std::vector<Value> result;
  for (const Value& each : whom)
    for (std::size_t i = 0; i < parameters.size(); ++i)
      if (const auto* arg = std::get_if<std::uint32_t>(&action.args[i]);
          arg != nullptr && system[parameters[i]].sort == each.sort && *arg == each.index) {
        result.push_back(each);
        break;
      }
  return result;
}

/// Of the steps that name the most of them, the first that the state refuses latest, by the order of the requirements.
NoWay no_way(const System& system, const State& state, RuleId id, const std::vector<Value>& whom) {
  const Rule& rule = system[id];
  NoWay made{id, 0, std::nullopt, 0, {}};
  bool are_others_allowed = false;
  ChoicePlan plan{id, {}, std::vector<std::vector<Formula>>(rule.parameters.size() + 1)};
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    plan.order.push_back(i);
  Evaluator evaluator(Moment{state});
  evaluator.for_each_choice(plan, {}, [&](const std::vector<StepArgument>& args) {
    const Action action{id, args};
    const auto refusal = why_refused(state, action);
    const bool is_allowed =
        !refusal && may_be_refused(state, action).empty() && std::holds_alternative<State>(take_step(state, action));
    std::vector<Value> named = named_by(system, action, whom);
    if (named.size() < made.named.size()) {
      are_others_allowed = are_others_allowed || is_allowed;
      return true;
    }
    if (named.size() > made.named.size()) {
      are_others_allowed = are_others_allowed || made.allowed > 0;
      made = {id, 0, std::nullopt, 0, std::move(named)};
    }
    if (refusal && (!made.refused || refusal->requirement > made.requirement)) {
      made.refused = action;
      made.requirement = refusal->requirement;
    }
    made.allowed += is_allowed ? 1 : 0;
    return true;
  });
  if (!are_others_allowed)
    made.named.clear();
  return made;
}

void blame_ways(const System& system, const WayBack& way, const State& state, Blame& blame) {
  const auto bindings = without_way_back(state, way);
  if (!bindings)
    return;
  blame.broken_by = explain(way.from, Moment{state}, *bindings);
  blame.broken_by.choices.clear();
  for (const Assignment& binding : *bindings)
    blame.broken_by.choices.push_back({binding.variable, std::get<std::uint32_t>(binding.value)});
  std::vector<Value> whom;
  for (const auto& [variable, index] : blame.broken_by.choices)
    if (const SortId sort = system[variable].sort; !system[sort].is_enum)
      whom.push_back({sort, index});
  for (const RuleId rule : way.rules)
    blame.no_ways.push_back(no_way(system, state, rule, whom));
}

const State& before_last(const Replay& replay) {
  return replay.steps.size() > 1 ? replay.steps[replay.steps.size() - 2].after : replay.start;
}

} // namespace

bool is_guard(const Rule& rule, const Reason& reason) {
  const auto* denied = std::get_if<Not>(&reason.statement->kind);
  const auto* atom = denied ? std::get_if<Atom>(&denied->body->kind) : nullptr;
  if (atom == nullptr)
    return false;
  const auto adds = [&](const Update& update) {
    const auto* add = std::get_if<AddTuple>(&update);
    return add != nullptr && add->relation == atom->relation;
  };
  return std::ranges::any_of(rule.effects,
                             [&](const Effect& effect) { return std::ranges::any_of(effect.updates, adds); });
}

std::vector<Check> checks_of(const System& system, const Replay& replay) {
  if (replay.steps.empty() || replay.steps.back().refusal)
    return {};
  const State& before = before_last(replay);
  const Action& action = replay.steps.back().action;
  const std::vector<Assignment> bindings = bindings_of(system, action);
  const std::vector<Requirement>& requirements = system[action.rule].requirements;
  std::vector<Check> checks;
  for (std::size_t i = 0; i < requirements.size(); ++i)
    checks.push_back({i, explain(requirements[i].formula, Moment{before}, bindings)});
  return checks;
}

Blame find_blame(const System& system, const Property& property, const Replay& replay) {
  Blame blame;
  if (property.way_back) {
    blame_ways(system, *property.way_back, replay.steps.empty() ? replay.start : replay.steps.back().after, blame);
    return blame;
  }
  if (replay.steps.empty()) {
    blame.broken_by = explain(property.formula, Moment{replay.start});
    return blame;
  }
  const Played& last = replay.steps.back();
  const State& before = before_last(replay);
  blame.broken_by = explain(property.formula, Moment{last.after, &before, &last.action});
  note_past(system, replay, blame.broken_by.reasons);
  if (last.refusal)
    return blame;
  blame.checks = checks_of(system, replay);
  blame.deeds = deeds_of(before, last.action, tuples(system, blame.broken_by.reasons));
  if (!is_about_refusal(blame))
    Comparison(system, before, last.action, blame).run();
  // No requirement can look at what promises remember, and no effect changes it.
  std::erase_if(blame.overlooked, [&](const Reason& reason) { return is_of_past(system, reason); });
  std::erase_if(blame.unchanged, [&](const Reason& reason) { return is_of_past(system, reason); });
  return blame;
}

} // namespace chaperone::reports
