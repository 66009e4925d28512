// What a suite covers, as text: counts for each kind of goal, what is proved impossible
// and why, what is undecided, and the mutation score.
// Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/coverage.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace chaperone::reports {

/// What became of the goals of one kind.
struct GoalCounts {
  std::size_t goals = 0, covered = 0, impossible = 0, open = 0, left_out = 0;
};
/// By kind; kinds without goals are not there.
std::map<generators::GoalKind, GoalCounts> count_goals(const generators::Coverage& coverage);

/// With `lists` also one line for each goal that is not covered.
std::string coverage_text(const generators::Coverage& coverage, bool lists);

} // namespace chaperone::reports
