// Why a verdict is not more than it is, in words for people.
// Covered by tests/golden/ and tests/solver/strategy_test.cpp.
#pragma once

#include "solver/api/options.hpp"
#include "solver/strategy/work.hpp"

#include <string>

namespace chaperone::solver::strategy {

/// What is known about the search for the verdict's words.
struct Ending {
  const model::System& system;
  const Options& options;
  std::uint32_t last_depth = 0;
  bool makes_proofs = true;
  bool was_interrupted = false;
  std::string cut; ///< why the search was cut short, if it was
};

/// The verdict on a property that was neither proved nor shown: bounded or unknown, with the reason and the cheapest
/// thing to try.
Verdict open_verdict(const Work& work, const Ending& ending);

} // namespace chaperone::solver::strategy
