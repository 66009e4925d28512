// The comparison.
#include "generators/conformance/trial.hpp"

#include "generators/conformance/deviation.hpp"
#include "generators/story/facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <thread>

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
std::optional<Failure> take_as_declined(Service& service, const State& before, SeenStep& step) {
  step.rules_after = before;
  auto seen = service.ask(before);
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

/// What a service does that takes the step though the rules refuse it: as far as the rules can say, its effects.
State forced(const State& now, const Action& action) {
  System loose = now.layout().system();
  loose.rules[action.rule.index].requirements.clear();
  const Layout layout(loose, now.layout().population());
  Scenario scenario;
  scenario.given = given_of(now);
  const auto after = take_step(initial_state(layout, scenario), action);
  const auto* state = std::get_if<State>(&after);
  if (state == nullptr)
    return now;
  scenario.given = given_of(*state);
  return initial_state(now.layout(), scenario);
}

/// Goes on behind a known deviation with what the service shows; of the rest, what it would do.
std::optional<Failure> accept(Service& service, SeenStep& step, const Difference& difference, std::size_t accepted,
                              const State& before) {
  step.passed = Passed{difference, accepted, step.seen_after, std::chrono::milliseconds(0)};
  if (difference.kind != Kind::allows && difference.kind != Kind::refuses)
    return std::nullopt;
  auto shown = service.ask(difference.kind == Kind::allows ? forced(before, step.action) : before);
  if (auto* failure = std::get_if<Failure>(&shown)) {
    step.passed.reset();
    return *failure;
  }
  step.seen_after = std::get<State>(std::move(shown));
  return std::nullopt;
}

/// Asks again until the service shows what the rules say, or the time is up.
std::optional<Failure> settle(Service& service, SeenStep& step, const Difference& difference,
                              const Tolerance& tolerance) {
  constexpr auto longest_pause = std::chrono::milliseconds(500);
  const auto begin = std::chrono::steady_clock::now();
  const auto passed = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  };
  for (auto pause = std::chrono::milliseconds(20); passed() < tolerance.settle && !tolerance.is_stopped();
       pause = std::min(2 * pause, longest_pause)) {
    wait_for(std::min(pause, tolerance.settle - passed()), tolerance.is_stopped);
    auto again = service.ask(step.rules_after);
    if (auto* failure = std::get_if<Failure>(&again))
      return *failure;
    if (std::get<State>(again) == step.rules_after) {
      Difference at_first = difference;
      at_first.is_at_first = true;
      step.passed = Passed{std::move(at_first), std::nullopt, step.seen_after, passed()};
      step.seen_after = step.rules_after;
      return std::nullopt;
    }
  }
  if (tolerance.lasting != nullptr && !tolerance.is_stopped())
    tolerance.lasting->add(signature_of(difference, step));
  return std::nullopt;
}

/// Notes in the step that the run goes on behind the difference, where it does.
std::optional<Failure> tolerate(Service& service, SeenStep& step, const Difference& difference, const State& before,
                                const Tolerance& tolerance) {
  if (tolerance.accepted != nullptr)
    if (const auto accepted = find_accepted(*tolerance.accepted, step, difference, step.seen_after))
      return accept(service, step, difference, *accepted, before);
  const bool may_settle = difference.kind == Kind::other && tolerance.settle.count() > 0;
  if (!may_settle || (tolerance.lasting != nullptr && tolerance.lasting->has(signature_of(difference, step))))
    return std::nullopt;
  auto failure = settle(service, step, difference, tolerance);
  if (failure || !step.passed || tolerance.accepted == nullptr)
    return failure;
  step.passed->accepted = find_accepted(*tolerance.accepted, step, step.passed->difference, step.passed->seen);
  return std::nullopt;
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
  Trial trial;
  trial.name = scenario.name;
  trial.file = std::move(file);
  trial.span = scenario.span;
  trial.system = std::move(system);
  trial.population = scenario.population;
  trial.given = scenario.given;
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

Trial as_run(Trial trial, const Run& run) {
  trial.actions.clear();
  for (const SeenStep& step : run.steps)
    trial.actions.push_back(step.action);
  if (run.unanswered)
    trial.actions.push_back(*run.unanswered);
  return trial;
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

const Difference* Run::first_difference() const {
  for (const SeenStep& step : steps)
    if (step.passed && !step.passed->accepted)
      return &step.passed->difference;
  return difference ? &*difference : nullptr;
}

bool LastingFlaws::has(const Signature& flaw) const {
  const std::scoped_lock lock(mutex_);
  return std::find(flaws_.begin(), flaws_.end(), flaw) != flaws_.end();
}

void LastingFlaws::add(const Signature& flaw) {
  const std::scoped_lock lock(mutex_);
  flaws_.push_back(flaw);
}

Signature signature_of(const Difference& difference, const SeenStep& step) {
  return {difference, step.action.rule, step.refusal ? std::optional(step.refusal->requirement) : std::nullopt,
          step.is_declined()};
}

void wait_for(std::chrono::milliseconds time, const std::function<bool()>& is_stopped) {
  constexpr auto nap = std::chrono::milliseconds(50);
  for (const auto until = std::chrono::steady_clock::now() + time;
       std::chrono::steady_clock::now() < until && !is_stopped();)
    std::this_thread::sleep_for(
        std::min(nap, std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())));
}

Run run(Service& service, const std::string& scenario, const Trial& trial, const Chooser& next,
        const Tolerance& tolerance) {
  auto layout = std::make_shared<const Layout>(*trial.system, trial.population);
  Scenario start;
  start.given = trial.given;
  Run result{layout, initial_state(*layout, start), {}, std::nullopt, std::nullopt};
  auto seen = service.begin(scenario, result.start);
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
    if (std::holds_alternative<Conflict>(after))
      continue;
    const auto* state = std::get_if<State>(&after);
    const State& rules_after = state != nullptr ? *state : now;
    auto tried = service.try_step(*action, rules_after);
    if (auto* failure = std::get_if<Failure>(&tried)) {
      result.failure = *failure;
      result.unanswered = *action;
      return result;
    }
    auto& [reply, seen_after] = std::get<Service::Tried>(tried);
    const auto* refusal = std::get_if<Refusal>(&after);
    SeenStep& step =
        result.steps.emplace_back(SeenStep{*action, refusal != nullptr ? std::optional(*refusal) : std::nullopt,
                                           std::move(reply), rules_after, std::move(seen_after)});
    if (state != nullptr)
      step.may_refuse = may_be_refused(now, *action);
    if (step.is_declined())
      if (auto failure = take_as_declined(service, now, step)) {
        result.failure = *failure;
        return result;
      }
    if (const auto difference = compare(trial, step, now)) {
      result.failure = tolerate(service, step, *difference, now, tolerance);
      if (!result.failure && !step.passed)
        result.difference = difference;
      if (!step.passed)
        return result;
    }
    now = step.goes_on_from();
  }
  return result;
}

Run run(Service& service, const std::string& scenario, const Trial& trial, const Tolerance& tolerance) {
  return run(service, scenario, trial, steps_of(trial), tolerance);
}

Chooser steps_of(const Trial& trial, const std::function<void()>& pause) {
  return [&trial, pause, at = std::size_t(0)](const State&) mutable -> std::optional<Action> {
    if (at == trial.actions.size())
      return std::nullopt;
    if (pause && at + 1 == trial.actions.size())
      pause();
    return trial.actions[at++];
  };
}

} // namespace chaperone::conformance
