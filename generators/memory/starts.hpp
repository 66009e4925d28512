// Where searches for memory begin: runs that are known, among a few individuals more.
// Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/search.hpp"
#include "solver/api/step_question.hpp"

#include <vector>

namespace chaperone::generators {

/// The starts of these runs with their steps, one for each start and end, with individuals that play no part yet added
/// where `assume` and `init` allow them: as strangers, or else as twins of one who is there.
std::vector<MemoryStart> memory_starts(const model::System& system, const std::vector<solver::StepFound>& runs,
                                       const std::map<model::SortId, std::uint32_t>& scope);

} // namespace chaperone::generators
