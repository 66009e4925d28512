// Colours of individuals: what a packed state says of each, whatever it is called. Refined as in B. D. McKay and
// A. Piperno, "Practical graph isomorphism, II" (2014), section 3.2, over tuples in place of edges.
// Covered by tests/solver/symmetry_test.cpp.
#pragma once

#include "solver/small/instance.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace chaperone::solver::small {

class Colours {
public:
  explicit Colours(const Instance& instance);

  /// By sort and individual: equal for individuals that some renaming exchanges without changing the state, and moved
  /// with them by renamings. Individuals that nothing exchanges may have one colour all the same. Those of enums have
  /// none. Cost: two to four times the bits that are set.
  const std::vector<std::vector<std::uint64_t>>& of(std::span<const std::uint64_t> state);

private:
  /// An individual that a bit is about, and as what: which place of the relation it fills.
  struct Mention {
    std::uint32_t sort, individual;
    std::uint64_t as;
  };
  struct Bit {
    std::uint64_t kind; ///< its symbol and the enum values in it
    std::vector<Mention> mentions;
  };

  void mention(Bit& bit, model::SortId sort, std::uint32_t individual, std::uint64_t as);
  void refine(std::span<const std::uint64_t> state);
  std::size_t count();

  const model::System& system_;
  std::size_t individuals_ = 0;
  std::vector<Bit> bits_;
  std::vector<std::vector<std::uint64_t>> colours_, next_;
  std::vector<std::uint64_t> sorted_; ///< scratch of count()
};

} // namespace chaperone::solver::small
