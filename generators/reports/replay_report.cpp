// One section per scenario.
#include "generators/reports/replay_report.hpp"

#include "generators/reports/check_json.hpp"
#include "generators/story/blame.hpp"
#include "generators/story/story.hpp"
#include "generators/story/story_text.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace chaperone::reports {
namespace {

using namespace model;

std::string run_text(const ReplayedRun& run, const Painter& painter, bool is_quiet) {
  const System& system = *run.system;
  const Scenario& scenario = system.scenarios[run.scenario];
  const auto& failure = run.replay.failure;
  std::string text = fmt::format("scenario {}: {}", painter.paint(Style::bold, scenario.name),
                                 failure ? painter.paint(Style::bad, "failed") : painter.paint(Style::good, "passed"));
  if (failure) {
    const std::string place = place_of(system, failure->span);
    text += fmt::format(", {}{}", failure->message, place.empty() ? "" : fmt::format(" ({})", place));
  }
  text += "\n";
  if (is_quiet)
    return text;
  const Story story = tell(system, scenario, run.replay);
  text += "\n" + story_text(story, painter);
  if (failure && failure->property) {
    const Property& broken = system[*failure->property];
    text += blame_text(story, broken, find_blame(system, broken, run.replay), painter);
  }
  return text + "\n";
}

} // namespace

std::size_t ReplayReport::failed() const {
  return static_cast<std::size_t>(
      std::count_if(runs.begin(), runs.end(), [](const ReplayedRun& run) { return run.replay.failure.has_value(); }));
}

std::string replay_text(const ReplayReport& report, const Painter& painter, bool is_quiet) {
  std::string text;
  for (const ReplayedRun& run : report.runs)
    text += run_text(run, painter, is_quiet);
  if (is_quiet || report.runs.empty())
    return text;
  const std::size_t failed = report.failed();
  return text + fmt::format("replayed {} on {}: {}\n", counted(report.runs.size(), "scenario"), visible(report.file),
                            failed == 0 ? "all passed" : fmt::format("{} failed", failed));
}

nlohmann::ordered_json replay_json(const ReplayReport& report) {
  nlohmann::ordered_json document{{"chaperone", CHAPERONE_VERSION}, {"system", report.system}, {"file", report.file}};
  document["scenarios"] = nlohmann::ordered_json::array();
  for (const ReplayedRun& run : report.runs) {
    const Scenario& scenario = run.system->scenarios[run.scenario];
    nlohmann::ordered_json line{{"name", scenario.name},
                                {"file", run.file},
                                {"verdict", run.replay.failure ? "failed" : "passed"},
                                {"scenario", story_json(*run.system, scenario, run.replay)}};
    if (run.replay.failure)
      line["failure"] = failure_json(*run.system, *run.replay.failure);
    document["scenarios"].push_back(std::move(line));
  }
  return document;
}

} // namespace chaperone::reports
