// The order of loops, beside all orders that there are.
#include "records/joins/loop_order.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

using namespace chaperone::records;

namespace {

/// What an order costs: its tables one after the other; one that binds nothing new is asked as soon as it can be.
double cost_of(const std::vector<Looped>& tables, const std::vector<std::size_t>& order) {
  std::map<std::uint32_t, double> values;
  for (const Looped& table : tables)
    for (const auto& column : table.columns)
      if (column.binds)
        values[*column.binds] = std::max({1.0, values[*column.binds], column.different});
  std::set<std::uint32_t> bound;
  std::set<std::size_t> done;
  double rows = 1, cost = 0;
  const auto rows_of = [&](const Looped& table) {
    double found = table.rows;
    std::set<std::uint32_t> known = bound;
    for (const auto& column : table.columns)
      if (!column.binds)
        found /= std::max(1.0, column.different);
      else if (!known.insert(*column.binds).second)
        found /= values[*column.binds];
    return found;
  };
  const auto ask = [&] {
    for (std::size_t i = 0; i < tables.size(); ++i)
      if (!done.contains(i) && std::ranges::all_of(tables[i].columns, [&](const auto& column) {
            return !column.binds || bound.contains(*column.binds);
          })) {
        rows *= rows_of(tables[i]);
        done.insert(i);
      }
  };
  ask();
  for (const std::size_t i : order) {
    if (done.contains(i))
      continue;
    rows *= rows_of(tables[i]);
    cost += rows;
    for (const auto& column : tables[i].columns)
      if (column.binds)
        bound.insert(*column.binds);
    done.insert(i);
    ask();
  }
  return cost;
}

} // namespace

TEST_CASE("whoever acts is found before the other members are gone through") {
  const std::uint32_t adder = 0, newcomer = 1, other = 2;
  const std::vector<Looped> tables{
      {250'000, {{std::nullopt, 50'000}, {other, 10'000}}}, // member(g, other)
      {250'000, {{std::nullopt, 50'000}, {adder, 10'000}}}, // member(g, adder)
      {90'000, {{adder, 10'000}, {newcomer, 10'000}}},      // contact(adder, newcomer)
      {4'000, {{newcomer, 4'000}}},                         // child(newcomer)
  };
  CHECK(loop_order(tables).tables == std::vector<std::size_t>{1, 2, 3, 0});
}

TEST_CASE("no order of loops is taken to look at fewer rows") {
  std::mt19937 random(7);
  const auto below = [&](unsigned most) { return static_cast<std::uint32_t>(random() % most); };
  for (int round = 0; round < 500; ++round) {
    std::vector<Looped> tables(1 + below(6));
    for (Looped& table : tables) {
      table.rows = below(1000);
      table.columns.resize(1 + below(3));
      for (auto& column : table.columns)
        column = {below(4) == 0 ? std::nullopt : std::optional(below(5)), 1.0 + below(1 + std::uint32_t(table.rows))};
    }
    const LoopOrder chosen = loop_order(tables);
    REQUIRE(chosen.rows == Approx(cost_of(tables, chosen.tables)));
    std::vector<std::size_t> order(tables.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    double least = cost_of(tables, order);
    while (std::ranges::next_permutation(order).found)
      least = std::min(least, cost_of(tables, order));
    REQUIRE(chosen.rows == Approx(least));
  }
}

TEST_CASE("of many tables the one with the fewest rows comes next") {
  std::vector<Looped> tables;
  for (std::uint32_t i = 0; i < 20; ++i)
    tables.push_back({100.0 * (20 - i), {{i, 10}, {i + 1, 10}}});
  const LoopOrder chosen = loop_order(tables);
  REQUIRE(chosen.tables.size() == 20);
  CHECK(chosen.tables.front() == 19);
  CHECK(std::set(chosen.tables.begin(), chosen.tables.end()).size() == 20);
}
