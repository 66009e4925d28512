// Truth as a circuit of conjunctions and negations, with equal parts shared and
// constants folded away: what the finite world is written in. A circuit knows no
// solver; sat.hpp gives it to one. It can also be read in 64 states at once.
// Kuehlmann, Paruthi, Krohm, Ganai, "Robust Boolean reasoning for equivalence
// checking and functional property verification", TCAD 2002.
// Covered by tests/solver/circuit_test.cpp.
#pragma once

#include "solver/encoding/reply.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace chaperone::solver::encoding {

/// A truth value in a circuit: a node, or its negation.
class Bit {
public:
  constexpr Bit() = default; ///< false
  constexpr explicit Bit(bool value) : code_(value ? 1 : 0) {}
  constexpr Bit(std::uint32_t node, bool is_negated) : code_(2 * node + (is_negated ? 1 : 0)) {}

  constexpr std::uint32_t node() const { return code_ / 2; }
  constexpr bool is_negated() const { return code_ % 2 == 1; }
  constexpr bool is_false() const { return code_ == 0; }
  constexpr bool is_true() const { return code_ == 1; }
  constexpr bool is_constant() const { return code_ <= 1; }
  constexpr std::uint32_t code() const { return code_; }
  constexpr Bit operator!() const { return from_code(code_ ^ 1U); }
  constexpr auto operator<=>(const Bit&) const = default;

  static constexpr Bit from_code(std::uint32_t code) { return {code / 2, code % 2 == 1}; }

private:
  std::uint32_t code_ = 0; ///< node 0 is the constant false
};

/// By node, the value in 64 states: one in each bit.
using Values = std::vector<std::uint64_t>;

inline std::uint64_t value_of(const Values& values, Bit bit) {
  return bit.is_negated() ? ~values[bit.node()] : values[bit.node()];
}

class Circuit {
public:
  /// May be asked for so many conjunctions, known ones included; 0: no limit.
  explicit Circuit(std::uint64_t most_conjunctions = 0);

  /// A new, free truth value.
  Bit input();
  /// Cost: the number of parts, and their sorting. Throws TooLarge, as all that make conjunctions do.
  Bit conjunction(std::vector<Bit> parts);
  Bit disjunction(std::vector<Bit> parts);
  /// The same of two.
  Bit both(Bit left, Bit right);
  Bit either(Bit left, Bit right) { return !both(!left, !right); }
  Bit equivalence(Bit left, Bit right);
  /// Output j is true if at least j + 1 parts are; outputs 0 … min(parts, most + 1) - 1. O(parts × most) nodes.
  /// Bailleux and Boufkhad, "Efficient CNF encoding of Boolean cardinality constraints", CP 2003.
  std::vector<Bit> count_in_unary(std::span<const Bit> parts, std::uint32_t most);
  Bit at_least(std::span<const Bit> parts, std::uint64_t count);

  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  bool is_input(std::uint32_t node) const { return nodes_[node].count == 0; }
  /// What a node is the conjunction of; each lies at a smaller number. Empty for an input and the constant.
  std::span<const Bit> parts(std::uint32_t node) const {
    return std::span(parts_).subspan(nodes_[node].first, nodes_[node].count);
  }

  /// By node: is it the bit's own, or one of those that it is made of?
  std::vector<bool> below(Bit bit) const;
  /// Fills in the value of every conjunction. Those of the inputs are there; `values` grows to size().
  void evaluate(Values& values) const;

  /// Calls `make` with each node below `root`, and `root` itself, for which `has` is false: parts before what is made
  /// of them, and without recursion, since circuits are as deep as runs are long.
  template <class Has, class Make> void for_each_missing(std::uint32_t root, Has has, Make make) const {
    std::vector<std::uint32_t> open{root};
    while (!open.empty()) {
      const std::uint32_t node = open.back();
      const std::size_t before = open.size();
      if (!has(node))
        for (const Bit part : parts(node))
          if (!has(part.node()))
            open.push_back(part.node());
      if (open.size() > before)
        continue;
      open.pop_back();
      if (!has(node))
        make(node);
    }
  }

private:
  struct Node {
    std::uint32_t first = 0, count = 0;
  };
  void count_conjunction();
  std::uint32_t find_or_add(std::span<const Bit> parts);
  void grow_table();

  std::vector<Node> nodes_;
  std::vector<Bit> parts_;
  std::vector<std::uint32_t> table_; ///< open addressing; 0: free
  std::uint32_t conjunctions_ = 0;
  std::uint64_t most_conjunctions_, asked_conjunctions_ = 0;
};

} // namespace chaperone::solver::encoding
