// See mutant_breaks.hpp.
#include "generators/goals/mutant_breaks.hpp"

#include "generators/reports/story.hpp"
#include "model/interpreter.hpp"
#include "solver/search/search.hpp"

#include <algorithm>
#include <future>

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
  const RuleId probe{static_cast<std::uint32_t>(system.rules.size())};
  system = with_probe(std::move(system));
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

/// For each of `promises`: does the mutant break it, in its runs or in what a search finds?
std::vector<bool> are_broken_by(const Goals& goals, const MutantRuns& it, const std::vector<PropertyId>& promises,
                                const solver::SearchBounds& bounds) {
  System mutant = goals.system;
  mutant.rules[goals.goals[it.goal].question.rule.index] = *goals.goals[it.goal].mutant;
  std::vector<bool> result;
  std::vector<PropertyId> unseen;
  for (const PropertyId promise : promises) {
    result.push_back(std::any_of(it.scenarios.begin(), it.scenarios.end(), [&](const Scenario* scenario) {
      return is_broken_in(mutant, mutant[promise], *scenario);
    }));
    if (!result.back())
      unseen.push_back(promise);
  }
  if (unseen.empty())
    return result;
  const std::vector<bool> broken = are_broken(std::move(mutant), unseen, bounds);
  for (std::size_t i = 0, next = 0; i < promises.size(); ++i)
    if (!result[i])
      result[i] = broken[next++];
  return result;
}

} // namespace

std::vector<MutantBreaks> find_mutant_breaks(const Goals& goals, const std::vector<MutantRuns>& mutants,
                                             const std::vector<PropertyId>& promises,
                                             const solver::SearchBounds& bounds, std::size_t threads) {
  const solver::SearchBounds near = few(bounds);
  std::vector<PropertyId> kept;
  std::copy_if(promises.begin(), promises.end(), std::back_inserter(kept),
               [&](PropertyId id) { return !goals.system[id].is_about_steps; });
  const std::vector<bool> broken_by_the_rules = are_broken(goals.system, kept, near);
  std::size_t place = 0;
  std::erase_if(kept, [&](PropertyId) { return broken_by_the_rules[place++]; });
  std::vector<std::vector<bool>> broken(mutants.size());
  const auto ask_from = [&](std::size_t first) {
    for (std::size_t i = first; i < mutants.size(); i += threads)
      broken[i] = are_broken_by(goals, mutants[i], kept, near);
  };
  std::vector<std::future<void>> others;
  for (std::size_t first = 1; first < threads; ++first)
    others.push_back(std::async(std::launch::async, ask_from, first));
  ask_from(0);
  for (std::future<void>& other : others)
    other.get();
  std::vector<MutantBreaks> result;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    result.push_back({kept[i], {}});
    for (std::size_t k = 0; k < mutants.size(); ++k)
      if (broken[k][i])
        result.back().goals.push_back(mutants[k].goal);
  }
  return result;
}

} // namespace chaperone::generators
