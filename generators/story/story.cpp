// From a replay to sentences and changes.
#include "generators/story/story.hpp"

#include "model/printer.hpp"

namespace chaperone::reports {
namespace {

using namespace model;

void tell_refusal(const Cast& cast, const Played& played, StoryStep& step) {
  step.outcome = Outcome::refused;
  step.refused_by.push_back(cast.system[played.action.rule].requirements[played.refusal->requirement].span);
  step.refusal = refusal_of(cast, played);
}

} // namespace

std::string refusal_of(const Cast& cast, const Played& played) {
  const Requirement& requirement = cast.system[played.action.rule].requirements[played.refusal->requirement];
  return requirement.reason ? fill_in(*requirement.reason, cast.system, played.action, cast.population)
                            : print(cast, requirement.formula, bindings_of(cast.system, played.action));
}

Story tell(const System& system, const Scenario& scenario, const Replay& replay) {
  Story story{&system, scenario.population, given_of(replay.start), {}};
  const State* before = &replay.start;
  for (const Played& played : replay.steps) {
    StoryStep step{played.action, sentence_of(story.cast(), played.action), Outcome::allowed, {}, {}, false, {}};
    step.is_conflict = std::holds_alternative<Conflict>(played.outcome);
    if (played.refusal)
      tell_refusal(story.cast(), played, step);
    else
      step.changes = changes_between(*before, played.after);
    story.steps.push_back(std::move(step));
    before = &played.after;
  }
  return story;
}

Scenario bare(const Scenario& scenario) {
  Scenario result{scenario.name, scenario.doc, scenario.span, scenario.population, scenario.given, {}};
  for (const ScenarioItem& item : scenario.items)
    if (const auto* step = std::get_if<ScenarioStep>(&item))
      result.items.emplace_back(ScenarioStep{step->action, std::nullopt, std::nullopt, step->span});
  return result;
}

} // namespace chaperone::reports
