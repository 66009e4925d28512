// See candidates.hpp.
#include "generators/goals/candidates.hpp"

#include "generators/story/story.hpp"
#include "model/meaning/interpreter.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

namespace {

bool is_same(const Action& left, const Action& right) {
  return left.rule == right.rule && left.args == right.args;
}

bool is_same(const Given& left, const Given& right) {
  return std::visit(overload{
                        [](const GivenTuple& one, const GivenTuple& other) {
                          return one.relation == other.relation && one.args == other.args;
                        },
                        [](const GivenValue& one, const GivenValue& other) {
                          return one.function == other.function && one.args == other.args && one.value == other.value;
                        },
                        [](const GivenTuple&, const GivenValue&) { return false; },
                        [](const GivenValue&, const GivenTuple&) { return false; },
                    },
                    left, right);
}

bool starts_alike(const Candidate& left, const Candidate& right) {
  return left.population.names == right.population.names &&
         std::equal(left.given.begin(), left.given.end(), right.given.begin(), right.given.end(),
                    [](const Given& one, const Given& other) { return is_same(one, other); });
}

bool begins_with(const std::vector<Action>& path, const std::vector<Action>& start) {
  return path.size() >= start.size() &&
         std::equal(start.begin(), start.end(), path.begin(),
                    [](const Action& one, const Action& other) { return is_same(one, other); });
}

bool tries(const Candidate& candidate, std::size_t at, const Action& action) {
  const auto found = candidate.refused.find(at);
  return found != candidate.refused.end() &&
         std::any_of(found->second.begin(), found->second.end(), [&](const Action& it) { return is_same(it, action); });
}

Scenario bare_scenario(const Candidate& candidate) {
  Scenario scenario;
  scenario.population = candidate.population;
  scenario.given = candidate.given;
  for (std::size_t at = 0; at <= candidate.path.size(); ++at) {
    if (const auto tried = candidate.refused.find(at); tried != candidate.refused.end())
      for (const Action& action : tried->second)
        scenario.items.emplace_back(ScenarioStep{action, std::nullopt, std::nullopt, {}});
    if (at < candidate.path.size())
      scenario.items.emplace_back(ScenarioStep{candidate.path[at], std::nullopt, std::nullopt, {}});
  }
  return scenario;
}

} // namespace

std::size_t Candidate::count_refused() const {
  std::size_t result = 0;
  for (const auto& [at, actions] : refused)
    result += actions.size();
  return result;
}

Candidate candidate_of(const System& system, const solver::StepFound& found) {
  Candidate result{found.run.population, found.run.given, {}, {}};
  for (const ScenarioItem& item : found.run.items)
    if (const Action& action = std::get<ScenarioStep>(item).action; action.rule.index < system.rules.size())
      result.path.push_back(action);
  if (found.action.rule.index >= system.rules.size()) // a state was asked for
    return result;
  const Replay run = replay(system, bare_scenario(result));
  const State& last = run.steps.empty() ? run.start : run.steps.back().after;
  if (why_refused(last, found.action))
    result.refused[result.path.size()].push_back(found.action);
  else if (!std::holds_alternative<Conflict>(take_step(last, found.action))) // that would be no step
    result.path.push_back(found.action);
  return result;
}

bool contains(const Candidate& whole, const Candidate& part) {
  if (part.memory)
    return false;
  if (!begins_with(whole.path, part.path) || !starts_alike(whole, part))
    return false;
  for (const auto& [at, actions] : part.refused)
    for (const Action& action : actions)
      if (!tries(whole, at, action))
        return false;
  return true;
}

bool merge(Candidate& into, const Candidate& other, std::size_t most_refused) {
  if (into.memory || other.memory)
    return !other.memory && contains(into, other);
  if (!(begins_with(into.path, other.path) || begins_with(other.path, into.path)) || !starts_alike(into, other))
    return false;
  Candidate merged = into;
  if (other.path.size() > merged.path.size())
    merged.path = other.path;
  for (const auto& [at, actions] : other.refused)
    for (const Action& action : actions)
      if (!tries(merged, at, action))
        merged.refused[at].push_back(action);
  if (merged.count_refused() > most_refused)
    return false;
  into = std::move(merged);
  return true;
}

Scenario scenario_of(const System& system, const Candidate& candidate) {
  Scenario scenario = bare_scenario(candidate);
  const Replay run = replay(system, scenario);
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    ScenarioStep& step = std::get<ScenarioStep>(scenario.items[i]);
    if (const auto* outcome = std::get_if<Outcome>(&run.steps[i].outcome); outcome && run.steps[i].may_refuse.empty())
      step.expected = *outcome;
    if (const auto& refusal = run.steps[i].refusal)
      step.expected_reason = system[step.action.rule].requirements[refusal->requirement].reason;
  }
  return scenario;
}

GoalReader::GoalReader(const Goals& goals) : goals_(goals) {
  for (std::size_t i = 0; i < goals.goals.size(); ++i) {
    const Goal& goal = goals.goals[i];
    if (!goal.memory)
      (goal.promise ? of_states_ : of_steps_[{goal.question.rule, goal.question.after}]).push_back(i);
  }
}

std::set<std::size_t> GoalReader::covered_by(const Scenario& scenario) const {
  const System& system = goals_.system;
  std::set<std::size_t> result;
  const Replay run = replay(system, reports::bare(scenario));
  for (const std::size_t goal : of_states_) {
    const auto shows = [&](const State& state) { return evaluate(goals_.goals[goal].question.when, Moment{state}); };
    if (shows(run.start) ||
        std::any_of(run.steps.begin(), run.steps.end(), [&](const Played& step) { return shows(step.after); }))
      result.insert(goal);
  }
  const State* before = &run.start;
  std::optional<RuleId> last;
  for (const Played& step : run.steps) {
    const std::vector<Assignment> bindings = bindings_of(system, step.action);
    const auto read = [&](const std::optional<RuleId>& after) {
      if (const auto asked = of_steps_.find({step.action.rule, after}); asked != of_steps_.end())
        for (const std::size_t goal : asked->second)
          if (!result.contains(goal) && evaluate(goals_.goals[goal].question.when, Moment{*before}, bindings))
            result.insert(goal);
    };
    read(std::nullopt);
    if (last)
      read(last);
    if (const auto* outcome = std::get_if<Outcome>(&step.outcome); outcome && *outcome == Outcome::allowed)
      last = step.action.rule;
    before = &step.after;
  }
  return result;
}

bool tells_apart(const System& system, RuleId rule, const Rule& changed, const Scenario& scenario) {
  System mutant = system;
  mutant.rules[rule.index] = changed;
  const Replay one = replay(system, reports::bare(scenario));
  const Replay other = replay(mutant, reports::bare(scenario));
  const auto is_refused = [](const Played& step) {
    const auto* outcome = std::get_if<Outcome>(&step.outcome);
    return outcome != nullptr && *outcome == Outcome::refused;
  };
  for (std::size_t i = 0; i < std::min(one.steps.size(), other.steps.size()); ++i) {
    const auto &here = one.steps[i], &there = other.steps[i];
    const bool is_free = !here.may_refuse.empty() && is_refused(there);
    if (!is_free && (here.outcome.index() != there.outcome.index() || is_refused(here) != is_refused(there)))
      return true;
    const std::vector<Given> left = given_of(here.after), right = given_of(there.after);
    if (!std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const Given& a, const Given& b) { return is_same(a, b); }))
      return !is_free; // a test ends behind what may be refused and is
  }
  return one.steps.size() != other.steps.size();
}

} // namespace chaperone::generators
