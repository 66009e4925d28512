// See violations.hpp.
#include "solver/small/violations.hpp"

#include "model/scenarios/renumbering.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "solver/small/search.hpp"
#include "solver/small/sizes.hpp"
#include "solver/small/world.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace chaperone::solver::small {

using namespace model;

namespace {

/// So many breaking steps are looked at in one population.
constexpr std::size_t most_breaks = 2'000;

class Violations {
public:
  Violations(const System& system, PropertyId promise, const SearchBounds& bounds, std::uint32_t longer)
      : system_(system), promise_(promise), bounds_(bounds), longer_(longer) {}

  std::vector<Violation> list() {
    for (const std::vector<std::uint32_t>& sizes : list_sizes(system_, bounds_))
      if (!bounds_.is_out_of_time())
        explore(sizes);
    std::erase_if(found_, [&](const Violation& it) { return it.scenario.items.size() > shortest_ + longer_; });
    std::stable_sort(found_.begin(), found_.end(), [](const Violation& left, const Violation& right) {
      return left.scenario.items.size() < right.scenario.items.size();
    });
    return std::move(found_);
  }

private:
  void explore(const std::vector<std::uint32_t>& sizes) {
    World world(system_, sizes, bounds_.states_per_world);
    world.keeps_edges = true;
    world.until = bounds_.until;
    if (!world.start())
      return;
    bool goes_on = true;
    for (std::uint32_t depth = 0; goes_on && depth < bounds_.depth && depth <= shortest_ + longer_; ++depth) {
      std::vector<StepFound> breaks;
      goes_on = world.advance_to_breaks(system_[promise_], breaks, most_breaks);
      for (const StepFound& found : breaks)
        if (!bounds_.is_out_of_time())
          take(found);
    }
  }

  bool breaks(const Scenario& scenario) const {
    const Replay run = replay(system_, scenario);
    if (run.failure || run.steps.size() != scenario.items.size() || run.steps.empty() || broken_constraint(run.start))
      return false;
    for (std::size_t i = 0; i < run.steps.size(); ++i) {
      const State& before = i == 0 ? run.start : run.steps[i - 1].after;
      if (is_violated(system_[promise_], Moment{run.steps[i].after, &before, &run.steps[i].action}))
        return i + 1 == run.steps.size();
    }
    return false;
  }

  void take(const StepFound& found) {
    Scenario scenario = found.run;
    scenario.items.emplace_back(ScenarioStep{found.action, Outcome::allowed, std::nullopt, {}});
    if (!seen_.insert(write_scenario(system_, scenario)).second || !breaks(scenario))
      return;
    scenario = without_superfluous(std::move(scenario));
    if (!seen_.insert("kept " + write_scenario(system_, scenario)).second || !shapes_.insert(shape_of(scenario)).second)
      return;
    shortest_ = std::min(shortest_, scenario.items.size());
    found_.push_back({std::move(scenario)});
  }

  /// Is it the value of a function into a sort? Left out, it would be the first individual, whoever that comes to be.
  bool must_be_said(const Given& given) const {
    const auto* value = std::get_if<GivenValue>(&given);
    return value != nullptr && !system_[system_[value->function].result].is_enum;
  }
  static bool must_be_said(const ScenarioItem& /*step*/) { return false; }
  static bool must_be_said(std::uint32_t /*member*/) { return false; }

  /// Nothing where a step names the individual. Whatever had it for a value has the first one of those who stay.
  std::optional<Scenario> without(SortId sort, std::uint32_t index, Scenario scenario) const {
    const Renumbering renumbering(system_, sort, index);
    auto& names = scenario.population.names[sort.index];
    names.erase(names.begin() + static_cast<std::ptrdiff_t>(index));
    std::erase_if(scenario.given, [&](Given& given) { return !renumbering.renumber(given); });
    for (ScenarioItem& item : scenario.items)
      if (!renumbering.renumber(std::get<ScenarioStep>(item).action))
        return std::nullopt;
    scenario.given = given_of(initial_state(Layout(system_, scenario.population), scenario));
    return scenario;
  }

