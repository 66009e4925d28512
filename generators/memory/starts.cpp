// See starts.hpp.
#include "generators/memory/starts.hpp"

#include "model/naming.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

namespace {

/// Individuals of one sort that a run is searched among.
constexpr std::uint32_t individuals = 4;

bool is_start(const System& system, const MemoryStart& start) {
  Scenario scenario;
  scenario.population = start.population;
  scenario.given = start.given;
  const Layout layout(system, start.population);
  return broken_constraint(initial_state(layout, scenario)) == nullptr;
}

/// What is given of `model`, said of `twin` too.
std::vector<Given> of_twin(const System& system, const std::vector<Given>& given, SortId sort, std::uint32_t model,
                           std::uint32_t twin) {
  std::vector<Given> result = given;
  for (const Given& each : given) {
    const auto renamed = [&](const std::vector<Place>& places, std::vector<std::uint32_t> args) {
      for (std::size_t i = 0; i < args.size(); ++i)
        if (places[i].sort == sort && args[i] == model)
          args[i] = twin;
      return args;
    };
    if (const auto* tuple = std::get_if<GivenTuple>(&each)) {
      const auto args = renamed(system[tuple->relation].places, tuple->args);
      if (args != tuple->args)
        result.emplace_back(GivenTuple{tuple->relation, args});
    } else if (const auto* value = std::get_if<GivenValue>(&each)) {
      const auto args = renamed(system[value->function].places, value->args);
      if (args != value->args)
        result.emplace_back(GivenValue{value->function, args, value->value});
    }
  }
  return result;
}

/// With one individual more, or nothing where no start has one.
std::optional<MemoryStart> enlarged(const System& system, const MemoryStart& start, SortId sort) {
  MemoryStart result = start;
  const std::uint32_t twin = start.population.size(sort);
  result.population.names[sort.index].emplace_back();
  std::vector<std::uint32_t> sizes;
  for (const auto& each : result.population.names)
    sizes.push_back(static_cast<std::uint32_t>(each.size()));
  result.population = name_individuals(system, sizes);
  if (is_start(system, result))
    return result;
  for (std::uint32_t model = 0; model < twin; ++model) {
    result.given = of_twin(system, start.given, sort, model, twin);
    if (is_start(system, result))
      return result;
  }
  return std::nullopt;
}

} // namespace

std::vector<MemoryStart> memory_starts(const System& system, const std::vector<solver::StepFound>& runs,
                                       const std::map<SortId, std::uint32_t>& scope) {
  std::vector<MemoryStart> result;
  for (const solver::StepFound& run : runs) {
    MemoryStart start{run.run.population, run.run.given, {}};
    for (const ScenarioItem& item : run.run.items)
      start.path.push_back(std::get<ScenarioStep>(item).action);
    for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
      if (system.sorts[sort].is_enum)
        continue;
      const auto limit = scope.find({sort});
      const std::uint32_t most = limit == scope.end() ? individuals : std::min(individuals, limit->second);
      while (start.population.size({sort}) < most) {
        auto larger = enlarged(system, start, {sort});
        if (!larger)
          break;
        start = std::move(*larger);
      }
    }
    result.push_back(std::move(start));
  }
  return result;
}

} // namespace chaperone::generators
