#include "solver/small/gates.hpp"

#include <catch2/catch.hpp>

#include <bit>

using namespace chaperone::solver::small;

namespace {

/// All 16 values of four inputs, one in each of the first 16 bits.
Values all_values(const std::vector<Gate>& inputs, const Gates& gates) {
  Values values(gates.size(), 0);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::uint32_t state = 0; state < 16; ++state)
      if (((state >> i) & 1U) != 0)
        values[inputs[i].node()] |= std::uint64_t{1} << state;
  gates.read(values);
  return values;
}

} // namespace

TEST_CASE("a circuit says in every state what its parts say") {
  Gates gates;
  const std::vector<Gate> inputs{gates.input(), gates.input(), gates.input(), gates.input()};
  const Gate three = gates.at_least(3, inputs);
  const Gate equal = gates.same(inputs[0], inputs[1]);
  const Gate chosen = gates.choice(inputs[0], inputs[1], inputs[2]);
  const Values values = all_values(inputs, gates);
  for (std::uint32_t state = 0; state < 16; ++state) {
    const auto holds = [&](Gate gate) { return ((value_of(values, gate) >> state) & 1U) != 0; };
    const auto is_set = [&](std::uint32_t i) { return ((state >> i) & 1U) != 0; };
    CHECK(holds(three) == (std::popcount(state) >= 3));
    CHECK(holds(equal) == (is_set(0) == is_set(1)));
    CHECK(holds(chosen) == (is_set(0) ? is_set(1) : is_set(2)));
    CHECK(holds(!three) != holds(three));
  }
}

TEST_CASE("equal circuits are one gate, whatever order they were written in") {
  Gates gates;
  const Gate a = gates.input(), b = gates.input(), c = gates.input();
  CHECK(gates.all_of(std::vector{a, b, c}) == gates.all_of(std::vector{c, a, b}));
  CHECK(gates.both(a, !a) == never_true);
  CHECK(gates.either(a, !a) == always_true);
  CHECK(gates.at_least(4, std::vector{a, b, c}) == never_true);
}

TEST_CASE("a circuit's parts are the gates that its value can depend on") {
  Gates gates;
  const Gate a = gates.input(), b = gates.input(), c = gates.input();
  const Gate inner = gates.both(a, !b);
  gates.both(b, c);
  const std::vector<bool> parts = gates.parts_of(!gates.either(inner, b));
  CHECK(parts[a.node()]);
  CHECK(parts[b.node()]);
  CHECK(parts[inner.node()]);
  CHECK_FALSE(parts[c.node()]);
}
