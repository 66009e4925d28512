// The text report of `check`. Covered by tests/generators/check_report_test.cpp and tests/golden/.
#pragma once

#include "generators/reports/check_report.hpp"
#include "generators/story/text.hpp"

#include <string>

namespace chaperone::reports {

/// A verdict per property with its story, the scenarios, conflicts, and a summary line. If quiet, the verdict lines
/// alone.
std::string check_text(const CheckReport& report, const Painter& painter, bool is_quiet);

} // namespace chaperone::reports
