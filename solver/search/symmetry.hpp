// Renamings of individuals, acting on packed states. A state's canonical form is the
// smallest among all its renamings. Covered by tests/solver/search_test.cpp.
#pragma once

#include "solver/engines/renaming.hpp"
#include "solver/search/instance.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace chaperone::solver::search {

/// A packed state: bit i of word i / 64.
using Words = std::vector<std::uint64_t>;

class Symmetry {
public:
  /// All renamings of the instance's population, or only some where there would be more than a thousand: then equal
  /// states are not always recognised, which costs time and nothing else.
  explicit Symmetry(const Instance& instance);

  std::size_t words() const { return words_; }
  std::size_t size() const { return renamings_.size(); }
  const Renaming& operator[](std::size_t index) const { return renamings_[index]; }
  /// Writes the smallest renaming of `state` to `result`; gives which renaming that is.
  std::size_t canonical(std::span<const std::uint64_t> state, Words& result) const;
  void rename(std::size_t renaming, std::span<const std::uint64_t> state, std::uint64_t* result) const;

private:
  void add_table(const Instance& instance, const Renaming& renaming);

  std::size_t words_, digits_;
  std::vector<Renaming> renamings_;
  /// For each renaming, each four bits of a state and each of their values: where they go.
  std::vector<std::uint64_t> table_;
};

} // namespace chaperone::solver::search
