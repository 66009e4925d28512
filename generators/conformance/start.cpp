// Individuals are added one by one, and after each the constraints that it breaks are mended.
#include "generators/conformance/start.hpp"

#include "generators/conformance/wishes.hpp"
#include "model/meaning/closure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace chaperone::conformance {
namespace {

using namespace model;

constexpr std::uint32_t wanted_individuals = 3;
/// Changes until a search is given up, and atoms that all of its measuring may look at.
constexpr int most_changes = 120;
constexpr std::size_t most_looked_at = 400'000;
/// Wishes of which the best one is granted; every so often one of them is drawn blindly.
constexpr int compared_wishes = 5;
constexpr std::uint32_t blind_one_in = 4;
/// Changes to a start, how many of them are mended where they break it, and by how many changes more.
constexpr std::uint32_t most_variations = 16;
constexpr std::uint32_t most_mended = 4;
constexpr int most_changes_of_variation = 4;

std::vector<const Formula*> constraints_of(const System& system) {
  std::vector<const Formula*> formulas;
  for (const auto* constraints : {&system.assumptions, &system.inits})
    for (const Constraint& constraint : *constraints)
      formulas.push_back(&constraint.formula);
  return formulas;
}

/// Changes the state until every constraint holds; false where that was not reached.
bool mend(State& state, Random& random, int changes) {
  const auto constraints = constraints_of(state.layout().system());
  Distance distance = distance_to(state, constraints);
  std::size_t looked_at = distance.looked_at;
  while (distance.changes > 0) {
    if (distance.wishes.empty() || changes-- == 0 || looked_at > most_looked_at)
      return false;
    const int compared = below(random, blind_one_in) == 0 ? 1 : compared_wishes;
    std::optional<std::pair<State, Distance>> best;
    for (int at = 0; at < compared; ++at) {
      State changed = state;
      grant(changed, distance.wishes[below(random, distance.wishes.size())]);
      Distance after = distance_to(changed, constraints);
      looked_at += after.looked_at;
      if (!best || after.changes < best->second.changes)
        best.emplace(std::move(changed), std::move(after));
    }
    state = std::move(best->first);
    distance = std::move(best->second);
  }
  return broken_constraint(state) == nullptr;
}

State state_of(const Layout& layout, const std::vector<Given>& given) {
  Scenario scenario;
  scenario.given = given;
  return initial_state(layout, scenario);
}

std::optional<Start> mended(const System& system, const Start& start, Random& random) {
  const Layout layout(system, start.population);
  State state = state_of(layout, start.given);
  if (!mend(state, random, most_changes))
    return std::nullopt;
  return Start{start.population, given_of(state)};
}

/// One more individual of the sort: `Fay`, where it has names for telling, else `User4`.
void add_individual(const System& system, Population& population, std::size_t sort) {
  const auto is_taken = [&](const std::string& name) {
    return std::any_of(population.names.begin(), population.names.end(), [&](const auto& others) {
      return std::find(others.begin(), others.end(), name) != others.end();
    });
  };
  for (std::uint32_t number = 0;; ++number) {
    const auto& told = system.sorts[sort].names;
    std::string name = number < told.size() ? told[number] : fmt::format("{}{}", system.sorts[sort].name, number + 1);
    if (is_taken(name))
      continue;
    population.names[sort].push_back(std::move(name));
    return;
  }
}

/// Sorts that should have more individuals.
std::vector<std::size_t> small_sorts(const System& system, const Population& population) {
  std::vector<std::size_t> small;
  for (std::size_t sort = 0; sort < system.sorts.size(); ++sort)
    if (!system.sorts[sort].is_enum && population.names[sort].size() < wanted_individuals)
      small.push_back(sort);
  return small;
}

/// What a start may have otherwise: all but the relations that start empty.
std::vector<std::variant<RelationId, FunctionId>> variable_parts(const System& system) {
  std::vector<std::variant<RelationId, FunctionId>> parts;
  for (std::uint32_t at = 0; at < system.relations.size(); ++at)
    if (system.relations[at].is_stated() &&
        std::none_of(system.inits.begin(), system.inits.end(),
                     [&](const Constraint& init) { return init.empty_relation == RelationId{at}; }))
      parts.emplace_back(RelationId{at});
  for (std::uint32_t at = 0; at < system.functions.size(); ++at)
    if (system.functions[at].is_stated())
      parts.emplace_back(FunctionId{at});
  return parts;
}

/// Another truth for one tuple, or another value in one place.
void change(State& state, const std::variant<RelationId, FunctionId>& part, Random& random) {
  const Layout& layout = state.layout();
  const System& system = layout.system();
  const auto random_args = [&](const std::vector<Place>& places) {
    std::vector<std::uint32_t> args;
    for (const Place& place : places)
      args.push_back(below(random, layout.size(place.sort)));
    return args;
  };
  std::visit(overload{
                 [&](RelationId id) {
                   const auto args = random_args(system[id].places);
                   state.put(id, args, !state.holds(id, args));
                 },
                 [&](FunctionId id) {
                   const auto args = random_args(system[id].places);
                   state.set(id, args, below(random, layout.size(system[id].result)));
                 },
             },
             part);
  close(state);
}

} // namespace

bool is_start(const System& system, const Start& start) {
  const Layout layout(system, start.population);
  return broken_constraint(state_of(layout, start.given)) == nullptr;
}

std::optional<Start> roomy_start(const System& system, const Start& near, Random& random) {
  std::optional<Start> best = is_start(system, near) ? std::optional(near) : std::nullopt;
  Start wanted = near;
  // Everybody at once first: that is also the way where nobody can come alone, as where each child has a parent.
  for (auto small = small_sorts(system, wanted.population); !small.empty();
       small = small_sorts(system, wanted.population))
    for (const std::size_t sort : small)
      add_individual(system, wanted.population, sort);
  if (auto found = mended(system, wanted, random))
    return found;
  if (!best)
    best = mended(system, near, random);
  for (const std::size_t sort : best ? small_sorts(system, best->population) : std::vector<std::size_t>())
    while (best->population.names[sort].size() < wanted_individuals) {
      Start larger = *best;
      add_individual(system, larger.population, sort);
      auto found = mended(system, larger, random);
      if (!found)
        break;
      best = std::move(found);
    }
  return best;
}

Start varied(const System& system, const Start& start, Random& random) {
  const Layout layout(system, start.population);
  State state = state_of(layout, start.given);
  const auto parts = variable_parts(system);
  std::uint32_t mended = 0;
  for (std::uint32_t wanted = parts.empty() ? 0 : below(random, most_variations); wanted > 0; --wanted) {
    State changed = state;
    change(changed, parts[below(random, parts.size())], random);
    if (broken_constraint(changed) == nullptr ||
        (mended++ < most_mended && mend(changed, random, most_changes_of_variation)))
      state = std::move(changed);
  }
  return {start.population, given_of(state)};
}

} // namespace chaperone::conformance
