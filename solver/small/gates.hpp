// Boolean circuits of shared and-gates, read in 64 states at once: each input is a word
// with one bit per state. What a formula means over one population is such a circuit.
// Source: and-inverter graphs, Kuehlmann et al., TCAD 2002.
// Covered by tests/solver/gates_test.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace chaperone::solver::small {

/// A gate's output or its negation.
class Gate {
public:
  Gate() = default; ///< false
  Gate(std::uint32_t node, bool is_negated) : literal_(2 * node + (is_negated ? 1 : 0)) {}
  Gate operator!() const { return Gate(node(), !is_negated()); }
  std::uint32_t node() const { return literal_ >> 1U; }
  bool is_negated() const { return (literal_ & 1U) != 0; }
  auto operator<=>(const Gate&) const = default;

private:
  std::uint32_t literal_ = 0;
};

inline const Gate never_true = Gate(0, false);
inline const Gate always_true = Gate(0, true);

/// One value per state, for each gate.
using Values = std::vector<std::uint64_t>;

class Gates {
public:
  Gates() : nodes_(1), table_(64, 0) {}

  Gate input();
  Gate both(Gate left, Gate right);
  Gate either(Gate left, Gate right) { return !both(!left, !right); }
  Gate choice(Gate condition, Gate then, Gate otherwise);
  Gate same(Gate left, Gate right);
  Gate all_of(std::span<const Gate> gates);
  Gate any_of(std::span<const Gate> gates);
  /// At least `count` of them. Cost: their number times `count`.
  Gate at_least(std::uint64_t count, std::span<const Gate> gates);

  /// By node: is it the gate itself or one of those that it is made of?
  std::vector<bool> parts_of(Gate gate) const;

  std::size_t size() const { return nodes_.size(); }
  /// Fills in every gate from `first` on; the inputs' values are there already. `values` grows to size().
  void read(Values& values, std::size_t first = 0) const;

private:
  std::size_t place_of(Gate left, Gate right) const;
  void grow_table();

  struct Node {
    Gate left, right;
    bool is_input = false;
  };
  std::vector<Node> nodes_; ///< the first is false; parts stand before what is made of them
  /// Open addressing, so that a copy is a copy of two arrays: nodes by their parts, 0 where there is none. Its size is
  /// a power of two.
  std::vector<std::uint32_t> table_;
};

/// A gate's value in 64 states.
inline std::uint64_t value_of(const Values& values, Gate gate) {
  return gate.is_negated() ? ~values[gate.node()] : values[gate.node()];
}

} // namespace chaperone::solver::small
