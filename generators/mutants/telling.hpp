// Which faulty services a run tells from the rules, played within the process.
// Covered by tests/generators/faulty_service_test.cpp.
#pragma once

#include "generators/mutants/memory_fault.hpp"

#include <cstddef>
#include <vector>

namespace chaperone::generators {

/// Those of the faults `open` (indices into `faults`) for which some step of the scenario comes to something else than
/// the rules say, ascending. Steps that conflict are not asked for. Cost: a run for each fault, of which only requests
/// for the fault's rule take longer than a look.
std::vector<std::size_t> told_apart_by(const model::System& system, const std::vector<MemoryFault>& faults,
                                       const std::vector<std::size_t>& open, const model::Scenario& scenario);

} // namespace chaperone::generators
