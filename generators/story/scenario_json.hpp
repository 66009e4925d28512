// Scenarios as JSON: in the report of `check`, beside each saved scenario file, and read
// back by `replay`. Format: docs/usage.md, "JSON".
// Covered by tests/generators/scenario_json_test.cpp (round trip).
#pragma once

#include "generators/story/facts.hpp"
#include "generators/story/json_mistake.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <variant>

namespace chaperone::reports {

/// `["parent", "Ann", "Bea"]`, or for a function's value `["owner", "Group1", "=", "Ann"]`.
nlohmann::ordered_json given_json(const Cast& cast, const model::Given& given);
/// A step's `rule` and `args`.
nlohmann::ordered_json action_json(const Cast& cast, const model::Action& action);

/// `given` and `steps`, as in the report of `check`; steps that expect an outcome say so.
nlohmann::ordered_json scenario_json(const model::System& system, const model::Scenario& scenario);

/// The same with `chaperone`, `name`, `rules`, `population` and `keeps`: all that is needed to read it again.
nlohmann::ordered_json saved_scenario_json(const model::System& system, const model::Scenario& scenario,
                                           const std::string& rules_path);

/// Reads what saved_scenario_json() wrote, or the tests of a suite that `generate --to json` wrote, as runs of
/// `system`, whatever `rules` it names. The result is `system` with only those scenarios. A test of a suite expects
/// what it says of outcomes and of what each step changes, and its formulas. Never throws for any text.
std::variant<model::System, JsonMistake> read_scenarios_json(const model::System& system, const std::string& text);

/// The path of the rules that a saved scenario names, if it is one and names any.
std::optional<std::string> rules_of_saved_json(const std::string& text);

} // namespace chaperone::reports
