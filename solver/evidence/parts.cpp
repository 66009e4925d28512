// Tries small changes of a run and keeps those that still show the property.
#include "solver/evidence/parts.hpp"

#include "model/meaning/evaluator.hpp"
#include "model/meaning/interpreter.hpp"
#include "model/scenarios/casting.hpp"
#include "solver/evidence/evidence.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

namespace chaperone::solver::evidence {
namespace {

using namespace model;

/// So many ways to share out one individual's parts are tried.
constexpr std::size_t most_ways = 150;
/// So many individuals are told apart in one run.
constexpr std::size_t most_apart = 4;
/// Among more individuals nobody is told apart: to run one way takes too long.
constexpr std::size_t most_individuals = 32;
/// Steps of rules with more arguments than these are not looked through.
constexpr std::size_t most_arguments = 2000;

ScenarioStep& step_of(Scenario& scenario, std::size_t index) {
  return std::get<ScenarioStep>(scenario.items[index]);
}

/// Shares out the places where one individual stands between it and a new one of its sort.
class Sharing {
public:
  Sharing(const System& system, const Scenario& scenario, const TwoParts& which)
      : system_(system), scenario_(scenario), which_(which) {
    const Action& action = step_of(scenario_, which.step).action;
    sort_ = system[system[action.rule].parameters[which.first]].sort;
    who_ = std::get<std::uint32_t>(action.args[which.first]);
    std::vector<std::string>& names = scenario_.population.names[sort_.index];
    other_ = static_cast<std::uint32_t>(names.size());
    names.push_back(fmt::format("{}{}", system[sort_].name, other_ + 1));
    copy_values();
    list_places();
  }

  /// Calls `is_fine` with one way after the other until it is true: first those in which the new one takes over what
  /// the two parameters are called, in all steps.
  std::optional<Scenario> find(const std::function<bool(const Scenario&)>& is_fine) {
    const auto tried = [&](const std::vector<std::uint32_t>& way) -> std::optional<Scenario> {
      Scenario made = shared(way);
      const Action& action = step_of(made, which_.step).action;
      const bool is_apart = action.args[which_.first] != action.args[which_.second];
      return is_apart && is_fine(made) ? std::optional(std::move(made)) : std::nullopt;
    };
    for (const std::size_t part : {which_.second, which_.first})
      for (const std::uint32_t how : {0U, 2U, 1U})
        if (auto made = tried(by_name(part, how)))
          return made;
    std::vector<std::uint32_t> way(ways_.size());
    for (std::size_t count = 0; count < most_ways; ++count) {
      if (auto made = tried(way))
        return made;
      std::size_t at = 0;
      while (at < way.size() && ++way[at] == ways_[at])
        way[at++] = 0;
      if (at == way.size())
        return std::nullopt;
    }
    return std::nullopt;
  }

private:
  /// The new one's values are those of the other: functions are total.
  void copy_values() {
    const std::size_t given = scenario_.given.size();
    for (std::size_t i = 0; i < given; ++i) {
      const auto* value = std::get_if<GivenValue>(&scenario_.given[i]);
      if (value == nullptr)
        continue;
      GivenValue copy = *value;
      if (replace(system_[copy.function].places, copy.args))
        scenario_.given.emplace_back(std::move(copy));
    }
  }

  /// Steps first, which change fastest; then tuples, of which each may hold of the one, the other or both.
  void list_places() {
    for (std::size_t i = 0; i < scenario_.items.size(); ++i) {
      const Action& action = step_of(scenario_, i).action;
      for (std::size_t arg = 0; arg < action.args.size(); ++arg)
        if (system_[system_[action.rule].parameters[arg]].sort == sort_ && names_who(action.args[arg])) {
          steps_.emplace_back(i, arg);
          ways_.push_back(2);
        }
    }
    for (std::size_t i = 0; i < scenario_.given.size(); ++i)
      if (const auto* tuple = std::get_if<GivenTuple>(&scenario_.given[i])) {
        std::vector<std::uint32_t> args = tuple->args;
        if (!replace(system_[tuple->relation].places, args))
          continue;
        tuples_.push_back(i);
        ways_.push_back(3);
      }
  }

  /// Parameters that are called like this one are the new individual's; all tuples are shared out in one way.
  std::vector<std::uint32_t> by_name(std::size_t part, std::uint32_t how) const {
    const auto name = [&](std::size_t item, std::size_t arg) {
      const Action& action = std::get<ScenarioStep>(scenario_.items[item]).action;
      return system_[system_[action.rule].parameters[arg]].name;
    };
    std::vector<std::uint32_t> way(ways_.size(), how);
    for (std::size_t i = 0; i < steps_.size(); ++i)
      way[i] = name(steps_[i].first, steps_[i].second) == name(which_.step, part) ? 1 : 0;
    return way;
  }

  bool names_who(const StepArgument& argument) const {
    const auto* set = std::get_if<std::vector<std::uint32_t>>(&argument);
    return set ? std::ranges::find(*set, who_) != set->end() : std::get<std::uint32_t>(argument) == who_;
  }

  bool replace(const std::vector<Place>& places, std::vector<std::uint32_t>& args) const {
    bool is_any = false;
    for (std::size_t i = 0; i < args.size(); ++i)
      if (places[i].sort == sort_ && args[i] == who_) {
        args[i] = other_;
        is_any = true;
      }
    return is_any;
  }

