// See coverage.hpp.
#include "generators/goals/coverage.hpp"

#include "generators/goals/memory_cover.hpp"
#include "generators/goals/value_conditions.hpp"
#include "generators/memory/proofs.hpp"
#include "model/scenarios/casting.hpp"
#include "solver/small/remedy.hpp"

#include <algorithm>
#include <future>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

/// The same, with this part of the time that is left.
CoverOptions for_part(const CoverOptions& options, std::uint32_t parts, std::uint32_t of) {
  CoverOptions result = options;
  result.bounds.small_groups = options.bounds.small_groups.for_part(parts, of);
  return result;
}

/// What is known of each goal before anything is chosen; what was found goes into the choice.
std::vector<GoalStatus> status_of(const std::vector<solver::StepAnswer>& answers, Choice& choice) {
  std::vector<GoalStatus> result;
  for (const solver::StepAnswer& answer : answers)
    result.push_back(std::visit(overload{
                                    [&](const solver::Answered& it) {
                                      choice.offer(result.size(), it);
                                      return GoalStatus(Open{"no scenario was chosen", {}});
                                    },
                                    [](const solver::ProvedImpossible&) { return GoalStatus(Impossible{}); },
                                    [](const solver::Undecided& it) {
                                      return GoalStatus(Open{it.reason, it.remedy});
                                    },
                                },
                                answer));
  return result;
}

void take(MemoryCover found, const solver::SearchBounds& bounds, Coverage& result, Choice& choice) {
  for (std::size_t goal = 0; goal < found.is_impossible.size(); ++goal) {
    GoalStatus& status = result.status[result.goals.first_of_memory() + goal];
    if (found.is_impossible[goal])
      status = Impossible{};
    else if (found.is_out_of_time)
      status = Open{"out of time", solver::small::more_time(bounds)};
  }
  for (Candidate& run : found.candidates)
    choice.offer(std::move(run));
}

/// Of goals for which no run was found, those are impossible that no values make possible.
void rule_out_by_values(const Catalogue& catalogue, const CoverOptions& options, const Promises& promises,
                        Coverage& result) {
  const std::size_t first = result.goals.first_of_memory();
  ValueConditions conditions(catalogue);
  std::map<std::size_t, std::vector<ValueWay>> ways;
  for (std::size_t goal = 0; goal < catalogue.goals().size(); ++goal)
    if (std::holds_alternative<Open>(result.status[first + goal]))
      if (auto found = conditions.ways_of(catalogue.goals()[goal]))
        ways.emplace(goal, std::move(*found));
  std::vector<Scenario> runs;
  for (const SuiteScenario& it : result.scenarios)
    runs.push_back(it.scenario);
  const std::vector<bool> shown = shown_by(conditions.system(), conditions.questions(), runs);
  std::set<std::size_t> wanted;
  for (std::size_t question = 0; question < shown.size(); ++question)
    if (!shown[question])
      wanted.insert(question);
  const std::set<std::size_t> impossible = proved_impossible(
      conditions.system(), conditions.questions(), wanted,
      {options.bounds.small_groups, options.bounds.solver_depth, options.check, [&] { return promises.proved(); }});
  for (const auto& [goal, some] : ways)
    if (std::ranges::none_of(some, [&](const ValueWay& way) {
          return conditions.may_be(way, [&](std::size_t question) { return impossible.contains(question); });
        }))
      result.status[first + goal] = Impossible{};
}

std::vector<MutantBreaks> mutant_breaks(const Coverage& result, const CoverOptions& options, const Promises& promises,
                                        const solver::StepProgress& progress) {
  std::vector<MutantRuns> mutants;
  for (const std::size_t goal : mutants_of(result))
    if (!std::holds_alternative<Impossible>(result.status[goal])) {
      mutants.push_back({goal, {}});
      for (const SuiteScenario& it : result.scenarios)
        if (std::find(it.goals.begin(), it.goals.end(), goal) != it.goals.end())
          mutants.back().scenarios.push_back(&it.scenario);
    }
  if (progress)
    progress("looking for mutants that break a promise", result.status.size(), result.status.size());
  std::vector<PropertyId> kept;
  for (const solver::PropertyAnswer& answer : promises.verdicts())
    if (options.is_asked_about(answer.property) && !std::holds_alternative<solver::Shown>(answer.verdict))
      kept.push_back(answer.property);
  for (const BrokenPromise& it : result.violations)
    std::erase(kept, it.promise);
  return find_mutant_breaks(result.goals, mutants, kept, options.bounds, options.threads());
}

std::vector<PlantedFault> faulty_services(const Coverage& result, const CoverOptions& options, const Promises& promises,
                                          const solver::StepProgress& progress) {
  if (progress)
    progress("planting faults of memory", result.status.size(), result.status.size());
  std::vector<Scenario> scenarios;
  for (const SuiteScenario& it : result.scenarios)
    scenarios.push_back(it.scenario);
  return plant_faults(
      result.goals.system, scenarios,
      {options.bounds.small_groups, options.bounds.solver_depth, options.check, [&] { return promises.proved(); }});
}

