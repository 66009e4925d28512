// A run to where two rule files differ: the way there, and the step that differs with
// what either side makes of it, side by side. Covered by tests/generators/diff_report_test.cpp.
#pragma once

#include "generators/differences/diff_report.hpp"

#include <optional>
#include <string>

namespace chaperone::differences {

/// `refusing`: the rule of the side whose run it is not, where it has one. `both_take`: it takes the step as well.
std::string story_to_difference(const DiffReport& report, const solver::comparison::Shown& shown,
                                const std::optional<model::RuleId>& refusing, bool both_take,
                                const reports::Painter& painter);
/// The run, and the step of it that the new rules refuse.
std::string story_of_lost(const DiffReport& report, const LostRun& run, const reports::Painter& painter);

} // namespace chaperone::differences
