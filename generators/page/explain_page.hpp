// The page of `explain`: on which lines each promise rests, and what each line prevents.
// Covered by tests/cli/report_test.cpp and, in a browser, tests/report/.
#pragma once

#include "generators/explanations/explain_report.hpp"

#include <string>

namespace chaperone::page {

/// It holds no times.
std::string explain_page(const explanations::ExplainReport& report);

} // namespace chaperone::page
