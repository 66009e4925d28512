// The circuit: folding, sharing, and counting.
#include "solver/encoding/circuit.hpp"

#include <catch2/catch.hpp>

namespace {

using chaperone::solver::encoding::Bit;
using chaperone::solver::encoding::Circuit;

/// Truth of a bit, with the inputs as `values` says by node.
bool value(const Circuit& circuit, Bit bit, const std::vector<bool>& values) {
  bool is_true = bit.node() != 0;
  if (circuit.is_input(bit.node()))
    is_true = values[bit.node()];
  else
    for (const Bit part : circuit.parts(bit.node()))
      is_true = is_true && value(circuit, part, values);
  return is_true != bit.is_negated();
}

} // namespace

TEST_CASE("a circuit folds constants, repetitions and contradictions away") {
  Circuit circuit;
  const Bit a = circuit.input(), b = circuit.input();
  CHECK(circuit.conjunction({a, Bit(true), a}) == a);
  CHECK(circuit.conjunction({a, Bit(false)}).is_false());
  CHECK(circuit.conjunction({a, b, !a}).is_false());
  CHECK(circuit.disjunction({a, !a}).is_true());
  CHECK(circuit.conjunction({}).is_true());
  CHECK(circuit.equivalence(a, Bit(false)) == !a);
  CHECK(circuit.equivalence(a, a).is_true());
}

TEST_CASE("equal parts of a circuit are one, also when there are many") {
  Circuit circuit;
  std::vector<Bit> inputs;
  for (int i = 0; i < 100; ++i)
    inputs.push_back(circuit.input());
  for (int round = 0; round < 2; ++round) {
    const std::uint32_t size = circuit.size();
    for (const Bit left : inputs)
      for (const Bit right : inputs)
        circuit.conjunction({left, !right});
    CHECK((circuit.size() == size) == (round == 1));
  }
}

TEST_CASE("a circuit counts its true parts") {
  Circuit circuit;
  std::vector<Bit> parts{Bit(true), Bit(false)};
  for (int i = 0; i < 8; ++i)
    parts.push_back(circuit.input());
  const std::vector<Bit> counted = circuit.count_in_unary(parts, 9);
  std::vector<bool> values(circuit.size(), false);
  for (std::uint32_t bits = 0; bits < 256; ++bits) {
    std::uint32_t count = 1;
    for (std::uint32_t i = 0; i < 8; ++i) {
      values[parts[i + 2].node()] = (bits >> i) % 2 == 1;
      count += (bits >> i) % 2;
    }
    for (std::uint32_t limit = 1; limit <= 10; ++limit) {
      const Bit asked = circuit.at_least(parts, limit);
      values.resize(circuit.size(), false);
      REQUIRE(value(circuit, asked, values) == (count >= limit));
      if (limit <= counted.size())
        REQUIRE(value(circuit, counted[limit - 1], values) == (count >= limit));
    }
  }
}

TEST_CASE("a circuit that may be asked for so many conjunctions says when it is asked for more") {
  Circuit circuit(2);
  const Bit one = circuit.input(), other = circuit.input();
  CHECK(circuit.conjunction({one, other}) == circuit.conjunction({other, one}));
  CHECK_THROWS_AS(circuit.conjunction({one, other}), chaperone::solver::encoding::TooLarge);
}
