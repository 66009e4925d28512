// Tests from a suite that covers goals. Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/coverage.hpp"
#include "generators/suite/suite.hpp"

#include <vector>

namespace chaperone::generators::suite {

/// For each violation a test that the promise holds; then one exact test for each scenario, named by the first goal
/// that is its own; its story says what it is there for. They point into `coverage`.
std::vector<TestCase> cases_of(const Coverage& coverage);

} // namespace chaperone::generators::suite
