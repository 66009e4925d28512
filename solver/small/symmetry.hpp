// model::Renamings of individuals, acting on packed states. A state's canonical form is one of its
// renamings, the same for all of them. Covered by tests/solver/symmetry_test.cpp.
#pragma once

#include "model/meaning/renaming.hpp"
#include "solver/small/colours.hpp"
#include "solver/small/instance.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace chaperone::solver::small {

/// A packed state: bit i of word i / 64.
using Words = std::vector<std::uint64_t>;

class Symmetry {
public:
  /// All renamings of the instance's population, or only some where there would be more than a thousand: then equal
  /// states are not always recognised, which costs time and nothing else.
  explicit Symmetry(const Instance& instance);

  std::size_t words() const { return words_; }
  std::size_t size() const { return renamings_.size(); }
  const model::Renaming& operator[](std::size_t index) const { return renamings_[index]; }
  /// Writes the state's canonical form to `result`: the smallest of the renamings that put individuals into the order
  /// of their colours. Gives which renaming that is. Cost: the orders of individuals of one colour, of which those
  /// that can be exchanged count once.
  std::size_t canonical(std::span<const std::uint64_t> state, Words& result);
  void rename(std::size_t renaming, std::span<const std::uint64_t> state, std::uint64_t* result) const;

private:
  /// A sort's individuals in an order that their colours allow. They stand in groups: of those in one group it does not
  /// matter which comes first.
  struct Order {
    std::vector<std::uint32_t> members; ///< by colour, then by group
    std::vector<std::uint32_t> groups;  ///< by position: whose turn it is, as the place of the group's first member
    std::vector<std::size_t> cells;     ///< where the members of a further colour begin; the end comes last
    std::vector<std::uint32_t> targets; ///< by individual: its position
    std::vector<std::uint32_t> taken;   ///< scratch: by group, how many of it have a position
  };

  void add_table(const Instance& instance, const model::Renaming& renaming);
  std::size_t smallest(std::span<const std::uint64_t> state, Words& result);
  void arrange(std::span<const std::uint64_t> state, std::uint32_t sort, const std::vector<std::uint64_t>& colours);
  bool are_exchangeable(std::span<const std::uint64_t> state, std::uint32_t sort, std::uint32_t one,
                        std::uint32_t other);
  bool advance();
  std::size_t present_renaming();
  std::size_t rank(std::uint32_t sort, const std::vector<std::uint32_t>& targets) const;

  std::size_t words_, digits_;
  std::vector<model::Renaming> renamings_;
  bool has_all_; ///< every renaming there is
  /// For each renaming, each four bits of a state and each of their values: where they go.
  std::vector<std::uint64_t> table_;
  Colours colours_;
  std::vector<std::size_t> strides_; ///< by sort: from a renaming to the one with the next permutation of that sort
  std::vector<Order> orders_;        ///< by sort; empty for enums
  Words other_;
};

} // namespace chaperone::solver::small
