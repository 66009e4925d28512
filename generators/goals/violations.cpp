// See violations.hpp.
#include "generators/goals/violations.hpp"

#include "generators/story/blame.hpp"
#include "generators/story/story.hpp"
#include "model/meaning/interpreter.hpp"
#include "model/scenarios/casting.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "solver/small/violations.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

RuleId culprit(const BrokenPromise& it) {
  return std::get<ScenarioStep>(it.scenario.items.back()).action.rule;
}

std::optional<std::size_t> lets_through(const System& system, const BrokenPromise& it) {
  const Replay run = replay(system, reports::bare(it.scenario));
  const reports::Blame blame = reports::find_blame(system, system[it.promise], run);
  if (!blame.overlooked.empty() || blame.mistaken.empty())
    return std::nullopt;
  return blame.mistaken.front().requirement;
}

} // namespace

bool ViolationCause::is_of(const BrokenPromise& violation) const {
  return promise == violation.promise && rule == culprit(violation) && requirement == violation.requirement;
}

std::vector<BrokenPromise> find_violations(const System& system, const CoverOptions& options,
                                           const Promises& promises) {
  std::vector<BrokenPromise> result;
  for (const solver::PropertyAnswer& answer : promises.verdicts()) {
    if (!options.is_asked_about(answer.property) || std::holds_alternative<solver::Proved>(answer.verdict))
      continue;
    std::vector<Scenario> runs;
    for (solver::small::Violation& it :
         solver::small::list_violations(system, answer.property, options.bounds.small_groups))
      runs.push_back(std::move(it.scenario));
    if (const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
        shown && runs.empty() && !shown->scenario.items.empty())
      runs.push_back(shown->scenario);
    std::vector<BrokenPromise> found;
    for (Scenario& run : runs) {
      run = in_order(system, run);
      run.name = scenario_name(system, run, system[answer.property].name);
      found.push_back({answer.property, std::move(run), {}});
      found.back().requirement = lets_through(system, found.back());
    }
    std::stable_sort(found.begin(), found.end(), [](const BrokenPromise& left, const BrokenPromise& right) {
      return std::pair(culprit(left), left.requirement) < std::pair(culprit(right), right.requirement);
    });
    std::move(found.begin(), found.end(), std::back_inserter(result));
  }
  return result;
}

std::vector<ViolationCause> causes_of(const std::vector<BrokenPromise>& violations) {
  std::vector<ViolationCause> result;
  for (const BrokenPromise& it : violations) {
    if (result.empty() || !result.back().is_of(it))
      result.push_back({it.promise, culprit(it), it.requirement, 0, it.scenario.items.size()});
    ++result.back().ways;
  }
  return result;
}

} // namespace chaperone::generators
