// How much each round of a check may spend. Every property gets a little before any gets
// more; each round doubles what a question may cost. All of it is counted in the solvers'
// own units, so that a verdict does not depend on the clock, on the number of threads or
// on the order of the properties. Covered by tests/solver/rounds_test.cpp.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/api/options.hpp"
#include "solver/encoding/reply.hpp"

#include <cstdint>

namespace chaperone::solver::strategy {

struct Round : Budget {
  encoding::Settings limits; ///< of each question to a solver
};

/// Round 0 is the cheap pass: some tens of milliseconds for each property. The last round is what a question may cost
/// at most; what it leaves open stays open.
Round round_of(const Options& options, std::uint32_t number);

} // namespace chaperone::solver::strategy