  void leave_out_individuals(Scenario& scenario) const {
    for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
      for (std::uint32_t i = scenario.population.size(SortId{sort}); i-- > 0 && !system_.sorts[sort].is_enum;)
        if (scenario.population.size(SortId{sort}) > 1)
          if (auto smaller = without(SortId{sort}, i, scenario); smaller && breaks(*smaller))
            scenario = std::move(*smaller);
  }

  /// Steps, given facts, members of sets and individuals that can be left out are, until none can.
  Scenario without_superfluous(Scenario scenario) const {
    const auto shrink = [&](auto& list) {
      for (std::size_t i = list.size(); i-- > 0;) {
        if (must_be_said(list[i]))
          continue;
        const auto kept = list[i];
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
        if (!breaks(scenario))
          list.insert(list.begin() + static_cast<std::ptrdiff_t>(i), kept);
      }
    };
    for (std::size_t before = 0; before != size_of(scenario);) {
      before = size_of(scenario);
      shrink(scenario.items);
      for (ScenarioItem& item : scenario.items)
        for (StepArgument& argument : std::get<ScenarioStep>(item).action.args)
          if (auto* set = std::get_if<std::vector<std::uint32_t>>(&argument))
            shrink(*set);
      shrink(scenario.given);
      leave_out_individuals(scenario);
    }
    return tidied_scenario(std::move(scenario));
  }

  Scenario tidied_scenario(Scenario scenario) const {
    StepFound split{scenario, std::get<ScenarioStep>(scenario.items.back()).action};
    split.run.items.pop_back();
    const auto whole = [](const StepFound& it) {
      Scenario result = it.run;
      result.items.emplace_back(ScenarioStep{it.action, Outcome::allowed, std::nullopt, {}});
      return result;
    };
    return whole(tidied(system_, split, [&](const StepFound& it) { return breaks(whole(it)); }));
  }

  static std::size_t size_of(const Scenario& scenario) {
    std::size_t result = scenario.items.size() + scenario.given.size();
    for (const auto& names : scenario.population.names)
      result += names.size();
    for (const ScenarioItem& item : scenario.items)
      for (const StepArgument& argument : std::get<ScenarioStep>(item).action.args)
        if (const auto* set = std::get_if<std::vector<std::uint32_t>>(&argument))
          result += set->size();
    return result;
  }

  /// The same for runs that differ in names and in the order of independent steps: the least name of any order that
  /// adjacent steps can be brought to, each time with the same end.
  std::string shape_of(const Scenario& scenario) const {
    constexpr std::size_t most_orders = 200;
    std::vector<Scenario> orders{scenario};
    std::set<std::string> known{write_scenario(system_, scenario)};
    std::string least = scenario_name(system_, scenario, "");
    for (std::size_t i = 0; i < orders.size() && orders.size() < most_orders; ++i)
      for (std::size_t k = 0; k + 1 < scenario.items.size(); ++k) {
        Scenario swapped = orders[i];
        std::swap(swapped.items[k], swapped.items[k + 1]);
        if (!known.insert(write_scenario(system_, swapped)).second || !breaks(swapped))
          continue;
        least = std::min(least, scenario_name(system_, swapped, ""));
        orders.push_back(std::move(swapped));
      }
    return least;
  }

  const System& system_;
  PropertyId promise_;
  const SearchBounds& bounds_;
  std::size_t longer_;
  std::size_t shortest_ = 1'000;
  std::set<std::string> seen_, shapes_;
  std::vector<Violation> found_;
};

} // namespace

std::vector<Violation> list_violations(const System& system, PropertyId promise, const SearchBounds& bounds,
                                       std::uint32_t longer) {
  return Violations(system, promise, bounds, longer).list();
}

} // namespace chaperone::solver::small
