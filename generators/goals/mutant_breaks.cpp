// See mutant_breaks.hpp.
#include "generators/goals/mutant_breaks.hpp"

#include "generators/reports/story.hpp"
#include "model/interpreter.hpp"
#include "solver/search/search.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

namespace {

/// The populations of up to four individuals, where there are two sorts, and as much of them as most violations need.
constexpr std::uint32_t few_worlds = 6;
constexpr std::uint32_t few_states = 400;

solver::SearchBounds few(solver::SearchBounds bounds) {
  bounds.worlds = std::min(bounds.worlds, few_worlds);
  bounds.states_per_world = std::min(bounds.states_per_world, few_states);
  return bounds;
}

bool is_broken_in(const System& system, const Property& promise, const Scenario& scenario) {
  const Replay run = replay(system, reports::bare(scenario));
  return std::any_of(run.steps.begin(), run.steps.end(),
                     [&](const Played& step) { return is_violated(promise, Moment{step.after}); });
}

/// For each promise: has `system` a run that breaks it?
std::vector<bool> are_broken(System system, const std::vector<PropertyId>& promises,
                             const solver::SearchBounds& bounds) {
  // A rule that does nothing can be tried in the states that are asked about.
  const RuleId probe{static_cast<std::uint32_t>(system.rules.size())};
  system.rules.emplace_back().name = "probe";
  std::vector<solver::StepQuestion> questions;
  for (const PropertyId id : promises) {
    const Property& promise = system[id];
    solver::StepQuestion& question = questions.emplace_back();
    question.rule = probe;
    question.when = promise.kind == PropertyKind::always ? negation(promise.formula) : promise.formula;
  }
  std::vector<bool> result;
  for (const auto& answer : solver::search::search(system, questions, bounds))
    result.push_back(answer.has_value());
  return result;
}

} // namespace

std::vector<MutantBreaks> find_mutant_breaks(const Goals& goals, const std::vector<MutantRuns>& mutants,
                                             const std::vector<PropertyId>& promises,
                                             const solver::SearchBounds& bounds) {
  const solver::SearchBounds near = few(bounds);
  std::vector<PropertyId> about_states;
  std::copy_if(promises.begin(), promises.end(), std::back_inserter(about_states),
               [&](PropertyId id) { return !goals.system[id].is_about_steps; });
  const std::vector<bool> broken_by_the_rules = are_broken(goals.system, about_states, near);
  std::vector<MutantBreaks> result;
  for (std::size_t i = 0; i < about_states.size(); ++i)
    if (!broken_by_the_rules[i])
      result.push_back({about_states[i], {}});
  for (const MutantRuns& it : mutants) {
    System mutant = goals.system;
    mutant.rules[goals.goals[it.goal].question.rule.index] = *goals.goals[it.goal].mutant;
    std::vector<PropertyId> unseen;
    for (MutantBreaks& breaks : result)
      if (std::any_of(it.scenarios.begin(), it.scenarios.end(), [&](const Scenario* scenario) {
            return is_broken_in(mutant, mutant[breaks.promise], *scenario);
          }))
        breaks.goals.push_back(it.goal);
      else
        unseen.push_back(breaks.promise);
    if (unseen.empty())
      continue;
    const std::vector<bool> broken = are_broken(std::move(mutant), unseen, near);
    std::size_t next = 0;
    for (MutantBreaks& breaks : result)
      if (next < unseen.size() && unseen[next] == breaks.promise && broken[next++])
        breaks.goals.push_back(it.goal);
  }
  return result;
}

} // namespace chaperone::generators
