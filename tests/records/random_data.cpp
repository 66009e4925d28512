#include "tests/records/random_data.hpp"

#include "model/meaning/closure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::tests {

using namespace model;

namespace {

/// Are its ids numbers, whose order is not that of the texts?
bool has_numbers(const System& system, SortId sort) {
  return system[sort].is_ordered && system[sort].individuals.empty();
}

std::string id_of(const System& system, SortId sort, std::uint32_t index) {
  if (system[sort].is_enum)
    return system[sort].names[index];
  if (index < system[sort].individuals.size())
    return system[system[sort].individuals[index]].name;
  if (has_numbers(system, sort))
    return fmt::format("{}", static_cast<int>(index) * 7 - 3);
  return fmt::format("it's {}{}", system[sort].name, index);
}

/// In the order of an ordered sort: as numbers, where all ids are some.
bool is_before(const System& system, SortId sort, std::uint32_t one, std::uint32_t other) {
  return has_numbers(system, sort) ? one < other : id_of(system, sort, one) < id_of(system, sort, other);
}

std::vector<std::vector<std::uint32_t>> places(const std::vector<Place>& sorts,
                                               const std::vector<std::uint32_t>& sizes) {
  std::vector<std::vector<std::uint32_t>> made{{}};
  for (const Place& place : sorts) {
    std::vector<std::vector<std::uint32_t>> longer;
    for (const auto& tuple : made)
      for (std::uint32_t i = 0; i < sizes[place.sort.index]; ++i) {
        longer.push_back(tuple);
        longer.back().push_back(i);
      }
    made = std::move(longer);
  }
  return made;
}

} // namespace

RandomData random_data(const System& system, Draw& draw, std::uint32_t openness) {
  RandomData made;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    const Sort& it = system.sorts[sort];
    const auto named = static_cast<std::uint32_t>(it.individuals.size());
    made.sizes.push_back(it.is_enum ? static_cast<std::uint32_t>(it.names.size())
                                    : std::max(named, 1U) + draw.below(3));
    if (it.is_enum)
      continue;
    std::vector<Row> ids;
    for (std::uint32_t i = 0; i < made.sizes.back(); ++i)
      ids.push_back({id_of(system, {sort}, i)});
    made.rows.add(it.name, {"id"}, std::move(ids));
  }
  const auto columns = [](std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i)
      names.push_back(fmt::format("column{}", i));
    return names;
  };
  std::uint32_t left = openness;
  for (std::uint32_t i = 0; i < system.relations.size(); ++i) {
    const Relation& relation = system.relations[i];
    if (!relation.is_stated())
      continue;
    const std::uint32_t density = 20 + draw.below(60);
    std::optional<std::size_t> hole;
    std::vector<std::uint32_t> around;
    const auto all = places(relation.places, made.sizes);
    const bool is_missing = left > 0 && all.size() <= 3 && draw.chance(20);
    if (!is_missing && left > 0 && !relation.places.empty() && draw.chance(40)) {
      hole = draw.below(static_cast<std::uint32_t>(relation.places.size()));
      around = draw.any(all);
    }
    left -= is_missing || hole ? 1 : 0;
    std::vector<Row> rows;
    for (const auto& tuple : all) {
      if (relation.is_symmetric && tuple[0] > tuple[1])
        continue;
      const auto fits = [&](const std::vector<std::uint32_t>& it) {
        for (std::size_t place = 0; hole && place < it.size(); ++place)
          if (place != *hole && it[place] != around[place])
            return false;
        return true;
      };
      const bool is_open =
          is_missing || (hole && (fits(tuple) || (relation.is_symmetric && fits({tuple[1], tuple[0]}))));
      if (!is_missing && draw.chance(density)) {
        made.given.emplace_back(GivenTuple{{i}, tuple});
        Row row;
        const bool swaps = relation.is_symmetric && draw.chance(50);
        for (std::size_t place = 0; place < tuple.size(); ++place)
          row.emplace_back(id_of(system, relation.places[place].sort, tuple[swaps ? 1 - place : place]));
        if (row.empty())
          row.emplace_back("yes");
        rows.push_back(row);
        if (draw.chance(20))
          rows.push_back(row);
      } else if (is_open) {
        made.open.push_back({RelationId{i}, tuple});
      }
    }
    if (hole) {
      Row row;
      for (std::size_t place = 0; place < around.size(); ++place)
        row.push_back(place == *hole ? std::nullopt
                                     : std::optional(id_of(system, relation.places[place].sort, around[place])));
      rows.push_back(std::move(row));
    }
    if (!is_missing)
      made.rows.add(relation.name, columns(std::max<std::size_t>(relation.places.size(), 1)), std::move(rows));
  }
  for (std::uint32_t i = 0; i < system.functions.size(); ++i) {
    const Function& function = system.functions[i];
    if (!function.is_stated())
      continue;
    std::vector<Row> rows;
    for (const auto& tuple : places(function.places, made.sizes)) {
      if (left > 0 && draw.chance(15)) {
        --left;
        made.open.push_back({FunctionId{i}, tuple});
        continue;
      }
      const std::uint32_t value = draw.below(made.sizes[function.result.index]);
      made.given.emplace_back(GivenValue{{i}, tuple, value});
      Row row;
      for (std::size_t place = 0; place < tuple.size(); ++place)
        row.emplace_back(id_of(system, function.places[place].sort, tuple[place]));
      row.emplace_back(id_of(system, function.result, value));
      rows.push_back(std::move(row));
    }
    made.rows.add(function.name, columns(function.places.size() + 1), std::move(rows));
  }
  return made;
}

Population population_of(const System& system, const RandomData& data, const std::set<SortId>& with_newcomer) {
  Population made;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    std::vector<std::string>& names = made.names.emplace_back();
    const std::uint32_t size = data.sizes[sort] + (with_newcomer.contains({sort}) ? 1 : 0);
    for (std::uint32_t i = 0; i < size; ++i)
      names.push_back(id_of(system, {sort}, i));
  }
  return made;
}

State state_of(const Layout& layout, const RandomData& data,
               const std::function<std::uint32_t(std::uint32_t values)>& fill) {
  const System& system = layout.system();
  Scenario start;
  start.population = layout.population();
  start.given = data.given;
  State state = initial_state(layout, start);
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    if (const auto order = system.sorts[sort].order; order && !system.sorts[sort].is_enum)
      for (std::uint32_t a = 0; a < layout.size({sort}); ++a)
        for (std::uint32_t b = 0; b < layout.size({sort}); ++b)
          state.put(*order, std::array{a, b}, is_before(system, {sort}, a, b));
  for (const OpenCell& cell : data.open)
    std::visit(overload{
                   [&](RelationId id) { state.put(id, cell.args, fill(2) == 1); },
                   [&](FunctionId id) { state.set(id, cell.args, fill(data.sizes[system[id].result.index])); },
               },
               cell.where);
  close(state);
  return state;
}

} // namespace chaperone::tests
