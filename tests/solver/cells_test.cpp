// Cells: every tuple and value has a number of its own, and the number gives it back.
#include "solver/encoding/cells.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using namespace chaperone::model;
using chaperone::solver::encoding::Cell;
using chaperone::solver::encoding::Cells;

TEST_CASE("each number is a cell's, in the order of the file") {
  const System system = tests::rules("system s sort U sort G enum Light { off, on } "
                                     "relation member(G, U) relation friends(U, U) symmetric relation open() "
                                     "function boss(U): U function light(G): Light "
                                     "rule r(u: U, g: G) { add member(g, u) } never p = open()");
  const Cells cells(system, {3, 2, 2});
  CHECK(cells.size() == 6 + 6 + 1 + 9 + 4);
  for (std::uint64_t number = 0; number < cells.size(); ++number) {
    const Cell cell = cells[number];
    CHECK((cell.is_relation ? cells.of(cell.relation(), cell.args)
                            : cells.of(cell.function(), cell.args, cell.value)) == number);
  }
  CHECK(cells[0].args == std::vector<std::uint32_t>{0, 0});
  CHECK(cells[4].args == std::vector<std::uint32_t>{1, 1});
  CHECK(cells[12].symbol == 2);
  CHECK(cells[13].value == 0);
  CHECK(cells[14].value == 1);
}

TEST_CASE("a tuple of a symmetric relation is one cell in either order") {
  const System system = tests::rules("system s sort U relation friends(U, U) symmetric "
                                     "rule r(u: U, v: U) { add friends(u, v) } never p = some u: U | friends(u, u)");
  const Cells cells(system, {4});
  CHECK(cells.size() == 10);
  const RelationId friends{0};
  CHECK(cells.of(friends, std::vector<std::uint32_t>{3, 1}) == cells.of(friends, std::vector<std::uint32_t>{1, 3}));
}
