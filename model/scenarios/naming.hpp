// Readable names for individuals that a solver made up.
// Covered by tests/model/naming_test.cpp.
#pragma once

#include "model/rules/scenario.hpp"
#include "model/rules/system.hpp"

#include <vector>

namespace chaperone::model {

/// Names `sizes[s]` individuals of each sort: those that the sort declares, then Sort1, Sort2, …; for an enum its
/// values. No name is used twice, nor one that the rule file declares for something else.
model::Population name_individuals(const model::System& system, const std::vector<std::uint32_t>& sizes);

} // namespace chaperone::model
