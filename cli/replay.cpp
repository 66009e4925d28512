// chaperone replay FILE SCENARIO…: saved scenarios on today's rules, without a solver.
#include "cli/ci.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/rule_files.hpp"

#include "generators/reports/check_json.hpp"
#include "generators/reports/replay_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace chaperone::cli {

int run_replay(const Settings& settings, Console& console) {
  const std::string& file = settings.files.front();
  const model::Loaded loaded = load_rules(file, console, !settings.is_quiet, settings.allowed);
  if (!loaded.system)
    return bad_input;
  const auto scenarios = load_scenarios(*loaded.system, settings.scenarios, console);
  if (!scenarios)
    return bad_input;
  if (scenarios->empty())
    complain(console, "there is no scenario to replay");

  reports::ReplayReport report{loaded.system->name, file, {}};
  for (const NamedScenario& named : *scenarios)
    report.runs.push_back({named.file, named.system, named.index, model::replay(*named.system, named.scenario())});
  if (is_for_ci(settings.format))
    tell_ci(settings.format, reports::ci_cases(report), console);
  else if (settings.format == Format::json)
    console.out_document(reports::written(reports::replay_json(report)));
  else
    console.out(reports::replay_text(report, reports::Painter(console.has_color_out()), settings.is_quiet));
  if (scenarios->empty())
    return bad_input;
  return report.failed() > 0 ? finding : all_well;
}

} // namespace chaperone::cli
