// Where two rule files start. Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/comparison/copies.hpp"
#include "model/comparison/lockstep.hpp"

namespace chaperone::model::comparison {

/// The combined system starts where the driving side does (in the course `common`, where both do). Second copies are
/// then as the first; what only the other side has starts as that one says.
void add_starts(Copies& copies, Course course);

/// Is everything as in the other copy?
Formula are_equal(System& system, RelationId one, RelationId two);
Formula are_equal(System& system, FunctionId one, FunctionId two);

} // namespace chaperone::model::comparison
