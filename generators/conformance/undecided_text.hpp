// What could not be run to its end, as text: once for each reason; of walks and races with their
// steps, which stand in no file. Covered by tests/conformance/failures_test.cpp.
#pragma once

#include "generators/conformance/report.hpp"

#include <string>

namespace chaperone::conformance {

/// Of Answer::trials.
std::string undecided_text(const Answer& answer, const reports::Painter& painter, bool is_quiet);

} // namespace chaperone::conformance
