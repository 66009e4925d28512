// The same report for programs.
#include "generators/conformance/finding_text.hpp"
#include "generators/conformance/report.hpp"
#include "generators/conformance/verdict_text.hpp"
#include "generators/story/scenario_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace chaperone::conformance {
namespace {

using namespace model;
using Json = nlohmann::ordered_json;

double rounded(double seconds) {
  return std::round(seconds * 1000) / 1000;
}

Json trial_json(const TrialAnswer& answer) {
  Json line{{"name", answer.trial.name}};
  if (!answer.trial.file.empty())
    line["file"] = answer.trial.file;
  line["verdict"] = answer.conforms() ? "conforms" : answer.differs() ? "differs" : "undecided";
  line["steps"] = answer.run ? answer.run->steps.size() : 0;
  if (answer.is_undecided() && answer.has_own_steps())
    line["scenario"] = reports::scenario_json(*answer.trial.system, scenario_of(answer.trial));
  if (answer.failure)
    line["failure"] = Json{{"code", word_for(answer.failure->kind)}, {"message", answer.failure->message}};
  return line;
}

Json finding_json(const Report& report, const Finding& finding) {
  const System& system = *report.system;
  const Run& run = finding.run;
  Json line{{"kind", word_for(run.difference->kind)},
            {"message", fmt::format("the service {}", in_words(*run.difference))},
            {"rule", system[run.steps.back().action.rule].name}};
  if (finding.was_looked_at_again || run.difference->is_at_first)
    line["lasts"] = run.difference->is_at_first ? "at_first" : "for_good";
  if (const auto& passed = run.steps.back().passed)
    line["lasted"] = rounded(static_cast<double>(passed->lasted.count()) / 1000);
  line["breaks"] = Json::array();
  for (const PropertyId id : run.difference->broken)
    line["breaks"].push_back(system[id].name);
  line["found_in"] = finding.found_in;
  const Scenario scenario = saved_form(finding);
  line["name"] = scenario.name;
  line["scenario"] = reports::scenario_json(system, scenario);
  line["sides"] = Json::array();
  for (const Side& side : sides_of(finding))
    line["sides"].push_back({{"side", side.name}, {"lines", side.lines}});
  line["seen"] = Json::array();
  for (const SeenStep& step : run.steps)
    line["seen"].push_back(
        {{"outcome", step.seen.outcome == Outcome::allowed ? "allowed" : "refused"}, {"reason", step.seen.reason}});
  line["runs_to_shrink"] = finding.attempts;
  return line;
}

Json accepted_json(const Report& report) {
  Json list = Json::array();
  for (std::size_t at = 0; at < report.settings->accepted.size(); ++at) {
    const Deviation& deviation = report.settings->accepted[at];
    const AcceptedCount& count = report.answer->accepted[at];
    Json line{{"name", deviation.trial.name}, {"file", deviation.file}};
    line.update(deviation_json(deviation.shape));
    line["seen"] = count.seen;
    line["gone"] = count.is_gone;
    list.push_back(std::move(line));
  }
  return list;
}

Json goals_json(const Report& report) {
  Json list = Json::array();
  for (const GoalCount& goal : report.goals)
    list.push_back({{"goal", goal.name},
                    {"covered", goal.covered},
                    {"impossible", goal.impossible},
                    {"left_out", goal.left_out},
                    {"undecided", goal.undecided}});
  return list;
}

} // namespace

Json conform_json(const Report& report) {
  const Answer& answer = *report.answer;
  const Counts counts = counts_of(answer);
  Json document{{"chaperone", CHAPERONE_VERSION},
                {"system", report.system->name},
                {"file", report.file},
                {"driver", report.command},
                {"verdict", verdict_of(answer)}};
  document["counts"] = {{"conform", counts.conform}, {"differ", counts.differ}, {"undecided", counts.undecided}};
  if (report.settings->walks > 0 || report.settings->races)
    document["seed"] = report.settings->seed;
  if (report.is_empty_shard)
    document["empty_shard"] = true;
  if (!report.goals.empty())
    document["goals"] = goals_json(report);
  document["walks"] = {{"asked", report.settings->walks},
                       {"taken", count_of(answer, Trial::Origin::walk)},
                       {"steps_each", report.settings->steps_per_walk}};
  if (!report.settings->accepted.empty())
    document["accepted"] = accepted_json(report);
  document["findings"] = Json::array();
  for (const Finding& finding : answer.findings)
    document["findings"].push_back(finding_json(report, finding));
  document["scenarios"] = Json::array();
  for (const TrialAnswer& trial : answer.trials)
    document["scenarios"].push_back(trial_json(trial));
  document["rules"] = Json::array();
  for (std::size_t r = 0; r < report.system->rules.size(); ++r)
    document["rules"].push_back({{"name", report.system->rules[r].name},
                                 {"allowed", answer.rules[r].allowed},
                                 {"refused", answer.rules[r].refused}});
  if (!answer.not_shown.empty())
    document["not_shown"] = answer.not_shown;
  document["races"] = answer.races;
  document["raced"] = Json::array();
  for (const RacedRules& each : answer.raced)
    document["raced"].push_back(
        {{"rules", {(*report.system)[each.first].name, (*report.system)[each.second].name}}, {"races", each.races}});
  if (answer.races_left_out > 0)
    document["races_left_out"] = answer.races_left_out;
  document["steps"] = answer.steps;
  if (report.was_interrupted)
    document["interrupted"] = true;
  document["seconds"] = rounded(answer.seconds);
  document["waited"] = rounded(answer.waited);
  return document;
}

} // namespace chaperone::conformance
