// See answers.hpp.
#include "generators/goals/answers.hpp"

#include "generators/goals/open_steps.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace chaperone::generators {

using namespace model;

bool CoverOptions::wants(GoalKind kind) const {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool CoverOptions::is_asked_about(PropertyId promise) const {
  return promises.empty() || std::find(promises.begin(), promises.end(), promise) != promises.end();
}

Promises::Promises(const System& system, const CoverOptions& options)
    : system_(system), options_(options),
      checked_(std::async(std::launch::deferred, [this] { return checked(); }).share()) {}

std::vector<PropertyId> Promises::all() const {
  std::vector<PropertyId> result;
  for (std::uint32_t index = 0; index < system_.properties.size(); ++index)
    if (system_.properties[index].kind != PropertyKind::possible)
      result.push_back({index});
  return result;
}

std::vector<PropertyId> Promises::proved() const {
  std::vector<PropertyId> result;
  for (const solver::PropertyAnswer& answer : verdicts())
    if (std::holds_alternative<solver::Proved>(answer.verdict))
      result.push_back(answer.property);
  return result;
}

/// As one of a suite's many questions: a promise that is hard to prove keeps nothing waiting. Runs that break the
/// promises are looked for where they are wanted. Where the time is limited, half of it is kept for looking at small
/// groups.
std::vector<solver::PropertyAnswer> Promises::checked() const {
  solver::Options options = options_.check;
  options.properties = all();
  if (options.properties.empty())
    return {};
  options.warns = false;
  options.effort = solver::Effort::some;
  options.depth = options_.bounds.small_groups.depth;
  if (!options_.wants(GoalKind::violations) && !options_.wants(GoalKind::mutants))
    options.depth = std::min(options.depth, options_.bounds.solver_depth);
  if (const auto& until = options_.bounds.small_groups.until)
    options.timeout =
        std::max(std::chrono::duration_cast<std::chrono::milliseconds>(*until - std::chrono::steady_clock::now()) / 2,
                 std::chrono::milliseconds(1));
  System rules = system_;
  rules.scenarios.clear();
  return solver::check(rules, options).properties;
}

/// What is asked of states has a rule of its own, which no run should have.
Answers answer_goals(const Goals& goals, const std::vector<solver::StepQuestion>& conditions,
                     const CoverOptions& options, const Promises& promises, const solver::StepProgress& progress) {
  const solver::StepOptions search{options.bounds.small_groups, options.bounds.solver_depth, options.check,
                                   [&] { return promises.proved(); }};
  std::vector<solver::StepQuestion> of_steps = conditions, of_states;
  for (const Goal& goal : goals.goals)
    if (!goal.memory)
      (goal.promise ? of_states : of_steps).push_back(goal.question);
  std::vector<solver::StepAnswer> steps = answer_surely(goals.system, of_steps, search, progress), states;
  if (!of_states.empty())
    states = answer_surely(with_probe(goals.system), of_states, search, progress);
  Answers result;
  auto step = steps.begin() + static_cast<std::ptrdiff_t>(conditions.size()), state = states.begin();
  result.conditions.assign(std::make_move_iterator(steps.begin()), std::make_move_iterator(step));
  for (const Goal& goal : goals.goals)
    if (goal.memory)
      result.goals.emplace_back(solver::Undecided{"no run was found that shows it", "another --seed"});
    else
      result.goals.push_back(std::move(goal.promise ? *state++ : *step++));
  return result;
}

} // namespace chaperone::generators
