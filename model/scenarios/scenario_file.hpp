// Scenarios as text in the rule language: written so that reading them again
// gives the same scenario. Format: docs/scenarios.md.
// Covered by tests/model/scenario_file_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <string>
#include <string_view>

namespace chaperone::model {

/// A `scenario NAME { … }` block, ending in a line feed. Names every individual of the population in its order
/// (by an `expect` where nothing else names one), so that reading it gives equal indices.
std::string write_scenario(const System& system, const Scenario& scenario);

/// Can a `use` name this path? The language has no escapes in texts.
bool is_usable_path(std::string_view path);

/// A file that `use`s the rules at `rules_path` and holds that scenario. `origin` says where it comes from, as lines of
/// a comment; without one it is a counterexample that `check` found.
std::string write_scenario_file(const System& system, const Scenario& scenario, const std::string& rules_path,
                                const std::string& origin = {});

/// A name made from the property and the scenario's shape: `child_meets_stranger_3_5f2a91`. Renaming
/// individuals does not change it.
std::string scenario_name(const System& system, const Scenario& scenario, const std::string& property);

} // namespace chaperone::model
