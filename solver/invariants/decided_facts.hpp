// Facts that leave the questions about them decided: none leads from a sort back to itself, with the
// system and with each other. Z3 often gives up on others. Covered by tests/solver/origins_test.cpp.
#pragma once

#include "model/facts/sort_edges.hpp"

namespace chaperone::solver::invariants {

class DecidedFacts {
public:
  explicit DecidedFacts(const model::System& system) : system_(system), edges_(model::common_edges(system)) {
    edges_.merge(model::memory_edges(system));
  }

  /// Takes what the formula says, or denies, of all its free variables. False where that would be part of a cycle:
  /// then it is not taken.
  bool take(const model::Formula& formula);

private:
  const model::System& system_;
  model::SortEdges edges_;
};

} // namespace chaperone::solver::invariants
