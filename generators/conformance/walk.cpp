// Where a walk starts and what it does next.
#include "generators/conformance/walk.hpp"

#include "generators/conformance/sample.hpp"
#include "model/population.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace chaperone::conformance {
namespace {

using namespace model;

constexpr std::uint32_t least_individuals = 3;
/// Argument lists drawn for a target before another one is chosen.
constexpr int draws_per_target = 60;

Random random_for(std::uint32_t seed, std::uint32_t number, std::uint32_t purpose) {
  std::seed_seq sequence{seed, number, purpose};
  return Random(sequence);
}

/// `Fay`, where the sort has names for telling, else `User4`.
void fill_up(const System& system, Population& population) {
  for (std::uint32_t s = 0; s < system.sorts.size(); ++s) {
    auto& names = population.names[s];
    for (std::uint32_t number = 0; !system.sorts[s].is_enum && names.size() < least_individuals; ++number) {
      const auto& told = system.sorts[s].names;
      std::string name = number < told.size() ? told[number] : fmt::format("{}{}", system.sorts[s].name, number + 1);
      const bool is_taken = std::any_of(population.names.begin(), population.names.end(), [&](const auto& others) {
        return std::find(others.begin(), others.end(), name) != others.end();
      });
      if (!is_taken)
        names.push_back(std::move(name));
    }
  }
}

/// What a walk may try next: a rule, allowed, or refused by one of its requirements alone.
struct Target {
  RuleId rule;
  std::optional<std::size_t> refused_by;
  std::size_t tried = 0;
};

/// One walk's choices.
class Walker {
public:
  Walker(const System& system, std::uint32_t steps, const Random& random) : steps_left_(steps), random_(random) {
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
      const auto broken = broken_requirements(now, action);
      const bool fits = target.refused_by ? broken == std::vector{*target.refused_by} : broken.empty();
      if (fits && !std::holds_alternative<Conflict>(take_step(now, action)))
        return action;
    }
    return std::nullopt;
  }

  std::uint32_t steps_left_;
  Random random_;
  std::vector<Target> allowed_, refused_;
};

} // namespace

Trial WalkPlan::trial(std::uint32_t number) const {
  Trial trial;
  trial.name = fmt::format("walk {} of seed {}", number + 1, seed_);
  trial.system = system_;
  if (!trials_.empty()) {
    const Trial& model = trials_[number % trials_.size()];
    trial.population = model.population;
    trial.given = model.given;
  } else {
    for (const Sort& sort : system_->sorts)
      trial.population.names.push_back(sort.is_enum ? sort.names : std::vector<std::string>());
  }
  fill_up(*system_, trial.population);
  trial.population = with_usable_names(*system_, trial.population);
  Scenario start;
  start.given = trial.given;
  const Layout layout(*system_, trial.population);
  State state = initial_state(layout, start);
  Random random = random_for(seed_, number, 0);
  if (vary_start(state, random))
    trial.given = given_of(state);
  return trial;
}

Chooser WalkPlan::chooser(const Trial& trial, std::uint32_t number) const {
  if (!is_runnable(trial)) // no start was found
    return [](const State&) { return std::optional<Action>(); };
  return [walker = Walker(*system_, steps_, random_for(seed_, number, 1))](const State& now) mutable {
    return walker.next(now);
  };
}

} // namespace chaperone::conformance
