// Tables of a live state against sets, over random changes; and who there is.
#include "records/live/individuals.hpp"
#include "records/live/table.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace chaperone;
using live::Row;

TEST_CASE("a table holds what a set holds, by key and by every index") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    tests::Draw draw(seed);
    live::Table table(3, 3);
    const std::uint32_t by_middle = table.index_over(0b010);
    std::set<std::vector<std::uint32_t>> all;
    std::uint32_t by_ends = 0;
    for (int i = 0; i < 2000; ++i) {
      const std::vector<std::uint32_t> row{draw.below(8), draw.below(8), draw.below(8)};
      if (draw.chance(55))
        REQUIRE(table.insert(row.data()) == all.insert(row).second);
      else
        REQUIRE(table.erase(row.data()) == (all.erase(row) > 0));
      if (i == 300)
        by_ends = table.index_over(0b101); // made where rows are there already
      REQUIRE(table.size() == all.size());
    }
    for (std::uint32_t middle = 0; middle < 8; ++middle) {
      std::set<std::vector<std::uint32_t>> found;
      for (Row row = table.first(by_middle, &middle); row != live::no_row; row = table.next(by_middle, row))
        REQUIRE(found.emplace(table[row], table[row] + 3).second);
      for (const auto& row : all)
        REQUIRE(found.contains(row) == (row[1] == middle));
    }
    const std::uint32_t ends[2] = {3, 5};
    std::size_t count = 0;
    for (Row row = table.first(by_ends, ends); row != live::no_row; row = table.next(by_ends, row))
      ++count;
    REQUIRE(count == static_cast<std::size_t>(
                         std::ranges::count_if(all, [](const auto& row) { return row[0] == 3 && row[2] == 5; })));
  }
}

TEST_CASE("tables without places and with a value behind the key") {
  live::Table truth(0, 0);
  CHECK_FALSE(truth.has(nullptr));
  CHECK(truth.insert(nullptr));
  CHECK_FALSE(truth.insert(nullptr));
  CHECK(truth.has(nullptr));
  CHECK(truth.erase(nullptr));
  live::Table values(2, 1);
  const std::uint32_t row[2] = {4, 9};
  CHECK(values.insert(row));
  const std::uint32_t key = 4;
  CHECK(values[values.find(&key)][1] == 9);
  CHECK(values.erase(&key));
  CHECK(values.size() == 0);
}

TEST_CASE("individuals keep their numbers while something speaks of them, and no longer") {
  const model::System system =
      tests::rules("system s\nsort U with zed\nenum E { low, high }\nrelation r(U)\nrule a(u: U) { add r(u) }\n"
                   "never p = some u: U | r(u)\n");
  live::Individuals individuals(system);
  const model::SortId user{0}, level{1};
  CHECK(individuals.find(user, "zed") == 0);
  CHECK(individuals.found_or_added(level, "high") == 1);
  CHECK(individuals.found_or_added(level, "none") == live::nobody);
  const live::Number ann = individuals.found_or_added(user, "Ann"), bea = individuals.found_or_added(user, "Bea");
  individuals.use(user, ann);
  individuals.sweep();
  CHECK(individuals.find(user, "Ann") == ann);
  CHECK(individuals.find(user, "Bea") == live::nobody);
  CHECK(individuals.found_or_added(user, "Cal") == bea);
  individuals.release(user, ann);
  individuals.sweep();
  CHECK(individuals.find(user, "Ann") == live::nobody);
  CHECK(individuals.find(user, "zed") == 0);
}

TEST_CASE("without data an order is that of the names, numbers by their value and first") {
  const model::System system =
      tests::rules("system s\nordered sort D\nrelation r(D)\nrule a(d: D) { add r(d) }\nnever p = some d: D | r(d)\n");
  live::Individuals individuals(system);
  const model::SortId day{0};
  std::vector<std::string> names{"b", "9x", "10", "9", "2026-03-01", "1.5", "a"};
  std::ranges::sort(names, [&](const std::string& left, const std::string& right) {
    return individuals.is_less(day, individuals.found_or_added(day, left), individuals.found_or_added(day, right));
  });
  CHECK(names == std::vector<std::string>{"1.5", "9", "10", "2026-03-01", "9x", "a", "b"});
}
