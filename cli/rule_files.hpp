// Reading rule files and scenario operands for a command, with what is wrong in them
// shown on standard error. Covered by tests/cli/save_test.cpp and tests/golden/.
#pragma once

#include "cli/console.hpp"

#include "model/resolve/front_end.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chaperone::cli {

/// Shows every diagnostic, in order, on standard error; warnings only if asked for.
void show(const std::vector<model::Diagnostic>& diagnostics, const model::SourceSet& sources, Console& console,
          bool shows_warnings = true);

/// The rule file that an operand names: `-` is standard input, which is called `<stdin>`.
std::string rule_file(const std::string& operand);
/// Reads files, and under its name standard input, which is kept: it can be read more than once.
model::FileReader rule_reader();

/// Reads a rule file and shows its diagnostics. Without a system there were errors: exit 2.
model::Loaded load_rules(const std::string& path, Console& console, bool shows_warnings = true,
                         const std::vector<std::string>& allowed = {}, const model::FileReader& reader = rule_reader(),
                         model::Purpose purpose = model::Purpose::check);
/// Takes away the warnings whose codes are allowed, or stand in a comment `// allow: CODE, CODE` of one of the files.
void drop_allowed(std::vector<model::Diagnostic>& diagnostics, const model::SourceSet& sources,
                  const std::vector<std::string>& allowed);

/// The rule file as seen from the folder, so that both can be moved together.
std::string path_from(const std::string& folder, const std::string& rules);

/// A scenario that an operand stands for. `system` holds only the scenarios that were read with it, and has the spans'
/// sources.
struct NamedScenario {
  std::string file; ///< where it was read from
  std::shared_ptr<const model::System> system;
  std::size_t index = 0; ///< into system->scenarios
  const model::Scenario& scenario() const { return system->scenarios[index]; }
};

/// What came of reading one scenario file on a system.
struct ScenarioFile {
  std::vector<NamedScenario> scenarios;
  bool fits = true;     ///< false: it cannot be read, or names what the system does not have
  bool was_read = true; ///< false: there is nothing to read, or not as a file
  std::string messages; ///< warnings, or why it does not fit; ready to be shown
};

/// Reads a `.chap` or `.json` file of scenarios as runs of `system`.
ScenarioFile read_scenario_file(const model::System& system, const std::string& file, bool has_color);

/// The scenario files of a folder, in the order of their names; of a pair NAME.chap and NAME.json only the first.
std::vector<std::string> scenario_files(const std::string& folder);

/// Does the scenario file `use` these rules (or a file that they are part of)?
bool was_made_for(const std::string& scenario_file, const std::string& rules);

/// The scenarios that `operands` stand for, run on `system`: a `.chap` or `.json` file, a folder of them, or the name
/// of a scenario block of `system`. Nothing where one of them cannot be read or does not fit; that has been shown then.
std::optional<std::vector<NamedScenario>> load_scenarios(const model::System& system,
                                                         std::span<const std::string> operands, Console& console);

} // namespace chaperone::cli
