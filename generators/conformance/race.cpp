// Two adapters, one scenario.
#include "generators/conformance/race.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::conformance {
namespace {

using namespace model;

/// A race is won by chance, so each is run so often before it counts as fair.
constexpr int tries_per_race = 15;
constexpr std::size_t most_races = 600;
/// Until the service is asked again, where it may take its time to settle.
constexpr std::chrono::milliseconds pause_of_race{100};

Outcome outcome_of(const std::variant<State, Refusal, Conflict>& step) {
  return std::holds_alternative<State>(step) ? Outcome::allowed : Outcome::refused;
}

/// What the rules make of two steps in one order.
struct End {
  std::array<Outcome, 2> outcomes; ///< by step, not by order
  State state;
};

/// All that the rules allow: several where they leave a step open.
std::vector<End> ends_of(const State& now, const std::array<const Action*, 2>& steps, std::size_t first) {
  std::vector<End> ends{End{{}, now}};
  for (const std::size_t at : {first, 1 - first}) {
    std::vector<End> longer;
    for (const End& before : ends) {
      auto after = take_step(before.state, *steps.at(at));
      End& end = longer.emplace_back(before);
      end.outcomes.at(at) = outcome_of(after);
      if (auto* state = std::get_if<State>(&after)) {
        end.state = std::move(*state);
        if (!may_be_refused(before.state, *steps.at(at)).empty())
          longer.emplace_back(before).outcomes.at(at) = Outcome::refused;
      }
    }
    ends = std::move(longer);
  }
  return ends;
}

std::vector<PropertyId> broken_by(const System& system, const State& before, const State& after) {
  std::vector<PropertyId> broken;
  for (std::uint32_t p = 0; p < system.properties.size(); ++p) {
    const Property& property = system.properties[p];
    if (property.kind != PropertyKind::possible && !property.is_about_steps && is_violated(property, Moment{after}) &&
        !is_violated(property, Moment{before}))
      broken.push_back({p});
  }
  return broken;
}

} // namespace

std::optional<Run> Racing::compare(const Trial& trial, Run before, const std::array<StepReply, 2>& replies,
                                   Adapter& adapter) {
  const State now = before.steps.empty() ? before.start : before.steps.back().goes_on_from();
  const std::array<const Action*, 2> steps{&trial.actions[trial.actions.size() - 2], &trial.actions.back()};
  std::optional<State> shown;
  const auto until = Clock::now() + settings_.settle;
  do {
    for (const std::size_t first : {1U, 0U})
      for (const End& end : ends_of(now, steps, first)) {
        auto seen = adapter.ask(end.state);
        if (auto* failure = std::get_if<Failure>(&seen)) {
          before.failure = *failure;
          return before;
        }
        shown = std::get<State>(std::move(seen));
        if (replies[0].outcome == end.outcomes[0] && replies[1].outcome == end.outcomes[1] && *shown == end.state)
          return before;
      }
    wait_for(std::min(pause_of_race, settings_.settle), settings_.adapter.is_stopped);
  } while (Clock::now() < until && !settings_.adapter.is_stopped());
  State rules = now;
  for (const std::size_t at : {0U, 1U}) {
    auto after = take_step(rules, *steps.at(at));
    const auto* refusal = std::get_if<Refusal>(&after);
    SeenStep& step = before.steps.emplace_back(
        SeenStep{*steps.at(at), refusal ? std::optional(*refusal) : std::nullopt, replies.at(at), rules, *shown});
    if (auto* state = std::get_if<State>(&after)) {
      step.may_refuse = may_be_refused(rules, *steps.at(at));
      if (!step.is_declined())
        rules = std::move(*state);
    }
    step.rules_after = rules;
  }
  before.difference = Difference{Kind::race, broken_by(*trial.system, now, *shown)};
  return before;
}

void Racing::count(const Trial& trial, const Run& before) {
  ++answer_.races;
  const std::pair<RuleId, RuleId> rules = rules_of(trial);
  auto known = std::find_if(answer_.raced.begin(), answer_.raced.end(),
                            [&](const RacedRules& each) { return std::pair(each.first, each.second) == rules; });
  if (known == answer_.raced.end())
    known = answer_.raced.insert(answer_.raced.end(), {rules.first, rules.second, 0});
  ++known->races;
  for (const SeenStep& step : before.steps)
    count_step(answer_.rules, step.action.rule, step.refusal || step.is_declined());
  for (const RuleId rule : {rules.first, rules.second}) // each of the two is possible by itself
    count_step(answer_.rules, rule, false);
}

