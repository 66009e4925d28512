// Where a walk starts and what it does next.
#include "generators/conformance/walk.hpp"

#include "generators/conformance/sample.hpp"
#include "generators/memory/reading.hpp"
#include "model/scenarios/population.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>

namespace chaperone::conformance {

using namespace model;

/// They point into the rules' formulas, which `system` keeps.
struct WalkPlan::ReadingPlaces {
  std::shared_ptr<const System> system;
  std::vector<generators::ReadingPlace> all;
};

namespace {

/// Argument lists drawn for a target before another one is chosen.
constexpr int draws_per_target = 60;
/// So many of a hundred steps hang on what one of the last changes was before. Measured on planted faults of memory:
/// with it 100 walks find 88.7% of them, without it 82.5%; trying the same step again blindly is worse.
constexpr std::uint32_t critical_of_100 = 30;
constexpr std::size_t remembered_changes = 4;
constexpr int draws_of_critical = 30;

Random random_for(std::uint32_t seed, std::uint32_t number, std::uint32_t purpose) {
  std::seed_seq sequence{seed, number, purpose};
  return Random(sequence);
}

std::vector<std::uint32_t> with_member(std::vector<std::uint32_t> set, std::uint32_t member) {
  const auto at = std::lower_bound(set.begin(), set.end(), member);
  if (at == set.end() || *at != member)
    set.insert(at, member);
  return set;
}

/// What a walk may try next: a rule, allowed, or refused by one of its requirements alone.
struct Target {
  RuleId rule;
  std::optional<std::size_t> refused_by;
  std::size_t tried = 0;
};

/// What was changed lately, and what it was before: a service that does not notice goes on with that.
struct Past {
  generators::Cell cell;
  std::uint32_t value = 0;
};

/// One walk's choices.
class Walker {
public:
  Walker(const System& system, std::shared_ptr<const WalkPlan::ReadingPlaces> places, std::uint32_t steps,
         const Random& random)
      : places_(std::move(places)), steps_left_(steps), random_(random) {
    for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
      allowed_.push_back({{rule}, std::nullopt});
      for (std::size_t at = 0; at < system.rules[rule].requirements.size(); ++at)
        refused_.push_back({{rule}, at});
    }
  }

  std::optional<Action> next(const State& now) {
    if (steps_left_ == 0)
      return std::nullopt;
    --steps_left_;
    remember(now);
    if (!past_.empty() && below(random_, 100) < critical_of_100)
      if (auto action = draw_critical(now))
        return action;
    const bool wants_refusal = !refused_.empty() && below(random_, 2) == 1;
    for (auto* targets : wants_refusal ? std::array{&refused_, &allowed_} : std::array{&allowed_, &refused_})
      for (std::size_t tries = 2 * targets->size(); tries > 0; --tries) {
        Target& target = rarely_tried(*targets);
        ++target.tried; // also where nothing is drawn, so that the next draw is for another one
        if (auto action = draw(now, target))
          return action;
      }
    return std::nullopt;
  }

private:
  /// Of three drawn the one that was tried least.
  Target& rarely_tried(std::vector<Target>& targets) {
    Target* best = &targets[below(random_, targets.size())];
    for (int more = 0; more < 2; ++more) {
      Target& other = targets[below(random_, targets.size())];
      if (other.tried < best->tried)
        best = &other;
    }
    return *best;
  }

  std::optional<Action> draw(const State& now, const Target& target) {
    for (int draws = 0; draws < draws_per_target; ++draws) {
      Action action = random_action(now.layout(), target.rule, random_);
      if (is_decided_by(now, action, target.refused_by) && !std::holds_alternative<Conflict>(take_step(now, action)))
        return action;
    }
    return std::nullopt;
  }

  void remember(const State& now) {
    if (before_)
      for (generators::Cell& cell : generators::changed_cells(*before_, now)) {
        const std::uint32_t value = generators::value_of(*before_, cell);
        past_.push_back({std::move(cell), value});
      }
    while (past_.size() > remembered_changes)
      past_.pop_front();
    before_ = now;
  }

