// Findings first, then what is undecided, then the counts.
#include "generators/conformance/report.hpp"

#include "generators/conformance/finding_text.hpp"
#include "generators/conformance/undecided_text.hpp"
#include "generators/conformance/verdict_text.hpp"
#include "model/print/printer.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::conformance {
namespace {

using namespace model;
using reports::Painter;
using reports::Style;

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
    text += "  no step was answered\n";
  if (!never_allowed.empty())
    text += fmt::format("  never allowed: {}\n", list_names(never_allowed));
  if (!never_refused.empty())
    text += fmt::format("  never refused: {}\n", list_names(never_refused));
  return text;
}

/// Which rules were raced, or that none were.
std::string raced_text(const Report& report) {
  if (!report.settings->races)
    return "";
  std::vector<std::string> pairs;
  for (const RacedRules& each : report.answer->raced)
    pairs.push_back(fmt::format("{} with {} ({})", (*report.system)[each.first].name,
                                (*report.system)[each.second].name, each.races));
  if (pairs.empty()) {
    const auto& trials = report.answer->trials;
    return std::ranges::any_of(trials, [](const TrialAnswer& it) { return it.trial.origin == Trial::Origin::race; })
               ? "  nothing was raced to its end\n"
               : "  nothing was raced: no two steps that are possible at once get in each other's way\n";
  }
  const std::size_t left_out = report.answer->races_left_out;
  return fmt::format(
      "  raced: {}{}\n", list_names(pairs),
      left_out == 0 ? "" : fmt::format("; {} of steps more were left out", reports::counted(left_out, "pair")));
}

/// What became of the known deviations: one line each.
std::string accepted_text(const Report& report) {
  std::string text;
  for (std::size_t at = 0; at < report.settings->accepted.size(); ++at) {
    const Deviation& deviation = report.settings->accepted[at];
    const AcceptedCount& count = report.answer->accepted[at];
    const std::string what =
        fmt::format("the service {}: {}", in_words(Difference{deviation.shape.kind, {}, deviation.shape.is_at_first}),
                    list_names(deviation.shape.rules));
    if (count.seen > 0)
      text += fmt::format("accepted, seen {}: {} ({})\n",
                          count.seen == 1 ? "once" : fmt::format("{} times", count.seen), what, deviation.trial.name);
    else
      text += fmt::format("accepted, {}: {} ({})\n",
                          count.is_gone ? "and gone: its file can be removed" : "not seen in this run", what,
                          visible(deviation.file));
  }
  return text;
}

std::string ran_text(const Report& report) {
  const Answer& answer = *report.answer;
  const std::size_t walks = count_of(answer, Trial::Origin::walk);
  std::vector<std::string> ran{reports::counted(answer.trials.size() - walks, "scenario")};
  if (walks > 0)
    ran.push_back(reports::counted(walks, "walk"));
  if (answer.races > 0)
    ran.push_back(reports::counted(answer.races, "race"));
  return list_names(ran);
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
  std::string text = fmt::format("{}{}{}; {} on the service ({:.2f} s, {:.2f} s of them waiting for it)\n",
                                 ran_text(report), words.empty() ? "" : ": ", fmt::join(words, ", "),
                                 reports::counted(answer.steps, "step"), answer.seconds, answer.waited);
  if (report.was_interrupted)
    text += "interrupted\n";
  if (answer.walks_without_step > 0)
    text += fmt::format("  {} not taken: no start was found that `assume` and `init` allow, or no step from there\n",
                        answer.walks_without_step == 1 ? "1 walk was"
                                                       : fmt::format("{} walks were", answer.walks_without_step));
  return text + raced_text(report) + untried_text(report) + verdict_text(report, painter);
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

std::string in_words(const Difference& difference) {
  return std::string(sentence_for(difference.kind)) + (difference.is_at_first ? ", at first" : "");
}

Scenario saved_form(const Finding& finding) {
  const System& system = *finding.trial.system;
  const Difference& difference = *finding.run.difference;
  Trial trial = finding.trial;
  trial.keeps = difference.broken;
  Scenario scenario = scenario_of(trial, &finding.run);
  scenario.name =
      scenario_name(system, scenario,
                    fmt::format("service_{}_{}{}", word_for(difference.kind), difference.is_at_first ? "at_first_" : "",
                                system[finding.run.steps.back().action.rule].name));
  scenario.doc = fmt::format("The service {}{}.", in_words(difference),
                             difference.kind == Kind::race ? ": the last two steps" : "");
  return scenario;
}

Scenario saved_form(const TrialAnswer& undecided) {
  Scenario scenario = scenario_of(undecided.trial);
  scenario.name = scenario_name(*undecided.trial.system, scenario,
                                undecided.trial.origin == Trial::Origin::race ? "undecided_race" : "undecided_walk");
  scenario.doc =
      fmt::format("Undecided: the adapter {}.", undecided.failure ? undecided.failure->message : "was not asked");
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
  text += accepted_text(report) + undecided_text(answer, painter, is_quiet);
  return is_quiet ? text : text + summary(report, painter);
}

} // namespace chaperone::conformance