std::optional<Run> Racing::race_once(const Trial& trial, bool second_goes_first) {
  auto first = first_.adapter(), second = second_.adapter();
  for (auto* adapter : {&first, &second})
    if (auto* failure = std::get_if<Failure>(adapter)) {
      auto layout = std::make_shared<const Layout>(*trial.system, trial.population);
      return Run{layout, State(*layout), {}, std::nullopt, *failure};
    }
  std::array<Adapter*, 2> adapters{std::get<Adapter*>(first), std::get<Adapter*>(second)};
  Trial prefix = trial;
  prefix.actions.resize(trial.actions.size() - 2);
  const std::string name = names_.next();
  Run before = conformance::run(*adapters[0], name, prefix, tolerance());
  answer_.steps += before.steps.size() + 2;
  if (before.difference)
    return std::nullopt;
  if (!before.failure) {
    auto joined = adapters[1]->join(name, before.start);
    if (auto* failure = std::get_if<Failure>(&joined))
      before.failure = *failure;
  }
  if (before.failure)
    return before;
  const std::size_t goes_first = second_goes_first ? 1 : 0;
  for (const std::size_t at : {goes_first, 1 - goes_first})
    adapters.at(at)->send_step(trial.actions[trial.actions.size() - 2 + at], trial.population);
  std::array<StepReply, 2> replies;
  for (const std::size_t at : {0U, 1U}) {
    auto reply = adapters.at(at)->receive_step(trial.actions[trial.actions.size() - 2 + at]);
    if (auto* failure = std::get_if<Failure>(&reply)) {
      before.failure = *failure;
      return before;
    }
    replies.at(at) = std::get<StepReply>(std::move(reply));
  }
  count(trial, before);
  return compare(trial, std::move(before), replies, *adapters[0]);
}

/// The first run in which the race is lost, or else the last one.
std::optional<Run> Racing::race_often(const Trial& trial) {
  std::optional<Run> run;
  for (int tries = 0; trial.actions.size() >= 2 && tries < tries_per_race; ++tries) {
    if (settings_.adapter.is_stopped())
      return std::nullopt;
    run = race_once(trial, tries % 2 == 1);
    if (run && run->failure) { // what either adapter still has to say is of no use
      first_.close();
      second_.close();
    }
    if (!run || run->difference || run->failure)
      return run;
  }
  return run;
}

bool Racing::is_wrong_one_by_one(const Trial& trial) {
  Trial other = trial;
  std::swap(other.actions[other.actions.size() - 2], other.actions.back());
  for (const Trial& order : {trial, other}) {
    Run run = first_.run(order, tolerance());
    if (run.first_difference() != nullptr) {
      answer_.one_by_one.push_back({order, std::move(run), std::nullopt});
      return true;
    }
    if (std::any_of(run.steps.begin(), run.steps.end(), [](const SeenStep& step) { return step.passed.has_value(); }))
      return true; // it is known
  }
  return false;
}

RaceAnswer Racing::run(const std::vector<Trial>& trials) {
  answer_.rules.resize(system_->rules.size());
  const auto plan = worth_racing(trials, settings_.seed);
  for (std::size_t at = 0; at < plan.size(); ++at) {
    if (raced_rules_.contains(rules_of(plan[at])))
      continue;
    if (answer_.races >= most_races) {
      ++answer_.left_out;
      continue;
    }
    settings_.on_progress({"races", at + 1, plan.size()});
    auto run = race_often(plan[at]);
    if (run && run->failure) {
      const Failure failure = *run->failure;
      answer_.undecided = TrialAnswer{plan[at], std::move(run), failure};
      break;
    }
    if (!run || !run->difference || is_wrong_one_by_one(plan[at]))
      continue;
    if (const auto accepted = find_accepted(settings_.accepted, *system_, *run)) {
      answer_.accepted.push_back(*accepted);
      raced_rules_.insert(rules_of(plan[at]));
      continue;
    }
    const std::size_t steps = run->steps.size();
    Shrunk shrunk = shrink(
        plan[at], std::move(*run), [&](const Trial& trial) { return race_often(trial); }, 100);
    raced_rules_.insert(rules_of(plan[at]));
    raced_rules_.insert(rules_of(shrunk.trial));
    answer_.findings.push_back(
        {std::move(shrunk.trial), std::move(shrunk.run), {plan[at].name}, steps, shrunk.attempts});
  }
  if (settings_.adapter.is_stopped() && !answer_.undecided) {
    Trial races;
    races.origin = Trial::Origin::race;
    races.name = "races";
    races.system = system_;
    answer_.undecided = TrialAnswer{std::move(races), std::nullopt,
                                    Failure{Failure::Kind::stopped, "was stopped before all races were run"}};
  }
  for (Station* station : {&first_, &second_}) {
    station->close();
    answer_.waited += station->waited();
  }
  return std::move(answer_);
}

} // namespace chaperone::conformance
