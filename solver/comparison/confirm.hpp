// A run to a difference, taken again by the interpreters of both sides, which know
// nothing of lockstep. Covered by tests/solver/compare_test.cpp.
#pragma once

#include "solver/comparison/compare.hpp"

namespace chaperone::solver::comparison {

/// Both sides' systems, and the one they were combined to.
struct Sides {
  const model::System& before;
  const model::System& after;
  const model::comparison::Matching& matching;

  const model::System& of(Side side) const { return side == Side::before ? before : after; }
};

/// The difference that `run`, of the combined system, ends with. Throws InternalError where the sides, each by its own
/// rules, do not differ there or where their states are not what the combined run says. Cost: that of the run.
Shown confirmed(const Sides& sides, const model::comparison::Lockstep& made, const model::comparison::Probe& probe,
                const solver::Shown& found);

} // namespace chaperone::solver::comparison
