#include "cli/audit_repair.hpp"

#include "cli/rule_files.hpp"

#include "model/scenarios/scenario_file.hpp"
#include "records/repair/removal_files.hpp"
#include "records/repair/removal_scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::cli {
namespace {

/// Scenarios of one promise.
constexpr std::size_t most_scenarios = 5;

} // namespace

std::optional<std::string> wrong_audit_options(const Settings& settings) {
  const bool has_letters = !settings.letter_template.empty(), has_folder = !settings.output_folder.empty();
  if (has_letters != !settings.addressees.empty() || (has_letters && !has_folder))
    return "--letters, --to and --output go together";
  if (has_folder && !has_letters && !settings.repairs)
    return "--output is for --letters or --repair";
  if (!settings.removed_from.empty() && !settings.repairs)
    return "--from goes with --repair";
  if (settings.repairs && has_letters)
    return "--letters and --repair are for two folders: run one after the other";
  if (settings.repairs && !settings.sql_dialect.empty())
    return "--sql only prints queries: leave out --repair";
  if (settings.repairs && has_folder && settings.has_pseudonyms)
    return "--pseudonyms and --output do not go together with --repair: the files need the ids";
  return std::nullopt;
}

std::vector<OutputFile> repair_files(const Settings& settings, const records::Store& store, const records::Audit& found,
                                     const records::Repair& repair, const std::vector<records::MapEntry>& map) {
  const std::filesystem::path folder(settings.output_folder);
  std::vector<OutputFile> made;
  for (const records::RemovalFile& file : records::removal_files(store, repair, map, settings.data))
    made.push_back({folder / file.name, file.text});
  const std::filesystem::path scenarios = folder / "scenarios";
  const std::string rules = path_from(scenarios.string(), settings.files.front());
  if (!model::is_usable_path(rules))
    return made;
  const model::System& system = store.system();
  for (const model::Scenario& scenario : records::removal_scenarios(store, found, repair, most_scenarios)) {
    const std::string origin = fmt::format("// A broken promise of {}, and steps that mend it. Run it with\n"
                                           "// `chaperone replay RULES THIS_FILE`.\n",
                                           system.name);
    made.push_back(
        {scenarios / (scenario.name + ".chap"), model::write_scenario_file(system, scenario, rules, origin)});
  }
  return made;
}

} // namespace chaperone::cli
