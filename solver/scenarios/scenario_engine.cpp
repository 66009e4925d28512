// See scenario_engine.hpp.
#include "solver/scenarios/scenario_engine.hpp"

#include "model/meaning/interpreter.hpp"
#include "solver/evidence/evidence.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::scenarios {

using model::PropertyId;
using model::Scenario;

bool ScenarioEngine::takes(const Question& question, const Budget&) const {
  const PropertyId* property = question.property();
  return property && !question.shown && system_[*property].kind != model::PropertyKind::possible &&
         !system_.scenarios.empty();
}

std::vector<Standing> ScenarioEngine::run(const std::vector<Question>& questions, const Budget&) {
  std::map<PropertyId, Shown> found;
  for (const Scenario& scenario : system_.scenarios) {
    const model::Replay replay = model::replay(system_, scenario);
    if (!replay.failure || !replay.failure->property || !is_in_scope(scenario))
      continue;
    const PropertyId property = *replay.failure->property;
    std::optional<Shown> shown = run_of(scenario, property);
    if (!shown)
      continue;
    observer_.on_note(
        fmt::format("scenarios: `{}` breaks `{}` in {} steps", scenario.name, system_[property].name, shown->steps));
    const auto before = found.find(property);
    if (before == found.end() || shown->steps < before->second.steps)
      found.insert_or_assign(property, std::move(*shown));
  }
  std::vector<Standing> made(questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i)
    if (const auto at = found.find(*questions[i].property()); at != found.end())
      made[i].verdict = at->second;
  return made;
}

/// The steps up to the one that breaks the property, without those that are refused, which change nothing. Nothing
/// where the interpreter does not see it so.
std::optional<Shown> ScenarioEngine::run_of(const Scenario& scenario, PropertyId property) const {
  Shown shown;
  shown.scenario = scenario;
  shown.scenario.items.clear();
  for (const model::Played& played : model::replay(system_, scenario).steps) {
    const auto* outcome = std::get_if<model::Outcome>(&played.outcome);
    if (outcome && *outcome == model::Outcome::allowed)
      shown.scenario.items.emplace_back(model::ScenarioStep{played.action, model::Outcome::allowed, std::nullopt, {}});
  }
  shown.scenario.doc.clear();
  shown.steps = static_cast<std::uint32_t>(shown.scenario.items.size());
  shown.is_smallest = false;
  shown.unproved = fmt::format("it is the file's scenario `{}`", scenario.name);
  if (evidence::object_to(system_, system_[property], shown.scenario))
    return std::nullopt;
  return shown;
}

bool ScenarioEngine::is_in_scope(const Scenario& scenario) const {
  return std::ranges::all_of(scope_,
                             [&](const auto& limit) { return scenario.population.size(limit.first) <= limit.second; });
}

} // namespace chaperone::solver::scenarios
