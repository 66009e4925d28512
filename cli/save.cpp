// Saving and replaying what was saved.
#include "cli/save.hpp"

#include "cli/output_file.hpp"
#include "cli/rule_files.hpp"

#include "generators/reports/check_json.hpp"
#include "generators/story/scenario_json.hpp"
#include "generators/story/story.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;

bool save(const fs::path& path, const std::string& text, Console& console) {
  std::string mistake;
  const auto written = write_file(path, text, mistake);
  if (!written)
    complain(console, mistake);
  else if (*written != Written::unchanged)
    console.error(fmt::format("saved {}\n", model::visible(path.string())));
  return written.has_value();
}

} // namespace

model::Scenario saved_form(const model::System& system, model::PropertyId property, const model::Scenario& scenario) {
  model::Scenario result = reports::bare(scenario);
  result.items.emplace_back(model::ScenarioKeeps{{property}, {}});
  result.name = model::scenario_name(system, scenario, system[property].name);
  result.doc = system[property].doc;
  return result;
}

bool can_save(const std::string& rules, const std::string& folder, Console& console) {
  const std::string path = path_from(folder, rules);
  if (model::is_usable_path(path))
    return true;
  complain(
      console,
      fmt::format("nothing can be saved in {}: a scenario file there would have to `use` {}, and a path in the rule "
                  "language holds no `\"`, no line end and no other control character; rename the file or folder",
                  folder, path));
  return false;
}

std::optional<std::vector<reports::SavedReplay>> replay_saved(const model::System& system, const std::string& rules,
                                                              const std::string& folder, Console& console) {
  std::vector<reports::SavedReplay> replays;
  bool is_fine = true;
  for (const std::string& file : scenario_files(folder)) {
    const ScenarioFile read = read_scenario_file(system, file, console.has_color_error());
    if (!read.fits && read.was_read && !was_made_for(file, rules)) {
      console.error(fmt::format("left out {}: it was found on other rules and does not fit {}\n", model::visible(file),
                                model::visible(rules)));
      continue;
    }
    if (!read.messages.empty())
      console.error(read.messages);
    is_fine = is_fine && read.fits;
    for (const NamedScenario& saved : read.scenarios)
      replays.push_back(
          {saved.scenario().name, saved.file, saved.system, model::replay(*saved.system, saved.scenario()).failure});
  }
  return is_fine ? std::optional(std::move(replays)) : std::nullopt;
}

bool save_scenario(const model::System& system, const model::Scenario& scenario, const std::string& rules,
                   const std::string& folder, const std::string& origin, Console& console,
                   const nlohmann::ordered_json& more) {
  const std::string path = path_from(folder, rules);
  const fs::path stem = fs::path(folder) / scenario.name;
  auto json = reports::saved_scenario_json(system, scenario, path);
  if (more.is_object())
    json.update(more);
  return save(stem.string() + ".chap", model::write_scenario_file(system, scenario, path, origin), console) &&
         save(stem.string() + ".json", reports::written(json), console);
}

bool save_counterexamples(const reports::CheckReport& report, const std::string& folder, Console& console) {
  for (const solver::PropertyAnswer& answer : report.result->properties) {
    const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
    if (shown == nullptr || (*report.system)[answer.property].kind == model::PropertyKind::possible)
      continue;
    const model::Scenario scenario = saved_form(*report.system, answer.property, shown->scenario);
    if (!save_scenario(*report.system, scenario, report.file, folder, "", console))
      return false;
  }
  return true;
}

} // namespace chaperone::cli