  Scenario shared(const std::vector<std::uint32_t>& way) const {
    Scenario made = scenario_;
    for (std::size_t i = 0; i < steps_.size(); ++i)
      if (way[i] == 1) {
        StepArgument& argument = step_of(made, steps_[i].first).action.args[steps_[i].second];
        if (auto* set = std::get_if<std::vector<std::uint32_t>>(&argument)) {
          std::ranges::replace(*set, who_, other_);
          *set = as_set(std::move(*set));
        } else {
          argument = other_;
        }
      }
    for (std::size_t i = 0; i < tuples_.size(); ++i) {
      const std::uint32_t how = way[steps_.size() + i];
      GivenTuple moved = std::get<GivenTuple>(made.given[tuples_[i]]);
      replace(system_[moved.relation].places, moved.args);
      if (how == 1)
        made.given[tuples_[i]] = std::move(moved);
      else if (how == 2)
        made.given.emplace_back(std::move(moved));
    }
    return made;
  }

  const System& system_;
  Scenario scenario_;
  TwoParts which_;
  SortId sort_;
  std::uint32_t who_ = 0, other_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> steps_; ///< item and argument
  std::vector<std::size_t> tuples_;                        ///< indices into Scenario::given
  std::vector<std::uint32_t> ways_;                        ///< by place: how many
};

bool shows(const System& system, const Property& property, const Scenario& scenario) {
  return !object_to(system, property, scenario);
}

bool has_few_arguments(const State& state, const Rule& rule) {
  const System& system = state.layout().system();
  std::size_t count = 1;
  for (const VariableId id : rule.parameters) {
    count *= system[id].is_set ? most_arguments + 1 : state.layout().population().size(system[id].sort);
    if (count > most_arguments)
      return false;
  }
  return true;
}

/// The first step that changes something, in place of that one.
std::optional<Scenario> instead_of(const System& system, const Property& property, const Scenario& scenario,
                                   std::size_t index, const State& before) {
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
    if (!has_few_arguments(before, system.rules[rule]))
      continue;
    for (const Action& action : enabled_steps(before, plan_choices(system, RuleId{rule}))) {
      const auto after = take_step(before, action);
      const auto* state = std::get_if<State>(&after);
      if (state == nullptr || *state == before)
        continue;
      Scenario made = scenario;
      step_of(made, index).action = action;
      if (shows(system, property, made))
        return made;
    }
  }
  return std::nullopt;
}

/// Leaves out given tuples, as long as the property is shown.
Scenario without_spare_facts(const System& system, const Property& property, Scenario scenario) {
  for (std::size_t i = scenario.given.size(); i-- > 0;) {
    if (!std::holds_alternative<GivenTuple>(scenario.given[i]))
      continue;
    Scenario fewer = scenario;
    fewer.given.erase(fewer.given.begin() + static_cast<std::ptrdiff_t>(i));
    if (shows(system, property, fewer))
      scenario = std::move(fewer);
  }
  return scenario;
}

/// Steps are looked at once, in order: one that is exchanged may make a later one idle, not an earlier one.
Scenario without_idle_steps(const System& system, const Property& property, Scenario scenario) {
  for (std::size_t i = 0; i < scenario.items.size(); ++i) {
    const Replay replay = model::replay(system, scenario);
    if (replay.steps.size() != scenario.items.size())
      return scenario; // the audit will object
    const auto before = [&](std::size_t step) -> const State& {
      return step == 0 ? replay.start : replay.steps[step - 1].after;
    };
    while (i < scenario.items.size() && !(before(i) == replay.steps[i].after))
      ++i;
    if (i == scenario.items.size())
      break;
    if (auto better = instead_of(system, property, scenario, i, before(i)))
      scenario = std::move(*better);
  }
  return scenario;
}

} // namespace

std::vector<TwoParts> two_parts(const System& system, const Scenario& scenario) {
  std::vector<TwoParts> made;
  for (std::size_t step = 0; step < scenario.items.size(); ++step) {
    const Action& action = std::get<ScenarioStep>(scenario.items[step]).action;
    const std::vector<VariableId>& parameters = system[action.rule].parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      for (std::size_t j = i + 1; j < parameters.size(); ++j)
        if (const Variable& one = system[parameters[i]]; !one.is_set && !system[one.sort].is_enum)
          if (const Variable& other = system[parameters[j]];
              !other.is_set && other.sort == one.sort && action.args[i] == action.args[j])
            made.push_back({step, i, j});
  }
  return made;
}

std::optional<Scenario> apart(const System& system, const Property& property, const Scenario& scenario,
                              const TwoParts& which) {
  std::size_t individuals = 0;
  for (const auto& names : scenario.population.names)
    individuals += names.size();
  if (individuals > most_individuals)
    return std::nullopt;
  return Sharing(system, scenario, which).find([&](const Scenario& made) { return shows(system, property, made); });
}

Scenario well_told(const System& system, const Property& property, Scenario scenario) {
  scenario = without_idle_steps(system, property, std::move(scenario));
  bool is_any_left = property.kind == PropertyKind::possible;
  for (std::size_t round = 0; is_any_left && round < most_apart; ++round) {
    is_any_left = false;
    for (const TwoParts& which : two_parts(system, scenario))
      if (auto better = apart(system, property, scenario, which)) {
        scenario = without_spare_facts(system, property, std::move(*better));
        is_any_left = true;
        break;
      }
  }
  return cast(system, scenario);
}

} // namespace chaperone::solver::evidence
