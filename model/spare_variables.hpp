// Variables for formulas that no file holds: the invariants that an engine finds.
// Covered by tests/model/printer_test.cpp.
#pragma once

#include "model/system.hpp"

namespace chaperone::model {

/// Adds to each sort some variables that nothing binds, named like those that the properties and rules bind, so that
/// a reader knows them. Once, when all else is resolved.
void add_spare_variables(System& system);

} // namespace chaperone::model
