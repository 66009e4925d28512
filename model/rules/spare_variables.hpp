// Variables for formulas that no file holds: the invariants that an engine finds.
// Covered by tests/model/printer_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <cstddef>

namespace chaperone::model {

/// More individuals of one sort than an invariant that anybody wants to read speaks of.
constexpr std::size_t most_spoken_of = 8;
/// Behind these, the variables that an invariant binds inside.
constexpr std::size_t most_bound_inside = 4;

/// Adds to each sort some variables that nothing binds, named like those that the properties and rules bind, so that
/// a reader knows them. Once, when all else is resolved.
void add_spare_variables(System& system);

} // namespace chaperone::model