  /// A step that goes otherwise where one of the last changes is not noticed in one place that reads it.
  std::optional<Action> draw_critical(const State& now) {
    const Past& past = past_[below(random_, past_.size())];
    std::vector<const generators::ReadingPlace*> reading;
    for (const generators::ReadingPlace& place : places_->all)
      if (place.symbol == past.cell.symbol)
        reading.push_back(&place);
    for (int draws = 0; !reading.empty() && draws < draws_of_critical; ++draws) {
      const generators::ReadingPlace& place = *reading[below(random_, reading.size())];
      Action action = random_action(now.layout(), place.rule, random_);
      put_in(action, past.cell, now.layout().system());
      if (generators::is_critical(now, action, place, past.cell, past.value) &&
          !std::holds_alternative<Conflict>(take_step(now, action)))
        return action;
    }
    return std::nullopt;
  }

  /// Some of the cell's individuals in place of arguments of their sort, since it is about them.
  void put_in(Action& action, const generators::Cell& cell, const System& system) {
    const auto& places = std::visit(
        [&](auto id) -> const auto& { return system[id].places; }, cell.symbol);
    for (std::size_t at = 0; at < action.args.size(); ++at)
      for (std::size_t place = 0; place < places.size(); ++place)
        if (system[system[action.rule].parameters[at]].sort == places[place].sort && below(random_, 2) == 0) {
          if (auto* set = std::get_if<std::vector<std::uint32_t>>(&action.args[at]))
            *set = with_member(std::move(*set), cell.args[place]);
          else
            action.args[at] = cell.args[place];
        }
  }

  std::shared_ptr<const WalkPlan::ReadingPlaces> places_;
  std::uint32_t steps_left_;
  Random random_;
  std::vector<Target> allowed_, refused_;
  std::optional<State> before_;
  std::deque<Past> past_;
};

} // namespace

WalkPlan::WalkPlan(std::shared_ptr<const System> system, const std::vector<Trial>& trials, std::uint32_t seed,
                   std::uint32_t steps)
    : system_(std::move(system)), seed_(seed), steps_(steps) {
  places_ = std::make_shared<const ReadingPlaces>(ReadingPlaces{system_, generators::list_reading_places(*system_)});
  for (const Trial& trial : trials)
    near_.push_back({trial.population, trial.given});
  if (!near_.empty())
    return;
  Start smallest;
  for (const Sort& sort : system_->sorts) {
    std::vector<std::string>& names =
        smallest.population.names.emplace_back(sort.is_enum ? sort.names : std::vector<std::string>());
    for (const FunctionId individual : sort.individuals)
      names.push_back((*system_)[individual].name);
    if (names.empty())
      names.push_back(sort.name + "1");
  }
  near_.push_back(std::move(smallest));
}

const std::optional<Start>& WalkPlan::roomy(std::size_t near) {
  const auto known = roomy_.find(near);
  if (known != roomy_.end())
    return known->second;
  Random random = random_for(seed_, static_cast<std::uint32_t>(near), 2);
  return roomy_[near] = roomy_start(*system_, near_[near], random);
}

std::optional<Trial> WalkPlan::trial(std::uint32_t number) {
  const std::optional<Start>& near = roomy(number % near_.size());
  if (!near)
    return std::nullopt;
  Random random = random_for(seed_, number, 0);
  Start start = varied(*system_, *near, random);
  Trial trial;
  trial.origin = Trial::Origin::walk;
  trial.name = fmt::format("walk {} of seed {}", number + 1, seed_);
  trial.system = system_;
  trial.population = with_usable_names(*system_, std::move(start.population));
  trial.given = std::move(start.given);
  const Layout layout(*system_, trial.population);
  Scenario given;
  given.given = trial.given;
  return chooser(trial, number)(initial_state(layout, given)) ? std::optional(std::move(trial)) : std::nullopt;
}

Chooser WalkPlan::chooser(const Trial& trial, std::uint32_t number) const {
  return [walker = Walker(*trial.system, places_, steps_, random_for(seed_, number, 1))](const State& now) mutable {
    return walker.next(now);
  };
}

std::optional<Run> walk(WalkPlan& plan, std::uint32_t number, Service& service) {
  const auto trial = plan.trial(number);
  return trial ? std::optional(run(service, trial->name, *trial, plan.chooser(*trial, number))) : std::nullopt;
}

} // namespace chaperone::conformance
