// The comparison.
#include "generators/conformance/trial.hpp"

#include "generators/story/facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace chaperone::conformance {
namespace {

using namespace model;

std::vector<PropertyId> promises_of(const System& system) {
  std::vector<PropertyId> promises;
  for (std::uint32_t p = 0; p < system.properties.size(); ++p)
    if (system.properties[p].kind != PropertyKind::possible)
      promises.push_back({p});
  return promises;
}

/// Those of the promises that what the service shows after a step breaks, and that were not broken before it.
std::vector<PropertyId> newly_broken(const System& system, std::vector<PropertyId> promises, const SeenStep& step,
                                     const State& before) {
  const bool is_step = step.seen.outcome == Outcome::allowed;
  const Moment moment{step.seen_after, is_step ? &before : nullptr, is_step ? &step.action : nullptr};
  std::erase_if(promises, [&](PropertyId id) {
    return !is_violated(system[id], moment) || (!system[id].is_about_steps && is_violated(system[id], Moment{before}));
  });
  return promises;
}

std::optional<Difference> compare(const Trial& trial, const SeenStep& step, const State& before) {
  const bool rules_allow = !step.refusal;
  const bool service_allows = step.seen.outcome == Outcome::allowed;
  std::optional<Kind> kind;
  if (rules_allow != service_allows && !step.is_declined())
    kind = service_allows ? Kind::allows : Kind::refuses;
  else if (!(step.rules_after == step.seen_after))
    kind = Kind::other;
  if (kind)
    return Difference{*kind, newly_broken(*trial.system, promises_of(*trial.system), step, before)};
  std::vector<PropertyId> broken = newly_broken(*trial.system, trial.keeps, step, before);
  return broken.empty() ? std::nullopt : std::optional(Difference{Kind::promise, std::move(broken)});
}

/// The run goes on from the state before a step that the service may refuse and did. What it shows is asked for once
/// more, since of what it does not show nothing may have changed.
std::optional<Failure> take_as_declined(Adapter& adapter, const State& before, SeenStep& step) {
  step.rules_after = before;
  auto seen = adapter.ask(before);
  if (auto* failure = std::get_if<Failure>(&seen))
    return *failure;
  step.seen_after = std::get<State>(std::move(seen));
  return std::nullopt;
}

/// Which facts differ between what was given and what is seen: "not member(Chat, Ann)".
Failure wrong_start(const State& given, const State& seen) {
  const reports::Cast cast{given.layout().system(), given.layout().population()};
  std::vector<std::string> words;
  for (const auto& change : reports::changes_between(given, seen))
    words.push_back(reports::print(cast, change));
  constexpr std::size_t most = 6;
  const std::size_t all = words.size();
  if (all > most)
    words.resize(most);
  return {Failure::Kind::setup, fmt::format("shows another start than was given: {}{}", fmt::join(words, ", "),
                                            all > most ? fmt::format(" and {} more", all - most) : "")};
}

} // namespace

const char* word_for(Kind kind) {
  switch (kind) {
  case Kind::allows:
    return "allows";
  case Kind::refuses:
    return "refuses";
  case Kind::other:
    return "other";
  case Kind::promise:
    return "promise";
  case Kind::race:
    return "race";
  }
  return "";
}

Trial trial_of(std::shared_ptr<const System> system, std::string file, const Scenario& scenario) {
  Trial trial{
      scenario.name, std::move(file), scenario.span, std::move(system), scenario.population, scenario.given, {}, {}};
  for (const ScenarioItem& item : scenario.items)
    if (const auto* step = std::get_if<ScenarioStep>(&item))
      trial.actions.push_back(step->action);
    else if (const auto* keeps = std::get_if<ScenarioKeeps>(&item))
      trial.keeps.insert(trial.keeps.end(), keeps->properties.begin(), keeps->properties.end());
  return trial;
}

Scenario scenario_of(const Trial& trial, const Run* run) {
  Scenario scenario;
  scenario.name = trial.name;
  scenario.population = trial.population;
  scenario.given = trial.given;
  const Layout layout(*trial.system, trial.population);
  State now = initial_state(layout, scenario);
  for (std::size_t at = 0; at < trial.actions.size(); ++at) {
    const Action& action = trial.actions[at];
    ScenarioStep step{action, Outcome::refused, std::nullopt, {}};
    auto after = take_step(now, action);
    const bool is_declined = run != nullptr && at < run->steps.size() && run->steps[at].is_declined();
    if (auto* state = std::get_if<State>(&after); state != nullptr && !is_declined) {
      step.expected = Outcome::allowed;
      now = std::move(*state);
    }
    scenario.items.emplace_back(std::move(step));
  }
  if (!trial.keeps.empty())
    scenario.items.emplace_back(ScenarioKeeps{trial.keeps, {}});
  return scenario;
}

bool is_runnable(const Trial& trial) {
  const Layout layout(*trial.system, trial.population);
  Scenario scenario;
  scenario.given = trial.given;
  State now = initial_state(layout, scenario);
  if (broken_constraint(now) != nullptr)
    return false;
  for (const Action& action : trial.actions) {
    auto after = take_step(now, action);
    if (std::holds_alternative<Conflict>(after))
      return false;
    if (auto* state = std::get_if<State>(&after))
      now = std::move(*state);
  }
  return true;
}

Run run(Adapter& adapter, const std::string& scenario, const Trial& trial, const Chooser& next) {
  auto layout = std::make_shared<const Layout>(*trial.system, trial.population);
  Scenario start;
  start.given = trial.given;
  Run result{layout, initial_state(*layout, start), {}, std::nullopt, std::nullopt};
  auto seen = adapter.begin(scenario, result.start);
  if (auto* failure = std::get_if<Failure>(&seen)) {
    result.failure = *failure;
    return result;
  }
  if (!(std::get<State>(seen) == result.start)) {
    result.failure = wrong_start(result.start, std::get<State>(seen));
    return result;
  }
  State now = result.start;
  while (const auto action = next(now)) {
    auto after = take_step(now, *action);
    const auto* state = std::get_if<State>(&after);
    const State& rules_after = state != nullptr ? *state : now;
    auto tried = adapter.try_step(*action, rules_after);
    if (auto* failure = std::get_if<Failure>(&tried)) {
      result.failure = *failure;
      return result;
    }
    auto& [reply, seen_after] = std::get<Adapter::Tried>(tried);
    const auto* refusal = std::get_if<Refusal>(&after);
    result.steps.push_back({*action, refusal != nullptr ? std::optional(*refusal) : std::nullopt, std::move(reply),
                            rules_after, std::move(seen_after)});
    if (state != nullptr)
      result.steps.back().may_refuse = may_be_refused(now, *action);
    if (result.steps.back().is_declined())
      if (auto failure = take_as_declined(adapter, now, result.steps.back())) {
        result.failure = *failure;
        return result;
      }
    result.difference = compare(trial, result.steps.back(), now);
    if (result.difference)
      return result;
    now = result.steps.back().rules_after;
  }
  return result;
}

Run run(Adapter& adapter, const std::string& scenario, const Trial& trial) {
  return run(adapter, scenario, trial, [&, at = std::size_t(0)](const State&) mutable {
    return at < trial.actions.size() ? std::optional(trial.actions[at++]) : std::nullopt;
  });
}

} // namespace chaperone::conformance
