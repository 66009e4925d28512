// What a run of `conform` may say: of what was run, and of nothing else.
// Covered by tests/conformance/conform_test.cpp.
#pragma once

#include "generators/conformance/report.hpp"

#include <cstddef>
#include <string>

namespace chaperone::conformance {

struct Counts {
  std::size_t conform = 0, differ = 0, undecided = 0;
};
/// Of scenarios and walks.
Counts counts_of(const Answer& answer);
std::size_t count_of(const Answer& answer, Trial::Origin origin);

/// "conforms", "differs", "undecided" or "nothing_run".
const char* verdict_of(const Answer& answer);

/// The last lines of the report: "conforms in all 98 scenarios of 6 goals".
std::string verdict_text(const Report& report, const reports::Painter& painter);

} // namespace chaperone::conformance
