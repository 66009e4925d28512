// Uses of the old rules that are lost. See diff_report.hpp.
#include "generators/differences/diff_report.hpp"

#include "generators/goals/goals.hpp"
#include "model/comparison/carried_over.hpp"
#include "model/scenarios/casting.hpp"
#include "solver/small/search.hpp"

#include <algorithm>
#include <chrono>

namespace chaperone::differences {

using namespace model;
using generators::Goal;
using generators::GoalKind;

namespace {

/// Enough for most rules; what larger groups alone show is told by what the rules newly refuse.
constexpr std::uint32_t worlds = 7;
constexpr std::uint32_t states_of_a_world = 500;
/// Of files with more rules: only runs for rules of which the new file is shown to refuse steps.
constexpr std::size_t many_rules = 60;

/// The first step that the new rules do not take, counted from 1; 0: they take all. They do not take a step for which
/// they have no rule, or no such value.
std::size_t first_not_taken(const System& before, const System& after, const model::comparison::Matching& matching,
                            Scenario run) {
  const std::size_t steps = run.items.size();
  std::optional<Scenario> theirs;
  while (!(theirs = carried_over(model::comparison::Side::before, before, after, matching, run)) && !run.items.empty())
    run.items.pop_back();
  if (!theirs)
    return 1;
  const Replay replayed = replay(after, *theirs);
  if (!replayed.failure && replayed.steps.size() == run.items.size())
    return run.items.size() == steps ? 0 : run.items.size() + 1;
  return replayed.failure && replayed.failure->code == "start" ? 0 : std::max<std::size_t>(replayed.steps.size(), 1);
}

bool refuses_of(const solver::comparison::Comparison& found, RuleId old_rule) {
  return std::ranges::any_of(found.rules, [&](const solver::comparison::RuleComparison& rule) {
    return rule.before == old_rule && std::holds_alternative<solver::comparison::Shown>(rule.newly_refused);
  });
}

} // namespace

std::vector<LostRun> list_lost_runs(const System& before, const System& after,
                                    const model::comparison::Matching& matching,
                                    const solver::comparison::Comparison& found, const solver::Options& options) {
  generators::Goals goals = generators::list_goals(before, {GoalKind::rules, GoalKind::requirements});
  if (before.rules.size() > many_rules)
    std::erase_if(goals.goals, [&](const Goal& goal) { return !refuses_of(found, goal.question.rule); });
  std::vector<solver::StepQuestion> questions;
  for (const Goal& goal : goals.goals)
    questions.push_back(goal.question);
  solver::SearchBounds bounds;
  bounds.scope = options.scope;
  bounds.depth = options.depth;
  bounds.worlds = worlds;
  bounds.states_per_world = states_of_a_world;
  if (options.timeout)
    bounds.until = std::chrono::steady_clock::now() + *options.timeout;
  const auto answers = solver::small::search(goals.system, questions, bounds);
  std::vector<LostRun> lost;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i])
      continue;
    LostRun use{goals.goals[i].claim, goals.goals[i].where, answers[i]->found.run, 0};
    if (goals.goals[i].kind == GoalKind::rules) {
      use.claim = before[goals.goals[i].question.rule].name + " is taken";
      use.run.items.emplace_back(ScenarioStep{answers[i]->found.action, std::nullopt, std::nullopt, {}});
    }
    use.run = cast(before, use.run);
    for (ScenarioItem& item : use.run.items)
      if (auto* step = std::get_if<ScenarioStep>(&item))
        step->expected = Outcome::allowed;
    use.step = first_not_taken(before, after, matching, use.run);
    if (use.step > 0 && !use.run.items.empty())
      lost.push_back(std::move(use));
  }
  return lost;
}

} // namespace chaperone::differences
