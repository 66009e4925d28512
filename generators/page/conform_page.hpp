// The page of `conform`: what a service does otherwise than its rules, side by side.
// Covered by tests/cli/report_test.cpp and, in a browser, tests/report/.
#pragma once

#include "generators/conformance/report.hpp"

#include <string>

namespace chaperone::page {

/// It holds no times, but what the service answered.
std::string conform_page(const conformance::Report& report);

} // namespace chaperone::page
