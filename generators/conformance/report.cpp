// Findings first, then what is undecided, then the counts.
#include "generators/conformance/report.hpp"

#include "generators/conformance/finding_text.hpp"
#include "generators/story/scenario_json.hpp"
#include "model/printer.hpp"
#include "model/scenario_file.hpp"
#include "model/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace chaperone::conformance {
namespace {

using namespace model;
using Json = nlohmann::ordered_json;
using reports::Painter;
using reports::Style;

struct Counts {
  std::size_t conform = 0, differ = 0, undecided = 0;
};

Counts counts_of(const Answer& answer) {
  Counts counts;
  for (const TrialAnswer& trial : answer.trials)
    ++(trial.conforms() ? counts.conform : trial.differs() ? counts.differ : counts.undecided);
  return counts;
}

std::string undecided_text(const TrialAnswer& answer, const Painter& painter) {
  const std::size_t steps = answer.run ? answer.run->steps.size() : 0;
  const std::string where = steps > 0 ? fmt::format(" after {}", reports::counted(steps, "step")) : "";
  return fmt::format("{}: {}{}, the adapter {}\n", painter.paint(Style::bold, answer.trial.name),
                     painter.paint(Style::doubtful, "undecided"), where,
                     answer.failure ? answer.failure->message : "was not asked");
}

/// Rules that were not tried at all, that were always refused, or always allowed though something can refuse them.
std::string untried_text(const Report& report) {
  std::vector<std::string> not_tried, never_allowed, never_refused;
  for (std::size_t r = 0; r < report.system->rules.size(); ++r) {
    const Rule& rule = report.system->rules[r];
    const RuleCount& count = report.answer->rules[r];
    if (count.allowed + count.refused == 0)
      not_tried.push_back(rule.name);
    else if (count.allowed == 0)
      never_allowed.push_back(rule.name);
    else if (count.refused == 0 && !rule.requirements.empty())
      never_refused.push_back(rule.name);
  }
  std::string text;
  if (!report.answer->not_shown.empty())
    text += fmt::format("  not shown by the service, and so not compared: {}\n", list_names(report.answer->not_shown));
  if (!not_tried.empty() && not_tried.size() < report.system->rules.size())
    text += fmt::format("  not tried: {}\n", list_names(not_tried));
  else if (!not_tried.empty())
    text += "  no rule was tried\n";
  if (!never_allowed.empty())
    text += fmt::format("  never allowed: {}\n", list_names(never_allowed));
  if (!never_refused.empty())
    text += fmt::format("  never refused: {}\n", list_names(never_refused));
  return text;
}

std::string summary(const Report& report, const Painter& painter) {
  const Answer& answer = *report.answer;
  const Counts counts = counts_of(answer);
  std::vector<std::string> words;
  if (counts.conform > 0)
    words.push_back(fmt::format("{} as the rules have it", counts.conform));
  if (counts.differ > 0)
    words.push_back(fmt::format("{} {}", counts.differ, counts.differ == 1 ? "differs" : "differ"));
  if (counts.undecided > 0)
    words.push_back(fmt::format("{} undecided", counts.undecided));
  std::string text = fmt::format("{}{}{}", reports::counted(answer.trials.size(), "scenario"),
                                 words.empty() ? "" : ": ", fmt::join(words, ", "));
  if (answer.races > 0)
    text += fmt::format("; {}", reports::counted(answer.races, "race"));
  text += fmt::format("; {} on the service ({:.2f} s, {:.2f} s of them waiting for it)\n",
                      reports::counted(answer.steps, "step"), answer.seconds, answer.waited);
  if (report.was_interrupted)
    text += "interrupted\n";
  const std::string verdict = !answer.findings.empty() ? painter.paint(Style::bad, "does not conform")
                              : answer.is_undecided()  ? painter.paint(Style::doubtful, "undecided")
                              : answer.is_empty()      ? painter.paint(Style::doubtful, "nothing was run")
                                                       : painter.paint(Style::good, "conforms");
  return text + untried_text(report) + verdict + "\n";
}

const char* verdict_of(const TrialAnswer& answer) {
  return answer.conforms() ? "conforms" : answer.differs() ? "differs" : "undecided";
}

Json trial_json(const TrialAnswer& answer) {
  Json line{{"name", answer.trial.name}};
  if (!answer.trial.file.empty())
    line["file"] = answer.trial.file;
  line["verdict"] = verdict_of(answer);
  line["steps"] = answer.run ? answer.run->steps.size() : 0;
  if (answer.failure)
    line["failure"] = Json{{"code", word_for(answer.failure->kind)}, {"message", answer.failure->message}};
  return line;
}

Json finding_json(const Report& report, const Finding& finding) {
  const System& system = *report.system;
  const Run& run = finding.run;
  Json line{{"kind", word_for(run.difference->kind)},
            {"message", fmt::format("the service {}", sentence_for(run.difference->kind))},
            {"rule", system[run.steps.back().action.rule].name}};
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

double rounded(double seconds) {
  return std::round(seconds * 1000) / 1000;
}

} // namespace

const char* sentence_for(Kind kind) {
  switch (kind) {
  case Kind::allows:
    return "allows what the rules refuse";
  case Kind::refuses:
    return "refuses what the rules allow";
  case Kind::other:
    return "does something else than the rules say";
  case Kind::promise:
    return "breaks a promise, and so do the rules";
  case Kind::race:
    return "does at once what neither order allows";
  }
  return "";
}

Scenario saved_form(const Finding& finding) {
  const System& system = *finding.trial.system;
  const Difference& difference = *finding.run.difference;
  Trial trial = finding.trial;
  trial.keeps = difference.broken;
  Scenario scenario = scenario_of(trial, &finding.run);
  scenario.name = scenario_name(
      system, scenario,
      fmt::format("service_{}_{}", word_for(difference.kind), system[finding.run.steps.back().action.rule].name));
  scenario.doc = fmt::format("The service {}{}.", sentence_for(difference.kind),
                             difference.kind == Kind::race ? ": the last two steps" : "");
  return scenario;
}

std::string conform_text(const Report& report, const Painter& painter, bool is_quiet) {
  const Answer& answer = *report.answer;
  std::string text;
  if (!is_quiet)
    text = fmt::format("{}  {}  on  {}\n\n", painter.paint(Style::bold, report.system->name), visible(report.file),
                       visible(report.command));
  for (const Finding& finding : answer.findings)
    text +=
        is_quiet ? headline(*report.system, finding, painter) : finding_text(*report.system, finding, painter) + "\n";
  for (const TrialAnswer& trial : answer.trials)
    if (!trial.conforms() && !trial.differs())
      text += undecided_text(trial, painter);
  return is_quiet ? text : text + summary(report, painter);
}

Json conform_json(const Report& report) {
  const Answer& answer = *report.answer;
  const Counts counts = counts_of(answer);
  Json document{{"chaperone", CHAPERONE_VERSION},
                {"system", report.system->name},
                {"file", report.file},
                {"driver", report.command},
                {"verdict", !answer.findings.empty() ? "differs"
                            : answer.is_undecided()  ? "undecided"
                            : answer.is_empty()      ? "nothing_run"
                                                     : "conforms"}};
  document["counts"] = {{"conform", counts.conform}, {"differ", counts.differ}, {"undecided", counts.undecided}};
  if (report.settings->walks > 0 || report.settings->races)
    document["seed"] = report.settings->seed;
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
  document["steps"] = answer.steps;
  if (report.was_interrupted)
    document["interrupted"] = true;
  document["seconds"] = rounded(answer.seconds);
  document["waited"] = rounded(answer.waited);
  return document;
}

} // namespace chaperone::conformance
