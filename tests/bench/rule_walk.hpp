// Random walks over the rules alone, as `conform` would take them on a service.
#pragma once

#include "generators/conformance/walk.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace chaperone::tests {

/// The walk of that number, with no outcomes stated; nothing where it has no step.
inline std::optional<model::Scenario> rule_walk(conformance::WalkPlan& plan, const model::System& system,
                                                std::uint32_t number) {
  const std::optional<conformance::Trial> begun = plan.trial(number);
  if (!begun)
    return std::nullopt;
  const conformance::Trial& trial = *begun;
  const conformance::Chooser next = plan.chooser(trial, number);
  model::Scenario scenario;
  scenario.population = trial.population;
  scenario.given = trial.given;
  const model::Layout layout(system, trial.population);
  model::State now = model::initial_state(layout, scenario);
  while (const auto action = next(now)) {
    scenario.items.emplace_back(model::ScenarioStep{*action, std::nullopt, std::nullopt, {}});
    auto after = model::take_step(now, *action);
    if (auto* state = std::get_if<model::State>(&after))
      now = std::move(*state);
  }
  return scenario;
}

/// The first of them, of 30 steps at most, without those that have no step.
inline std::vector<model::Scenario> rule_walks(const std::shared_ptr<const model::System>& rules, std::uint32_t count) {
  conformance::WalkPlan plan(rules, {}, 7, 30);
  std::vector<model::Scenario> result;
  for (std::uint32_t number = 0; number < count; ++number)
    if (auto walk = rule_walk(plan, *rules, number))
      result.push_back(*std::move(walk));
  return result;
}

} // namespace chaperone::tests
