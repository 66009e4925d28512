// The proofs that were found, in the order in which each may rest on those before it, and
// the facts that they have shown. Covered by tests/solver/strategy_test.cpp.
#pragma once

#include "solver/api/verdict.hpp"

#include <string>
#include <vector>

namespace chaperone::solver::strategy {

class ProofBook {
public:
  const Proof& enter(Proof proof);
  const std::vector<Proof>& proofs() const { return proofs_; }
  std::size_t size() const { return proofs_.size(); }
  /// All that was proved, each formula once.
  std::vector<model::Formula> lemmas() const;
  /// Takes back all but the first `confirmed`. Gives the properties whose proofs these were.
  std::vector<model::PropertyId> keep_first(std::size_t confirmed);

private:
  std::vector<Proof> proofs_;
};

} // namespace chaperone::solver::strategy
