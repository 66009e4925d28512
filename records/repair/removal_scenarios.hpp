// A repair as runs of the rules: a broken promise, the steps that mend it, and the promise afterwards. Covered by
// tests/records/repair_test.cpp.
#pragma once

#include "records/repair/repair.hpp"

#include <vector>

namespace chaperone::records {

/// Of each broken promise some runs, `most` at most, each of which the interpreter has run: the facts of a case as they
/// are in the data, and the steps that remove what has to go. Where a run cannot start there, since `init` does not
/// allow it, the run with which the rules lead to the promise's breaking (PromiseAudit::origin) and a step of a rule
/// that the repair uses. Else there is none.
std::vector<model::Scenario> removal_scenarios(const Store& store, const Audit& found, const Repair& repair,
                                               std::size_t most);

} // namespace chaperone::records
