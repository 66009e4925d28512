// From a replay to sentences and changes.
#include "generators/story/story.hpp"

#include "generators/story/reasons.hpp"
#include "model/print/printer.hpp"
#include "model/scenarios/casting.hpp"

#include <fmt/format.h>

#include <array>

namespace chaperone::reports {
namespace {

using namespace model;

/// More facts than these are not listed for one requirement.
constexpr std::size_t most_against = 5;

/// What lets the service refuse a step that no requirement refuses.
std::string choice_of(const Cast& cast, const Played& played) {
  const Rule& rule = cast.system[played.action.rule];
  for (const std::size_t index : played.may_refuse)
    if (const auto& reason = rule.may_refuse[index].reason)
      return "it may be refused: " + fill_in(*reason, cast.system, played.action, cast.population);
  return "it may be refused";
}

void tell_refusal(const Cast& cast, const Played& played, StoryStep& step) {
  const Rule& rule = cast.system[played.action.rule];
  step.outcome = Outcome::refused;
  step.refused_by.push_back(played.refusal ? rule.requirements[played.refusal->requirement].span
                                           : rule.may_refuse[played.may_refuse.front()].span);
  step.refusal = refusal_of(cast, played);
}

bool is_refused(const Played& played) {
  const auto* outcome = std::get_if<Outcome>(&played.outcome);
  return outcome != nullptr && *outcome == Outcome::refused;
}

/// Of one requirement that is false.
std::string refusal_by(const Cast& cast, const Requirement& requirement, const Played& played) {
  const std::vector<Assignment> bindings = bindings_of(cast.system, played.action);
  const std::string own = print(cast, requirement.formula, bindings);
  const std::string words = requirement.reason
                                ? fill_in(*requirement.reason, cast.system, played.action, cast.population)
                                : "it requires " + own;
  const Explanation why = explain(requirement.formula, Moment{played.after}, bindings);
  std::vector<std::string> facts;
  for (const Reason& fact : tuples(cast.system, why.reasons)) {
    const std::string opposite = print(cast.system, negation(fact.statement), &cast.population);
    if (!is_trivial(fact) && (requirement.reason || opposite != own))
      facts.push_back(print(cast.system, fact.statement, &cast.population));
  }
  if (facts.size() > most_against)
    facts.back() = fmt::format("{} more", facts.size() - most_against + 1);
  if (facts.size() > most_against)
    facts.erase(facts.begin() + most_against - 1, facts.end() - 1);
  return facts.empty() ? words : fmt::format("{}, since {}", words, list_names(facts));
}

/// Is it worth saying that one comes before the other: does the one follow right upon the other, in an order that is
/// not that of the names?
bool are_told_apart(const State& state, const GivenTuple& fact) {
  if (is_usual_order(state, fact.relation))
    return false;
  const std::uint32_t low = fact.args[0], high = fact.args[1];
  const std::uint32_t size = state.layout().size(state.layout().system()[fact.relation].places[0].sort);
  for (std::uint32_t other = 0; other < size; ++other)
    if (state.holds(fact.relation, std::array{low, other}) && state.holds(fact.relation, std::array{other, high}))
      return false;
  return true;
}

} // namespace

std::string whole_refusal_of(const Cast& cast, const Played& played) {
  const Rule& rule = cast.system[played.action.rule];
  const std::vector<Assignment> bindings = bindings_of(cast.system, played.action);
  std::vector<std::string> words;
  for (const Requirement& requirement : rule.requirements)
    if (!evaluate(requirement.formula, Moment{played.after}, bindings))
      words.push_back(refusal_by(cast, requirement, played));
  return fmt::format("{}", fmt::join(words, "; also: "));
}

std::string refusal_of(const Cast& cast, const Played& played) {
  if (!played.refusal)
    return choice_of(cast, played);
  const Requirement& requirement = cast.system[played.action.rule].requirements[played.refusal->requirement];
  return requirement.reason
             ? fill_in(*requirement.reason, cast.system, played.action, cast.population)
             : "it requires " + print(cast, requirement.formula, bindings_of(cast.system, played.action));
}

Story tell(const System& system, const Scenario& scenario, const Replay& replay) {
  Story story{&system, scenario.population, given_of(replay.start), {}};
  // Names say who is who, and mostly what comes first.
  std::erase_if(story.given, [&](const Given& fact) {
    const auto* tuple = std::get_if<GivenTuple>(&fact);
    if (tuple != nullptr && system[tuple->relation].upkeep == Upkeep::order)
      return !are_told_apart(replay.start, *tuple);
    return tuple != nullptr ? !system[tuple->relation].is_stated()
                            : !system[std::get<GivenValue>(fact).function].is_stated();
  });
  const State* before = &replay.start;
  for (const Played& played : replay.steps) {
    StoryStep step{played.action, sentence_of(story.cast(), played.action), Outcome::allowed, {}, {}, {}, false, {}};
    step.is_conflict = std::holds_alternative<Conflict>(played.outcome);
    if (!played.may_refuse.empty())
      step.choice = choice_of(story.cast(), played);
    if (is_refused(played))
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
