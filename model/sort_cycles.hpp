// Warns where functions and quantifiers lead from a sort back to itself: the
// questions about such rules leave the fragment that is decided.
// Covered by tests/model/sort_cycles_test.cpp.
#pragma once

#include "model/diagnostic.hpp"
#include "model/system.hpp"

#include <vector>

namespace chaperone::model {

/// One warning per cycle, with the lines that make it; a sort is named in one warning only. What only some
/// property adds is looked at for each property by itself, as the engines ask about one at a time.
std::vector<Diagnostic> sort_cycle_warnings(const System& system);

} // namespace chaperone::model
