// The page of `diff`.
// Covered by tests/cli/report_test.cpp and, in a browser, tests/report/.
#pragma once

#include "generators/differences/diff_report.hpp"

#include <string>

namespace chaperone::page {

/// What the new rules newly allow and refuse, each with the run that shows it. It holds no times.
std::string diff_page(const differences::DiffReport& report);

} // namespace chaperone::page
