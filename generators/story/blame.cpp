// Compares what the broken promise is about with what the last step's requirements asked.
#include "generators/story/blame.hpp"

#include "model/printer.hpp"

#include <algorithm>

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

/// Did a requirement ask for this very fact?
bool asked_for(const System& system, const std::vector<Reason>& reasons, const std::string& fact) {
  return std::any_of(reasons.begin(), reasons.end(), [&](const Reason& reason) {
    return print(system, reason.statement) == fact || print(system, negation(reason.statement)) == fact ||
           asked_for(system, reason.because, fact);
  });
}

bool is_about_two(const Reason& reason) {
  return std::any_of(reason.about.begin(), reason.about.end(), [&](Value v) { return v != reason.about.front(); });
}

void note_strangers(const Reason& reason, Blame& blame) {
  for (std::size_t i = 0; i < reason.about.size(); ++i)
    for (std::size_t j = i + 1; j < reason.about.size(); ++j) {
      const auto [first, second] = std::minmax(reason.about[i], reason.about[j]);
      const std::pair pair(first, second);
      const bool is_known = std::find(blame.strangers.begin(), blame.strangers.end(), pair) != blame.strangers.end();
      if (first.sort == second.sort && first != second && !is_known)
        blame.strangers.push_back(pair);
    }
}

/// Did a requirement ask for this fact, or for one of those that make it?
bool asked_for_any(const System& system, const std::vector<Check>& checks, const Reason& fact) {
  const std::string text = print(system, fact.statement);
  const auto asks = [&](const Check& check) { return asked_for(system, check.satisfied_by.reasons, text); };
  return std::any_of(checks.begin(), checks.end(), asks) ||
         std::any_of(fact.because.begin(), fact.because.end(),
                     [&](const Reason& part) { return is_about_two(part) && asked_for_any(system, checks, part); });
}

/// The requirements' reasons that name all individuals of the fact: none where none does.
Mistaken views_of(const std::vector<Check>& checks, const Reason& fact) {
  Mistaken found;
  for (const Check& check : checks)
    for (const Reason& reason : check.satisfied_by.reasons)
      if (looked_at({reason}, fact.about)) {
        if (found.instead.empty())
          found.requirement = check.requirement;
        found.instead.push_back(reason);
      }
  return found;
}

/// Was another of these facts, such as the same one before the last step, told already?
bool is_told(const System& system, const Blame& blame, const Reason& fact) {
  const std::string text = print(system, fact.statement);
  const auto is_same = [&](std::size_t index) {
    return print(system, blame.broken_by.reasons[index].statement) == text;
  };
  return std::any_of(blame.overlooked.begin(), blame.overlooked.end(), is_same) ||
         std::any_of(blame.mistaken.begin(), blame.mistaken.end(),
                     [&](const Mistaken& mistaken) { return is_same(mistaken.fact); });
}

void compare(const System& system, const State& before, Blame& blame) {
  for (std::size_t i = 0; i < blame.broken_by.reasons.size(); ++i) {
    const Reason& fact = blame.broken_by.reasons[i];
    // What is about nobody may be a `did`, which has no meaning in a state alone.
    if (fact.about.empty() || (!fact.was_before && !evaluate(fact.statement, Moment{before})))
      continue;
    if (asked_for_any(system, blame.checks, fact) || is_told(system, blame, fact))
      continue;
    Mistaken views = is_about_two(fact) ? views_of(blame.checks, fact) : Mistaken();
    if (views.instead.empty()) {
      blame.overlooked.push_back(i);
      note_strangers(fact, blame);
    } else {
      views.fact = i;
      blame.mistaken.push_back(std::move(views));
    }
  }
}

} // namespace

Blame find_blame(const System& system, const Property& property, const Replay& replay) {
  Blame blame;
  if (replay.steps.empty()) {
    blame.broken_by = explain(property.formula, Moment{replay.start});
    return blame;
  }
  const Played& last = replay.steps.back();
  const State& before = replay.steps.size() > 1 ? replay.steps[replay.steps.size() - 2].after : replay.start;
  blame.broken_by = explain(property.formula, Moment{last.after, &before, &last.action});
  if (last.refusal)
    return blame;
  const std::vector<Assignment> bindings = bindings_of(system, last.action);
  const Rule& rule = system[last.action.rule];
  for (std::size_t i = 0; i < rule.requirements.size(); ++i)
    blame.checks.push_back({i, explain(rule.requirements[i].formula, Moment{before}, bindings)});
  compare(system, before, blame);
  return blame;
}

} // namespace chaperone::reports
