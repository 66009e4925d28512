// The JSON report of `check`; its schema is docs/check.schema.json.
// Covered by tests/generators/check_report_test.cpp and tests/cli/schema_test.cpp.
#pragma once

#include "generators/reports/check_report.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace chaperone::reports {

/// One document for one rule file.
nlohmann::ordered_json check_json(const CheckReport& report);
/// The document for a rule file with mistakes: `errors` and nothing else.
nlohmann::ordered_json errors_json(const std::string& file, const std::vector<model::Diagnostic>& diagnostics,
                                   const model::SourceSet& sources);
/// The document for a rule file that was not read before the command ended: an error that says why.
nlohmann::ordered_json unread_json(const std::string& file, const std::string& why);

/// One warning or error: code, message, file, line and column, and the hint if there is one.
nlohmann::ordered_json diagnostic_json(const model::Diagnostic& diagnostic, const model::SourceSet& sources);
/// Why a scenario failed: code, message, place, and the property that it was to keep.
nlohmann::ordered_json failure_json(const model::System& system, const model::ScenarioFailure& failure);
/// Who does what: rule, args, the sentence and what changed.
nlohmann::ordered_json story_json(const model::System& system, const model::Scenario& scenario,
                                  const model::Replay& replay);

/// As text, indented by two, with a line feed at the end. Bytes that are not UTF-8 are replaced, and what a terminal or
/// a log would obey is escaped as JSON has it.
std::string written(const nlohmann::ordered_json& document);

} // namespace chaperone::reports
