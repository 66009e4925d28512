// See mutant_breaks.hpp.
#include "generators/goals/mutant_breaks.hpp"

#include "generators/story/story.hpp"
#include "model/meaning/interpreter.hpp"
#include "model/rules/claims.hpp"
#include "model/steps/upkeep.hpp"
#include "solver/small/search.hpp"
#include "solver/small/variants.hpp"

#include <algorithm>
#include <future>
#include <numeric>
#include <stdexcept>

namespace chaperone::generators {

using namespace model;

namespace {

solver::SearchBounds few(const Bounds& bounds) {
  solver::SearchBounds result = bounds.small_groups;
  result.worlds = std::min(result.worlds, bounds.mutant_worlds);
  result.states_per_world = std::min(result.states_per_world, bounds.mutant_states);
  return result;
}

/// Marks the promises that are broken in a run of the mutant. The rules keep them, so that only states in which it is
/// otherwise than theirs are looked at.
void mark_broken(const System& rules, const System& mutant, const Scenario& scenario,
                 const std::vector<PropertyId>& promises, std::vector<bool>& broken) {
  const Scenario bare = reports::bare(scenario);
  const Replay there = replay(rules, bare), here = replay(mutant, bare);
  const State* last = &there.start;
  for (std::size_t step = 0; step < here.steps.size(); ++step) {
    const State& now = here.steps[step].after;
    if (step < there.steps.size())
      last = &there.steps[step].after;
    if (now == *last)
      continue;
    for (std::size_t i = 0; i < promises.size(); ++i)
      if (!broken[i])
        broken[i] = is_violated(mutant[promises[i]], Moment{now});
  }
}

/// The promises as questions of a system with a probe: in which state is this broken?
std::vector<solver::StepQuestion> questions_of(const System& probed, const std::vector<PropertyId>& promises) {
  std::vector<solver::StepQuestion> questions;
  for (const PropertyId id : promises) {
    const Property& promise = probed[id];
    solver::StepQuestion& question = questions.emplace_back();
    question.rule = {static_cast<std::uint32_t>(probed.rules.size() - 1)};
    question.when = shown_where(promise);
  }
  return questions;
}

class Breaking {
public:
  Breaking(const Goals& goals, std::vector<PropertyId> promises, const solver::SearchBounds& bounds)
      : goals_(goals), promises_(std::move(promises)), bounds_(bounds),
        looks_at_runs_(
            std::ranges::any_of(promises_, [&](PropertyId id) { return steps::looks_at_runs(goals.system[id]); })),
        probed_(with_probe(goals.system)), variants_(probed_, questions_of(probed_, promises_), bounds) {}

  /// For each of the promises: do the rules themselves break it?
  std::vector<bool> by_the_rules() const {
    std::vector<std::size_t> all(promises_.size());
    std::iota(all.begin(), all.end(), std::size_t(0));
    return variants_.are_answered(probed_, RuleId{0}, all);
  }

  /// For each of the promises: does the mutant break it, in its runs or in what a search finds? Not asked of those that
  /// the rules break.
  std::vector<bool> by_mutant(const MutantRuns& it, const std::vector<bool>& broken_by_the_rules) const {
    const Goal& goal = goals_.goals[it.goal];
    System mutant = probed_;
    mutant.rules[goal.question.rule.index] = *goal.mutant;
    // What looks at the run says something else of other rules.
    const std::optional<System> of_runs = looks_at_runs_ ? std::optional(remade(mutant)) : std::nullopt;
    std::vector<bool> result(promises_.size(), false);
    std::vector<std::size_t> unseen;
    for (const Scenario* scenario : it.scenarios)
      if (std::ranges::find(result, false) != result.end())
        mark_broken(goals_.system, of_runs ? *of_runs : mutant, *scenario, promises_, result);
    for (std::size_t i = 0; i < promises_.size(); ++i) {
      if (broken_by_the_rules[i])
        result[i] = false;
      else if (!result[i] && of_runs && steps::looks_at_runs(goals_.system[promises_[i]]))
        result[i] =
            solver::small::search(*of_runs, questions_of(*of_runs, {promises_[i]}), bounds_).front().has_value();
      else if (!result[i])
        unseen.push_back(i);
    }
    const std::vector<bool> broken = variants_.are_answered(mutant, goal.question.rule, unseen);
    for (std::size_t i = 0; i < unseen.size(); ++i)
      result[unseen[i]] = broken[i];
    return result;
  }

private:
  static System remade(System mutant) {
    steps::remake_upkeep(mutant);
    return mutant;
  }

  const Goals& goals_;
  std::vector<PropertyId> promises_;
  solver::SearchBounds bounds_;
  bool looks_at_runs_;
  System probed_;
  solver::small::Variants variants_;
};

} // namespace

std::vector<MutantBreaks> find_mutant_breaks(const Goals& goals, const std::vector<MutantRuns>& mutants,
                                             const std::vector<PropertyId>& promises, const Bounds& bounds,
                                             std::size_t threads) {
  std::vector<PropertyId> kept;
  std::copy_if(promises.begin(), promises.end(), std::back_inserter(kept),
               [&](PropertyId id) { return !goals.system[id].is_about_steps; });
  const Breaking breaking(goals, kept, few(bounds));
  const std::vector<bool> by_the_rules = breaking.by_the_rules();
  std::vector<std::vector<bool>> broken(mutants.size());
  const auto ask_from = [&](std::size_t first) {
    for (std::size_t i = first; i < mutants.size(); i += threads)
      broken[i] = breaking.by_mutant(mutants[i], by_the_rules);
  };
  std::vector<std::future<void>> others;
  for (std::size_t first = 1; first < threads; ++first)
    others.push_back(std::async(std::launch::async, ask_from, first));
  ask_from(0);
  for (std::future<void>& other : others)
    other.get();
  std::vector<MutantBreaks> result;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (by_the_rules[i])
      continue;
    result.push_back({kept[i], {}});
    for (std::size_t k = 0; k < mutants.size(); ++k)
      if (broken[k][i])
        result.back().goals.push_back(mutants[k].goal);
  }
  return result;
}

} // namespace chaperone::generators
