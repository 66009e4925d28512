// Warnings about declarations that need no solver: what is never used, and what may
// be anything at the start.
// Covered by tests/model/warnings_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "model/text/diagnostic.hpp"

#include <vector>

namespace chaperone::model {

/// `unused_declaration` and `unconstrained_start`. Only for declarations in the file that was named, as a
/// file that is used by several need not be used up by each. Linear.
std::vector<Diagnostic> declaration_warnings(const System& system);

} // namespace chaperone::model