/// Violations first: nothing tells more.
void keep_within(const Budget& budget, Coverage& result) {
  result.scenarios_without_budget = result.scenarios.size() + result.violations.size();
  std::size_t left = budget.scenarios.value_or(std::numeric_limits<std::uint32_t>::max());
  std::size_t steps = budget.steps.value_or(std::numeric_limits<std::uint32_t>::max());
  const auto fits = [&](const auto& it) {
    if (left == 0 || it.scenario.items.size() > steps)
      return false;
    --left;
    steps -= it.scenario.items.size();
    return true;
  };
  const auto first_left_out = std::find_if_not(result.violations.begin(), result.violations.end(), fits);
  result.violations.erase(first_left_out, result.violations.end());
  const auto kept = static_cast<std::size_t>(std::find_if_not(result.scenarios.begin(), result.scenarios.end(), fits) -
                                             result.scenarios.begin());
  result.scenarios.resize(kept);
  for (GoalStatus& status : result.status)
    if (const auto* covered = std::get_if<Covered>(&status); covered && covered->scenario >= kept)
      status = LeftOut{};
}

} // namespace

std::size_t count_open(const Coverage& coverage) {
  return static_cast<std::size_t>(std::ranges::count_if(
      coverage.status, [](const GoalStatus& status) { return std::holds_alternative<Open>(status); }));
}

std::vector<std::size_t> mutants_of(const Coverage& coverage) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < coverage.goals.goals.size(); ++i)
    if (coverage.goals.goals[i].kind == GoalKind::mutants)
      result.push_back(i);
  return result;
}

MutationScore mutation_score(const Coverage& coverage, const std::vector<std::size_t>& mutants) {
  MutationScore score;
  for (const std::size_t goal : mutants)
    std::visit(overload{
                   [&](const Covered&) { ++score.told_apart; },
                   [&](const Impossible&) { ++score.like_the_rules; },
                   [&](const Open&) { ++score.undecided; },
                   [&](const LeftOut&) { ++score.left_out; },
               },
               coverage.status[goal]);
  return score;
}

MutationScore memory_score(const Coverage& coverage) {
  MutationScore score;
  for (const PlantedFault& it : coverage.faulty_services)
    if (it.told_by)
      ++(*it.told_by < coverage.scenarios.size() ? score.told_apart : score.left_out);
    else
      ++(it.is_like_the_rules ? score.like_the_rules : score.undecided);
  return score;
}

Coverage cover(const System& system, const CoverOptions& options, const solver::StepProgress& progress) {
  Coverage result;
  result.goals = list_goals(system, options.kinds);
  const System& rules = result.goals.system;
  std::optional<Catalogue> catalogue;
  MemoryConditions conditions;
  if (options.wants(GoalKind::memory)) {
    catalogue.emplace(rules);
    conditions = list_memory_conditions(result.goals.system, *catalogue);
  }
  // Half of the time for the goals of memory, and for what is planted.
  const CoverOptions first = catalogue ? for_part(options, 1, 2) : options;
  const Promises promises(rules, first);
  // Violations depend on nothing else: they are looked for beside the rest.
  std::future<std::vector<BrokenPromise>> violations;
  if (options.wants(GoalKind::violations))
    violations = std::async(options.threads() > 1 ? std::launch::async : std::launch::deferred,
                            [&] { return find_violations(rules, options, promises); });
  Choice choice(result.goals, options.bounds.most_refused);
  const Answers answers = answer_goals(result.goals, conditions.questions, first, promises, progress);
  result.status = status_of(answers.goals, choice);
  if (catalogue) {
    if (progress)
      progress("looking for runs that hang on memory", result.status.size(), result.status.size());
    take(cover_memory(*catalogue, conditions, answers.conditions, for_part(options, 2, 3)), options.bounds.small_groups,
         result, choice);
  }
  std::optional<Packing> packing;
  if (catalogue)
    packing.emplace(result.goals, *catalogue, options.bounds.memory.longest);
  result.scenarios = choice.scenarios(packing ? &*packing : nullptr);
  for (SuiteScenario& it : result.scenarios)
    it.scenario = in_order(rules, it.scenario);
  for (std::size_t i = 0; i < result.scenarios.size(); ++i)
    for (const std::size_t goal : result.scenarios[i].own)
      result.status[goal] = Covered{i};
  if (catalogue)
    rule_out_by_values(*catalogue, for_part(options, 1, 3), promises, result);
  if (violations.valid()) {
    if (progress)
      progress("looking for violations", result.status.size(), result.status.size());
    result.violations = violations.get();
    result.causes = causes_of(result.violations);
  }
  if (options.wants(GoalKind::mutants))
    result.mutant_breaks = mutant_breaks(result, options, promises, progress);
  if (options.wants(GoalKind::mutants) || options.wants(GoalKind::memory))
    result.faulty_services = faulty_services(result, options, promises, progress);
  keep_within(options.bounds.budget, result);
  return result;
}

} // namespace chaperone::generators
