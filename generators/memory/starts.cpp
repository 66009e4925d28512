// See starts.hpp.
#include "generators/memory/starts.hpp"

#include "model/scenarios/naming.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

namespace {

/// Individuals of one sort that a run is searched among, where no scope says how many.
constexpr std::uint32_t individuals = 4;

bool is_start(const System& system, const MemoryStart& start) {
  Scenario scenario;
  scenario.population = start.population;
  scenario.given = start.given;
  const Layout layout(system, start.population);
  return broken_constraint(initial_state(layout, scenario)) == nullptr;
}

/// Does every step of its path go?
bool goes(const System& system, const MemoryStart& start) {
  Scenario scenario;
  scenario.population = start.population;
  scenario.given = start.given;
  const Layout layout(system, start.population);
  State now = initial_state(layout, scenario);
  for (const Action& action : start.path) {
    auto next = model::take_step(now, action);
    if (!std::holds_alternative<State>(next))
      return false;
    now = std::get<State>(std::move(next));
  }
  return true;
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
std::optional<MemoryStart> enlarged(const System& system, const MemoryStart& start, SortId sort, bool prefers_twins) {
  MemoryStart stranger = start;
  const std::uint32_t added = start.population.size(sort);
  stranger.population.names[sort.index].emplace_back();
  std::vector<std::uint32_t> sizes;
  for (const auto& each : stranger.population.names)
    sizes.push_back(static_cast<std::uint32_t>(each.size()));
  stranger.population = name_individuals(system, sizes);
  const auto put_last = [&](MemoryStart& made) {
    const auto order = system[sort].order;
    if (!order)
      return;
    std::erase_if(made.given, [&](const Given& given) {
      const auto* tuple = std::get_if<GivenTuple>(&given);
      return tuple && tuple->relation == *order && (tuple->args[0] == added || tuple->args[1] == added);
    });
    for (std::uint32_t other = 0; other < added; ++other)
      made.given.emplace_back(GivenTuple{*order, {other, added}});
  };
  put_last(stranger);
  const bool may_be_stranger = is_start(system, stranger);
  if (may_be_stranger && !prefers_twins)
    return stranger;
  for (std::uint32_t model = 0; model < added; ++model) {
    MemoryStart twin = stranger;
    twin.given = of_twin(system, start.given, sort, model, added);
    put_last(twin);
    if (is_start(system, twin))
      return twin;
  }
  return may_be_stranger ? std::optional(stranger) : std::nullopt;
}

/// With values of functions that nothing gives spread over all individuals, where a start may have them so: not all
/// issues are of one project.
MemoryStart spread(const System& system, const MemoryStart& start) {
  MemoryStart result = start;
  const auto is_given = [&](FunctionId function, std::uint32_t of) {
    return std::ranges::any_of(result.given, [&](const Given& given) {
      const auto* value = std::get_if<GivenValue>(&given);
      return value != nullptr && value->function == function && value->args.front() == of;
    });
  };
  for (std::uint32_t i = 0; i < system.functions.size(); ++i) {
    const Function& function = system.functions[i];
    if (function.places.size() != 1 || system[function.result].is_enum)
      continue;
    for (std::uint32_t of = 0; of < start.population.size(function.places.front().sort); ++of) {
      if (is_given({i}, of))
        continue;
      MemoryStart made = result;
      made.given.emplace_back(GivenValue{{i}, {of}, of / 2 % start.population.size(function.result)});
      if (is_start(system, made))
        result = std::move(made);
    }
  }
  return result;
}

} // namespace

std::vector<MemoryStart> memory_starts(const System& system, const solver::StepFound& run,
                                       const std::map<SortId, std::uint32_t>& scope) {
  std::vector<MemoryStart> result;
  for (const bool prefers_twins : {false, true}) {
    MemoryStart start{run.run.population, run.run.given, {}};
    for (const ScenarioItem& item : run.run.items)
      start.path.push_back(std::get<ScenarioStep>(item).action);
    for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
      if (system.sorts[sort].is_enum)
        continue;
      const auto limit = scope.find({sort});
      const std::uint32_t most = limit == scope.end() ? individuals : limit->second;
      while (start.population.size({sort}) < most) {
        auto larger = enlarged(system, start, {sort}, prefers_twins);
        if (!larger)
          break;
        start = std::move(*larger);
      }
    }
    result.push_back(std::move(start));
  }
  // The path stays one: what it takes may hang on the values.
  MemoryStart other = spread(system, result.front());
  if (goes(system, other))
    result.push_back(std::move(other));
  return result;
}

} // namespace chaperone::generators
