// Counterexamples in a folder: written once under a name made from their shape, and
// replayed by every later check. Format: docs/scenarios.md. Covered by tests/cli/save_test.cpp.
#pragma once

#include "cli/console.hpp"

#include "generators/reports/check_report.hpp"

#include <string>
#include <vector>

namespace chaperone::cli {

/// What is saved of a counterexample: its start and its steps with their outcomes left open, ending in `keeps
/// PROPERTY`.
model::Scenario saved_form(const model::System& system, model::PropertyId property, const model::Scenario& scenario);

/// Replays every scenario in `folder` (none if it is not there) on today's rules. Nothing where one of them does not
/// fit; that has been shown then.
std::optional<std::vector<reports::SavedReplay>> replay_saved(const model::System& system, const std::string& folder,
                                                              Console& console);

/// Saves the counterexample of every violated property as NAME.chap and NAME.json and says so. False where a file
/// could not be written; that has been said then.
bool save_counterexamples(const reports::CheckReport& report, const std::string& folder, Console& console);

} // namespace chaperone::cli
