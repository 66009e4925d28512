// How much each round of a check may spend. Every property gets a little before any gets
// more; each round doubles what a question may cost. All of it is counted in the solvers'
// own units, so that a verdict does not depend on the clock, on the number of threads or
// on the order of the properties. Covered by tests/solver/rounds_test.cpp.
#pragma once

#include "solver/api/options.hpp"
#include "solver/encoding/reply.hpp"

#include <cstdint>

namespace chaperone::solver::strategy {

struct Round {
  std::uint32_t number = 0;
  bool is_last = false;
  encoding::Settings limits;            ///< of each question
  std::uint32_t depth = 0;              ///< runs of up to so many steps are searched
  std::uint64_t learning_questions = 0; ///< of one search for an invariant, on each instance
  int learning_conflicts = 0;           ///< of each of these questions
  std::uint64_t explicit_steps = 0;     ///< that the explicit search takes; 0: it takes no part
};

/// Round 0 is the cheap pass: some tens of milliseconds for each property. The last round is what a question may cost
/// at most; what it leaves open stays open.
Round round_of(const Options& options, std::uint32_t number);

} // namespace chaperone::solver::strategy
