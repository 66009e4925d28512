// Where searches for memory begin: runs that are known, among a few individuals more.
// Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/search.hpp"
#include "solver/api/step_question.hpp"

#include <map>
#include <vector>

namespace chaperone::generators {

/// The run's start and steps, with individuals that play no part yet added where `assume` and `init` allow them: as
/// strangers of whom nothing is given, and as twins of those who are there. Which is tried first makes two starts,
/// which may be the same. In a third, values of functions that nothing gives are spread.
std::vector<MemoryStart> memory_starts(const model::System& system, const solver::StepFound& run,
                                       const std::map<model::SortId, std::uint32_t>& scope);

} // namespace chaperone::generators
