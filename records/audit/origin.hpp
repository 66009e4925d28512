// How a broken promise can have come about: whether the rules lead there at all. Covered by
// tests/records/audit_test.cpp.
#pragma once

#include "records/audit/audit.hpp"

#include "solver/api/options.hpp"

namespace chaperone::records {

/// Checks the rules for each promise that the data break, and notes what that says of the cases (PromiseAudit::origin).
/// `options` limits the check; its properties are replaced.
void find_origins(const model::System& system, solver::Options options, Audit& found);

} // namespace chaperone::records
