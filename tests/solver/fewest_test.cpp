// The fewest things to take, held against trying all sets.
#include "solver/fewest/fewest.hpp"

#include "tests/agreement/random_system.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <optional>

namespace chaperone::tests::fewest {
namespace {

using namespace solver::fewest;

Part random_part(Draw& draw, std::uint32_t things) {
  Part made{things, {}};
  const std::uint32_t clauses = 1 + draw.below(2 * things), denials = draw.below(3) * 20;
  for (std::uint32_t i = 0; i < clauses; ++i) {
    PartClause clause;
    for (std::uint32_t thing = 0; thing < things; ++thing)
      if (draw.chance(250 / things))
        (draw.chance(denials) ? clause.not_all : clause.some).push_back(thing);
    if (!clause.some.empty() || !clause.not_all.empty())
      made.clauses.push_back(std::move(clause));
  }
  return made;
}

bool holds(const Part& part, const std::vector<std::uint32_t>& taken) {
  const auto is_taken = [&](std::uint32_t thing) { return std::ranges::find(taken, thing) != taken.end(); };
  return std::ranges::all_of(part.clauses, [&](const PartClause& clause) {
    return std::ranges::any_of(clause.some, is_taken) || !std::ranges::all_of(clause.not_all, is_taken);
  });
}

std::optional<std::size_t> fewest_of_all(const Part& part) {
  std::optional<std::size_t> fewest;
  for (std::uint32_t set = 0; set < 1U << part.things; ++set) {
    std::vector<std::uint32_t> taken;
    for (std::uint32_t thing = 0; thing < part.things; ++thing)
      if ((set >> thing) % 2 == 1)
        taken.push_back(thing);
    if (holds(part, taken) && (!fewest || taken.size() < *fewest))
      fewest = taken.size();
  }
  return fewest;
}

} // namespace

TEST_CASE("no choice of things is smaller than the one that is found, tried or searched for") {
  Draw draw(11);
  const solver::Interrupt never;
  std::size_t impossible = 0, larger = 0;
  for (int i = 0; i < 1'500; ++i) {
    const Part part = random_part(draw, 1 + draw.below(10));
    const auto right = fewest_of_all(part);
    for (const PartTaken& found : {tried(part), searched(part, never)}) {
      CHECK(found.is_possible == right.has_value());
      if (!right)
        continue;
      CHECK(holds(part, found.things));
      CHECK(found.things.size() == *right);
      CHECK(found.at_least == *right);
    }
    impossible += right ? 0 : 1;
    larger += right && *right > 2 ? 1 : 0;
  }
  CHECK(impossible > 20);
  CHECK(larger > 100);
}

TEST_CASE("parts that share nothing are solved apart, and one that is impossible takes nothing with it") {
  Fewest wanted;
  for (Thing i = 0; i < 200; ++i)
    for (Thing j = 1; j < 20; ++j)
      wanted.add({{1'000 * i, 1'000 * i + j}, {}}); // a star: its middle
  wanted.add({{900'001}, {}});
  wanted.add({{}, {900'001, 900'002}});
  wanted.add({{900'002}, {}});
  wanted.add({{}, {}});
  const Taken found = wanted.solve(solver::Interrupt());
  CHECK(found.things.size() == 200);
  CHECK(found.at_least == 200);
  CHECK(std::ranges::all_of(found.things, [](Thing thing) { return thing % 1'000 == 0; }));
  CHECK(found.contradictory == std::vector<std::size_t>{3'800, 3'801, 3'802, 3'803});
}

TEST_CASE("clauses that are added later change what is taken") {
  Fewest wanted;
  for (Thing i = 1; i < 30; ++i)
    wanted.add({{0, i}, {}});
  CHECK(wanted.solve(solver::Interrupt()).things == std::vector<Thing>{0});
  wanted.add({{40}, {0}});
  CHECK(wanted.solve(solver::Interrupt()).things == std::vector<Thing>{0, 40});
  wanted.add({{}, {40}});
  CHECK(wanted.solve(solver::Interrupt()).things.size() == 29);
}

TEST_CASE("of a part that is too large to search, the bound is said") {
  // So many triangles, each with one thing more that all share no use of: two of each three are needed.
  Fewest wanted;
  for (Thing i = 0; i < 1'500; ++i) {
    wanted.add({{3 * i, 3 * i + 1}, {}});
    wanted.add({{3 * i + 1, 3 * i + 2}, {}});
    wanted.add({{3 * i, 3 * i + 2}, {}});
    wanted.add({{3 * i, 3 * i + 3, 3 * i + 4}, {}}); // to the next
  }
  const Taken found = wanted.solve(solver::Interrupt());
  CHECK(found.things.size() >= 3'000);
  CHECK(found.things.size() <= 3'002);
  CHECK(found.at_least >= 1'500);
  CHECK(found.at_least <= found.things.size());
}

TEST_CASE("an interrupted search says so") {
  Fewest wanted;
  for (Thing i = 0; i < 40; ++i)
    wanted.add({{i, i + 1}, {}});
  solver::Interrupt interrupt;
  interrupt.request();
  CHECK(wanted.solve(interrupt).was_cut);
}

} // namespace chaperone::tests::fewest
