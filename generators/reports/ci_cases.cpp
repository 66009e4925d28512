// See ci_cases.hpp.
#include "generators/reports/ci_cases.hpp"

#include "generators/conformance/finding_text.hpp"
#include "generators/reports/check_text.hpp"
#include "generators/story/story.hpp"
#include "generators/story/text.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace chaperone::reports {

using namespace model;

namespace {

CiPlace place_in(const SourceSet* sources, Span span) {
  if (sources == nullptr || span.begin == span.end || span.file.index >= sources->size())
    return {};
  const auto location = sources->locate(span);
  return {sources->file(span.file).path(), location.line, location.column};
}

/// Without the line feed behind it.
std::string one_line(std::string text) {
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

std::vector<CiStep> steps_of(const System& system, const Scenario& scenario) {
  const Scenario run = bare(scenario);
  const Story story = tell(system, run, replay(system, run));
  std::vector<CiStep> result;
  for (const StoryStep& step : story.steps) {
    const Rule& rule = system[step.action.rule];
    CiStep& told = result.emplace_back();
    told.sentence = step.sentence + (step.outcome == Outcome::refused ? ": refused (" + step.refusal + ")" : "");
    if (!step.choice.empty() && step.outcome == Outcome::allowed)
      told.sentence += ": allowed (" + step.choice + ")";
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

/// Of a rule file as a whole.
CiCase case_of_file(const std::string& file, CiOutcome outcome, const std::string& message) {
  CiCase result;
  result.suite = file;
  result.name = result.fingerprint = "input";
  result.outcome = outcome;
  result.message = message;
  result.place = {file, 1, 1};
  return result;
}

/// "Ann enters (the rules: refused: by invitation only / the service: allowed)"
std::string with_sides(const std::string& sentence, const conformance::Finding& finding) {
  std::vector<std::string> said;
  for (const conformance::Side& side : conformance::sides_of(finding))
    said.push_back(fmt::format("{}: {}", side.name, side.lines.front()));
  return fmt::format("{} ({})", sentence, fmt::join(said, " / "));
}

void tell_finding(const System& system, const conformance::Finding& finding, CiCase& tried) {
  tried.outcome = CiOutcome::failed;
  tried.message = one_line(conformance::headline(system, finding, Painter(false)));
  tried.details = conformance::finding_text(system, finding, Painter(false));
  const Scenario scenario = conformance::scenario_of(finding.trial);
  tried.fingerprint =
      scenario_name(*finding.trial.system, scenario, conformance::word_for(finding.run.difference->kind));
  tried.steps = steps_of(*finding.trial.system, scenario);
  if (tried.steps.empty())
    return;
  tried.place = tried.steps.back().rule;
  tried.steps.back().sentence = with_sides(
      sentence_of({*finding.trial.system, finding.trial.population}, finding.run.steps.back().action), finding);
}

void tell_again(const System& system, const conformance::Finding& finding, const std::string& first, CiCase& tried) {
  tried.message = fmt::format("{}, as in {}", one_line(conformance::headline(system, finding, Painter(false))), first);
  tried.told_in = first;
}

CiCase case_of(const conformance::Report& report, const conformance::TrialAnswer& it) {
  CiCase tried;
  tried.suite = report.system->name;
  tried.name = it.trial.name;
  tried.fingerprint = "trial:" + it.trial.name;
  tried.message = it.trial.name + ": the service conforms";
  tried.place = place_in(it.trial.system->sources.get(), it.trial.span);
  if (tried.place.file.empty() && (!it.trial.file.empty() || !it.conforms())) // an alert must be somewhere
    tried.place = {it.trial.file.empty() ? report.file : it.trial.file, 1, 1};
  if (it.differs())
    tried.message = fmt::format("the service {}", conformance::in_words(*it.run->first_difference()));
  else if (!it.conforms()) {
    tried.outcome = CiOutcome::undecided;
    tried.message =
        fmt::format("{}: the adapter {}", it.trial.name, it.failure ? it.failure->message : "was not asked");
  }
  return tried;
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

std::vector<CiCase> ci_cases(const conformance::Report& report) {
  std::vector<CiCase> result;
  std::map<const conformance::Finding*, std::string> told;
  const auto tell = [&](CiCase& tried, const conformance::Finding& finding) {
    const auto [first, is_new] = told.emplace(&finding, tried.name);
    if (is_new)
      tell_finding(*report.system, finding, tried);
    else
      tell_again(*report.system, finding, first->second, tried);
  };
  for (const conformance::TrialAnswer& it : report.answer->trials) {
    CiCase& tried = result.emplace_back(case_of(report, it));
    if (!it.differs())
      continue;
    tried.outcome = CiOutcome::failed;
    for (const conformance::Finding& finding : report.answer->findings)
      if (std::find(finding.found_in.begin(), finding.found_in.end(), it.trial.name) != finding.found_in.end())
        tell(tried, finding);
  }
  for (const conformance::Finding& finding : report.answer->findings)
    if (!told.contains(&finding)) { // a race
      CiCase& raced = result.emplace_back();
      raced.suite = report.system->name;
      raced.name = finding.found_in.empty() ? finding.trial.name : finding.found_in.front();
      tell(raced, finding);
    }
  if (report.answer->is_empty() && !report.is_empty_shard)
    result.push_back(case_of_file(report.file, CiOutcome::undecided, "nothing was run on the service"));
  return result;
}

std::vector<CiCase> ci_cases(const std::string& file, const std::vector<Diagnostic>& mistakes,
                             const SourceSet& sources) {
  std::vector<CiCase> result;
  for (const Diagnostic& mistake : mistakes)
    if (mistake.severity == Severity::error)
      result.push_back(case_of(file, mistake, sources));
  if (result.empty())
    result.push_back(case_of_file(file, CiOutcome::mistake, visible(file) + " could not be checked"));
  return result;
}

CiCase unread_case(const std::string& file, const std::string& why) {
  return case_of_file(file, CiOutcome::undecided, unread_in_words(file, why));
}

} // namespace chaperone::reports
