// Counterexamples in a folder: written once under a name made from their shape, and
// replayed by every later check. Format: docs/scenarios.md. Covered by tests/cli/save_test.cpp.
#pragma once

#include "cli/console.hpp"

#include "generators/reports/check_report.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace chaperone::cli {

/// What is saved of a counterexample: its start and its steps with their outcomes left open, ending in `keeps
/// PROPERTY`.
model::Scenario saved_form(const model::System& system, model::PropertyId property, const model::Scenario& scenario);

/// Can a scenario file in `folder` name these rules? Else that is said. To be asked before anything is searched for.
bool can_save(const std::string& rules, const std::string& folder, Console& console);

/// Replays the scenarios in `folder` (none if it is not there) on today's rules. One that was found on other rules than
/// `rules` and does not fit these is left out, with a message. Nothing where one of their own does not fit any more;
/// that has been shown then.
std::optional<std::vector<reports::SavedReplay>> replay_saved(const model::System& system, const std::string& rules,
                                                              const std::string& folder, Console& console);

/// Saves one scenario of `rules` in `folder`, as NAME.chap and NAME.json, and says so. `origin` as for
/// model::write_scenario_file(). False where a file could not be written; that has been said then.
/// `more` are members of the JSON beside those that a scenario has.
bool save_scenario(const model::System& system, const model::Scenario& scenario, const std::string& rules,
                   const std::string& folder, const std::string& origin, Console& console,
                   const nlohmann::ordered_json& more = {});

/// Saves the counterexample of every violated property as NAME.chap and NAME.json and says so. False where a file
/// could not be written; that has been said then, and nothing more is tried.
bool save_counterexamples(const reports::CheckReport& report, const std::string& folder, Console& console);

} // namespace chaperone::cli
