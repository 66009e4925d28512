// Sets of states of a finite instance: what some of its individuals are and do to
// one another. Only how individuals differ matters, not which they are, so that a
// cube stands for all its renamings. Goel and Sakallah, "On symmetry and
// quantification: a new approach to verify distributed protocols", NFM 2021.
// Covered by tests/solver/learning_test.cpp.
#pragma once

#include <cstdint>
#include <vector>

namespace chaperone::solver::invariants {

/// One truth value of a state.
struct Variable {
  enum class Kind {
    presence, ///< the individual `args[0]` of sort `symbol` is there
    relation, ///< relation `symbol` holds of `args`
    function, ///< function `symbol` has the value `value` at `args`
    derived,  ///< the question's derived fact number `symbol` is true of `args`
  };
  Kind kind = Kind::relation;
  std::uint32_t symbol = 0;
  std::vector<std::uint32_t> args;
  std::uint32_t value = 0;
  bool operator==(const Variable&) const = default;
};

/// A variable's number, twice, and one more if it is false.
using Literal = std::uint32_t;
constexpr Literal literal(std::uint32_t variable, bool is_true) {
  return 2 * variable + (is_true ? 0 : 1);
}
constexpr std::uint32_t variable_of(Literal one) {
  return one / 2;
}
constexpr bool is_true(Literal one) {
  return one % 2 == 0;
}

/// The states in which all of these hold; ascending. Every individual of a sort that its literals speak of is there by
/// a literal of its own.
using Cube = std::vector<Literal>;

} // namespace chaperone::solver::invariants
