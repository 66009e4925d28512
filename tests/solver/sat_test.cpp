// Questions about circuits for the SAT solver.
#include "solver/encoding/sat.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace chaperone::solver;
using encoding::Bit;
using encoding::Sat;

TEST_CASE("a question that takes too many conflicts is given up, not interrupted") {
  // Of four that are all different, two are the same where there are three values.
  encoding::Circuit circuit;
  const Interrupt never;
  Sat sat(circuit, never);
  int is[4][3];
  for (auto& one : is)
    for (int& value : one)
      value = sat.fresh();
  for (const auto& one : is)
    sat.add(one);
  for (int value = 0; value < 3; ++value)
    for (int one = 0; one < 4; ++one)
      for (int other = 0; other < one; ++other)
        sat.add(std::vector{-is[one][value], -is[other][value]});
  sat.limit_conflicts(1);
  CHECK(sat.solve({}) == Sat::Result::given_up);
  sat.limit_conflicts(-1);
  CHECK(sat.solve({}) == Sat::Result::unsatisfiable);
}

TEST_CASE("what no question was about has the value that its parts have") {
  encoding::Circuit circuit;
  const Interrupt never;
  Sat sat(circuit, never);
  const Bit one = circuit.input(), other = circuit.input(), unseen = circuit.input();
  sat.require(one);
  sat.require(!other);
  REQUIRE(sat.solve({}) == Sat::Result::satisfiable);
  const Bit both = circuit.conjunction({one, other}), either = circuit.disjunction({one, other});
  CHECK(sat.value(one));
  CHECK_FALSE(sat.value(both));
  CHECK(sat.value(either));
  CHECK(sat.value(circuit.conjunction({either, !both})));
  CHECK_FALSE(sat.value(unseen));
  CHECK(sat.value(circuit.conjunction({either, !unseen})));
  sat.require(unseen);
  REQUIRE(sat.solve({}) == Sat::Result::satisfiable);
  CHECK(sat.value(unseen));
  CHECK_FALSE(sat.value(circuit.conjunction({either, !unseen})));
}
