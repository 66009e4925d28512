// The circuit: folding, sharing, and counting.
#include "solver/encoding/counters.hpp"

#include <catch2/catch.hpp>

#include <bit>

namespace {

using chaperone::solver::encoding::Bit;
using chaperone::solver::encoding::Circuit;
using chaperone::solver::encoding::Values;

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

/// Truth of all nodes, with the inputs as `values` says.
void read_all(const Circuit& circuit, std::vector<bool>& values) {
  for (std::uint32_t node = 1; node < circuit.size(); ++node) // parts come before what is made of them
    if (!circuit.is_input(node)) {
      bool is_true = true;
      for (const Bit part : circuit.parts(node))
        is_true = is_true && values[part.node()] != part.is_negated();
      values[node] = is_true;
    }
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

TEST_CASE("a circuit counts many parts, added up or by a totaliser, as it counts few") {
  for (const std::uint32_t size : {20U, 150U}) {
    Circuit circuit;
    std::vector<Bit> parts{Bit(true), Bit(false)};
    for (std::uint32_t i = 0; i < size; ++i)
      parts.push_back(circuit.input());
    const chaperone::solver::encoding::Unary unary = chaperone::solver::encoding::totalised(circuit, parts, size);
    std::vector<Bit> asked;
    for (std::uint32_t limit = 1; limit <= size + 2; ++limit)
      asked.push_back(chaperone::solver::encoding::so_many(circuit, parts, limit));
    for (std::uint32_t count = 0; count <= size; ++count) {
      std::vector<bool> values(circuit.size(), false);
      for (std::uint32_t i = 0; i < count; ++i)
        values[parts[2 + i * 7 % size].node()] = true; // 7 divides neither size: they differ
      read_all(circuit, values);
      const auto is_true = [&](Bit bit) { return values[bit.node()] != bit.is_negated(); };
      for (std::uint32_t limit = 1; limit <= size + 2; ++limit)
        REQUIRE(is_true(asked[limit - 1]) == (count + 1 >= limit));
      for (std::uint32_t limit = 1; limit <= unary.size(); ++limit)
        REQUIRE(is_true(unary[limit - 1]) == (count + 1 >= limit));
    }
  }
}

TEST_CASE("a circuit that may be asked for so many conjunctions says when it is asked for more") {
  Circuit circuit(2);
  const Bit one = circuit.input(), other = circuit.input();
  CHECK(circuit.conjunction({one, other}) == circuit.conjunction({other, one}));
  CHECK_THROWS_AS(circuit.conjunction({one, other}), chaperone::solver::encoding::TooLarge);
}

TEST_CASE("a circuit says in each of 64 states what its parts say there") {
  Circuit circuit;
  const std::vector<Bit> inputs{circuit.input(), circuit.input(), circuit.input(), circuit.input()};
  const Bit three = circuit.at_least(inputs, 3), equal = circuit.equivalence(inputs[0], inputs[1]);
  const Bit all = circuit.conjunction(inputs), one = circuit.either(inputs[2], inputs[3]);
  Values values(circuit.size(), 0);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::uint32_t state = 0; state < 64; ++state)
      if (((state >> i) & 1U) != 0)
        values[inputs[i].node()] |= std::uint64_t{1} << state;
  values[0] = 1; // whatever was there before
  circuit.evaluate(values);
  for (std::uint32_t state = 0; state < 64; ++state) {
    const auto holds = [&](Bit bit) { return ((value_of(values, bit) >> state) & 1U) != 0; };
    const auto is_set = [&](std::uint32_t i) { return ((state >> i) & 1U) != 0; };
    CHECK(holds(three) == (std::popcount(state & 15U) >= 3));
    CHECK(holds(equal) == (is_set(0) == is_set(1)));
    CHECK(holds(all) == ((state & 15U) == 15));
    CHECK(holds(one) == (is_set(2) || is_set(3)));
    CHECK(holds(!three) != holds(three));
    CHECK(holds(Bit(true)));
    CHECK_FALSE(holds(Bit(false)));
  }
}

TEST_CASE("two parts are one conjunction, whether or not they come as a list") {
  Circuit circuit;
  const Bit a = circuit.input(), b = circuit.input();
  CHECK(circuit.both(a, b) == circuit.conjunction({b, a}));
  CHECK(circuit.both(a, !a).is_false());
  CHECK(circuit.both(Bit(true), b) == b);
  CHECK(circuit.both(a, a) == a);
  CHECK(circuit.either(a, b) == circuit.disjunction({b, a}));
}

TEST_CASE("below a bit are the nodes that its value can depend on") {
  Circuit circuit;
  const Bit a = circuit.input(), b = circuit.input(), c = circuit.input();
  const Bit inner = circuit.both(a, !b);
  circuit.both(b, c);
  const std::vector<bool> below = circuit.below(!circuit.either(inner, b));
  CHECK(below[a.node()]);
  CHECK(below[b.node()]);
  CHECK(below[inner.node()]);
  CHECK_FALSE(below[c.node()]);
}
