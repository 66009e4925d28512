// What a suite covers, as text: counts for each kind of goal, what is proved impossible
// and why, what is undecided, and the mutation score.
// Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/coverage.hpp"

#include <string>

namespace chaperone::reports {

/// With `lists` also one line for each goal that is not covered.
std::string coverage_text(const generators::Coverage& coverage, bool lists);

} // namespace chaperone::reports
