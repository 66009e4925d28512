// The page of `generate`: what a suite covers, and each of its scenarios.
// Covered by tests/cli/report_test.cpp and, in a browser, tests/report/.
#pragma once

#include "generators/suite/suite.hpp"

#include <string>

namespace chaperone::page {

/// At most 2 MB: pictures, and then the stories' steps, are left out where it would be larger, and that is said.
std::string suite_page(const generators::suite::TestSuite& suite);

} // namespace chaperone::page
