// The formats of CI systems, told in the way that each of them reads.
// Covered by tests/cli/ci_test.cpp.
#pragma once

#include "cli/console.hpp"
#include "cli/settings.hpp"

#include "generators/reports/ci_cases.hpp"

#include <vector>

namespace chaperone::cli {

/// Is it one of the formats of CI systems?
bool is_for_ci(Format format);

/// Writes the cases to standard output. For GitHub the summary goes to the file that GITHUB_STEP_SUMMARY names, if it
/// is set, and else behind the annotations.
void tell_ci(Format format, const std::vector<reports::CiCase>& cases, Console& console);

} // namespace chaperone::cli
