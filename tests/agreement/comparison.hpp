// Holds every engine's answers on one rule file against the exhaustive search by the interpreter, within limited sizes,
// and against its scenarios.
#pragma once

#include "solver/check.hpp"
#include "solver/explicit_state/exploration.hpp"

#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace chaperone::tests {

/// How the comparisons went, so that a run that compared nothing cannot pass for agreement. A property counts once for
/// each engine.
struct Tally {
  int shown = 0, not_shown = 0, proved = 0, undecided = 0;
  int skipped = 0;     ///< properties of files that were too large to search
  int impossible = 0;  ///< files without a start
  int broken_runs = 0; ///< scenarios that break a property which they are to keep
};

/// Sizes and depth of one comparison: mostly two of each sort, now and then three of one.
struct Bounds {
  solver::explicit_state::ExplicitBounds searched;
  solver::Options checked;
};

Bounds bounds_for(const model::System& system, std::uint64_t seed);

constexpr std::array engines = {solver::EngineChoice::automatic, solver::EngineChoice::inductive,
                                solver::EngineChoice::bounded, solver::EngineChoice::explicit_state};

/// As `--engine` has it.
const char* word_for(solver::EngineChoice engine);

/// Checks the rules with every engine: everything in which an answer does not agree with the interpreter. Throws what
/// a check throws whose audit fails.
std::vector<std::string> disagreements(const model::System& system, const Bounds& bounds, Tally& tally);

} // namespace chaperone::tests
