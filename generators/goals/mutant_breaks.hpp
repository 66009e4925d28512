// Which mutants break which promises: what each part of a rule protects.
// Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/bounds.hpp"

#include <cstddef>
#include <vector>

namespace chaperone::generators {

/// A promise that the rules keep, as far as a search of small groups shows.
struct MutantBreaks {
  model::PropertyId promise;
  std::vector<std::size_t> goals; ///< mutants for which the interpreter has run a violation, ascending
};

/// A mutant, and runs in which it may show what it does.
struct MutantRuns {
  std::size_t goal;
  std::vector<const model::Scenario*> scenarios;
};

/// For each of `promises` that is about states: the mutants that break it. Looks at their runs, then at a few
/// individuals of each sort and some hundred states of each mutant up to renaming, so that a mutant that is not named
/// need not be harmless. Cost: a search for each mutant, of which small::Variants shares
/// what it can, among so many threads; the answer does not depend on their number.
std::vector<MutantBreaks> find_mutant_breaks(const Goals& goals, const std::vector<MutantRuns>& mutants,
                                             const std::vector<model::PropertyId>& promises, const Bounds& bounds,
                                             std::size_t threads);

} // namespace chaperone::generators
