// See ci_cases.hpp.
#include "generators/reports/ci_cases.hpp"

#include "generators/conformance/report.hpp"
#include "generators/reports/check_text.hpp"
#include "generators/reports/story.hpp"
#include "generators/reports/text.hpp"
#include "model/scenario_file.hpp"

#include <fmt/format.h>

namespace chaperone::reports {

using namespace model;

namespace {

CiPlace place_in(const SourceSet* sources, Span span) {
  if (sources == nullptr || span.begin == span.end || span.file.index >= sources->size())
    return {};
  const auto location = sources->locate(span);
  return {sources->file(span.file).path(), location.line, location.column};
}

std::vector<CiStep> steps_of(const System& system, const Scenario& scenario) {
  const Scenario run = bare(scenario);
  const Story story = tell(system, run, replay(system, run));
  std::vector<CiStep> result;
  for (const StoryStep& step : story.steps) {
    const Rule& rule = system[step.action.rule];
    CiStep& told = result.emplace_back();
    told.sentence = step.sentence + (step.outcome == Outcome::refused ? ": refused (" + step.refusal + ")" : "");
    told.rule = place_in(system.sources.get(), rule.span);
    for (std::size_t i = 0; i < step.action.args.size(); ++i) {
      const SortId sort = system[rule.parameters[i]].sort;
      if (system[sort].is_enum)
        continue;
      std::visit(overload{
                     [&](std::uint32_t index) { told.who.push_back(name_of(story.cast(), sort, index)); },
                     [&](const std::vector<std::uint32_t>& set) {
                       for (const std::uint32_t index : set)
                         told.who.push_back(name_of(story.cast(), sort, index));
                     },
                 },
                 step.action.args[i]);
    }
  }
  return result;
}

/// The report on one property alone, as `check` tells it.
std::string told_alone(const CheckReport& report, const solver::PropertyAnswer& answer) {
  solver::CheckResult alone;
  alone.properties.push_back(answer);
  CheckReport part = report;
  part.result = &alone;
  part.saved.clear();
  return check_text(part, Painter(false), false);
}

CiCase case_of(const CheckReport& report, const solver::PropertyAnswer& answer, bool accepts_bounded) {
  const System& system = *report.system;
  const Property& property = system[answer.property];
  const Finding finding = finding_of(property, answer.verdict);
  CiCase result;
  result.suite = system.name;
  result.name = property.name;
  result.place = place_in(system.sources.get(), property.span);
  result.seconds = answer.seconds;
  result.message = fmt::format("{} {}: {}", word_for(property.kind), property.name, word_for(finding));
  if (const auto* shown = std::get_if<solver::Shown>(&answer.verdict)) {
    result.message += " in " + counted(shown->steps, "step");
    result.steps = steps_of(system, shown->scenario);
    result.fingerprint = scenario_name(system, shown->scenario, property.name);
  } else {
    result.fingerprint = fmt::format("{}:{}", property.name, word_for(finding));
  }
  switch (finding) {
  case Finding::violated:
  case Finding::impossible:
    result.outcome = CiOutcome::failed;
    result.details = told_alone(report, answer);
    break;
  case Finding::proved:
  case Finding::witnessed:
    break;
  case Finding::bounded:
    result.outcome = accepts_bounded ? CiOutcome::passed : CiOutcome::undecided;
    result.details = told_alone(report, answer);
    break;
  case Finding::unknown:
    result.outcome = CiOutcome::undecided;
    result.details = told_alone(report, answer);
    break;
  }
  return result;
}

CiCase case_of(const std::string& suite, const std::string& name, const std::optional<ScenarioFailure>& failure,
               const System& system, const Scenario* scenario) {
  CiCase result;
  result.suite = suite;
  result.name = name;
  result.fingerprint = "scenario:" + name;
  result.message = fmt::format("scenario {}: {}", name, failure ? "failed, " + failure->message : "passed");
  if (scenario) {
    result.place = place_in(system.sources.get(), scenario->span);
    result.steps = steps_of(system, *scenario);
  }
  if (failure) {
    result.outcome = CiOutcome::failed;
    result.details = result.message;
    if (const CiPlace place = place_in(system.sources.get(), failure->span); !place.file.empty())
      result.place = place;
  }
  return result;
}

CiCase case_of(const std::string& suite, const Diagnostic& diagnostic, const SourceSet& sources) {
  CiCase result;
  result.suite = suite;
  result.name = diagnostic.code;
  result.outcome = diagnostic.severity == Severity::error ? CiOutcome::mistake : CiOutcome::warning;
  result.message = diagnostic.message;
  result.details = render(diagnostic, sources, false);
  result.place = place_in(&sources, diagnostic.span);
  result.fingerprint = diagnostic.code + ":" + diagnostic.message;
  return result;
}

} // namespace

std::vector<CiCase> ci_cases(const CheckReport& report, bool accepts_bounded) {
  const System& system = *report.system;
  std::vector<CiCase> result;
  for (const SavedReplay& saved : report.saved) {
    result.push_back(case_of(system.name, saved.name, saved.failure, *saved.system, nullptr));
    if (result.back().place.file.empty())
      result.back().place = {saved.file, 1, 1};
  }
  for (const solver::PropertyAnswer& answer : report.result->properties)
    result.push_back(case_of(report, answer, accepts_bounded));
  for (const solver::ScenarioAnswer& answer : report.result->scenarios) {
    const Scenario& scenario = system.scenarios[answer.scenario];
    result.push_back(case_of(system.name, scenario.name, answer.replay.failure, system, &scenario));
  }
  for (const solver::ConflictFound& conflict : report.result->conflicts) {
    CiCase& found = result.emplace_back();
    found.suite = system.name;
    found.name = found.fingerprint = "conflict:" + system[conflict.rule].name;
    found.outcome = CiOutcome::warning;
    found.message = "conflict in " + system[conflict.rule].name;
    found.place = place_in(system.sources.get(), system[conflict.rule].span);
    found.steps = steps_of(system, conflict.scenario);
  }
  for (const Diagnostic& warning : all_warnings(report))
    result.push_back(case_of(system.name, warning, *system.sources));
  return result;
}

std::vector<CiCase> ci_cases(const ReplayReport& report) {
  std::vector<CiCase> result;
  for (const ReplayedRun& run : report.runs) {
    const Scenario& scenario = run.system->scenarios[run.scenario];
    result.push_back(case_of(report.system, scenario.name, run.replay.failure, *run.system, &scenario));
    if (result.back().place.file.empty())
      result.back().place = {run.file, 1, 1};
  }
  return result;
}

std::vector<CiCase> ci_cases(const std::string& suite, const conformance::Answer& answer) {
  std::vector<CiCase> result;
  for (const conformance::TrialAnswer& it : answer.trials) {
    CiCase& tried = result.emplace_back();
    tried.suite = suite;
    tried.name = it.trial.name;
    tried.fingerprint = "trial:" + it.trial.name;
    tried.message = it.trial.name + ": the service conforms";
    if (!it.trial.file.empty())
      tried.place = {it.trial.file, 1, 1};
    if (it.differs()) {
      tried.outcome = CiOutcome::failed;
      tried.message =
          fmt::format("{}: the service {}", it.trial.name, conformance::sentence_for(it.run->difference->kind));
    } else if (!it.conforms()) {
      tried.outcome = CiOutcome::undecided;
      tried.message = it.trial.name + (it.failure ? ": " + it.failure->message : ": was not tried");
    }
  }
  for (const conformance::Finding& it : answer.findings) {
    const System& system = *it.trial.system;
    CiCase& found = result.emplace_back();
    found.suite = suite;
    found.name = "finding in " + it.trial.name;
    found.outcome = CiOutcome::failed;
    found.message = fmt::format("the service {}", conformance::sentence_for(it.run.difference->kind));
    const Scenario scenario = conformance::scenario_of(it.trial);
    found.fingerprint = scenario_name(system, scenario, conformance::word_for(it.run.difference->kind));
    found.steps = steps_of(system, scenario);
    if (!found.steps.empty())
      found.place = found.steps.back().rule;
    for (const CiStep& step : found.steps)
      found.details += step.sentence + "\n";
  }
  return result;
}

std::vector<CiCase> ci_cases(const std::string& file, const std::vector<Diagnostic>& mistakes,
                             const SourceSet& sources) {
  std::vector<CiCase> result;
  for (const Diagnostic& mistake : mistakes)
    if (mistake.severity == Severity::error)
      result.push_back(case_of(file, mistake, sources));
  if (result.empty()) {
    CiCase& unread = result.emplace_back();
    unread.suite = file;
    unread.name = "input";
    unread.outcome = CiOutcome::mistake;
    unread.message = file + " could not be checked";
    unread.place = {file, 1, 1};
  }
  return result;
}

} // namespace chaperone::reports
