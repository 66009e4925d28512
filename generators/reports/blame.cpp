// Compares what the broken promise is about with what the last step's requirements asked.
#include "generators/reports/blame.hpp"

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

void find_overlooked(const State& before, Blame& blame) {
  for (std::size_t i = 0; i < blame.broken_by.reasons.size(); ++i) {
    const Reason& reason = blame.broken_by.reasons[i];
    if (!is_about_two(reason) || (!reason.was_before && !evaluate(reason.statement, Moment{before})))
      continue;
    const auto sees = [&](const Check& check) { return looked_at(check.satisfied_by.reasons, reason.about); };
    if (std::any_of(blame.checks.begin(), blame.checks.end(), sees))
      continue;
    blame.overlooked.push_back(i);
    note_strangers(reason, blame);
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
  find_overlooked(before, blame);
  return blame;
}

} // namespace chaperone::reports
