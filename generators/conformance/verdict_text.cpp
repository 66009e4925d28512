// See verdict_text.hpp.
#include "generators/conformance/verdict_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace chaperone::conformance {
namespace {

using namespace model;
using reports::Painter;
using reports::Style;

std::size_t undecided_goals(const Report& report) {
  std::size_t all = 0;
  for (const GoalCount& goal : report.goals)
    all += goal.undecided.size();
  return all;
}

/// "conforms in all 98 scenarios of 6 goals, but for 2 accepted deviations".
std::string scenarios_text(const Report& report) {
  const std::size_t scenarios = report.answer->trials.size() - count_of(*report.answer, Trial::Origin::walk);
  std::string text = fmt::format("conforms in {}", report.answer->shows_nothing ? "the outcomes of " : "");
  text += scenarios == 1 ? "the one scenario" : fmt::format("all {} scenarios", scenarios);
  if (!report.goals.empty())
    text += fmt::format(" of {}", reports::counted(report.goals.size(), "goal"));
  const auto seen = std::count_if(report.answer->accepted.begin(), report.answer->accepted.end(),
                                  [](const AcceptedCount& each) { return each.seen > 0; });
  if (seen > 0)
    text += fmt::format(", but for {}", reports::counted(static_cast<std::size_t>(seen), "accepted deviation"));
  return text;
}

/// Goals of a suite that may have scenarios yet, which nobody ran.
std::string undecided_goals_text(const Report& report) {
  constexpr std::size_t most = 10;
  const std::size_t all = undecided_goals(report);
  if (all == 0)
    return "";
  std::string text = fmt::format("undecided, and so not run: {}\n", reports::counted(all, "goal"));
  std::size_t told = 0;
  for (const GoalCount& goal : report.goals)
    for (const std::string& claim : goal.undecided)
      if (++told <= most)
        text += fmt::format("  {}: {}\n", goal.name, claim);
  return told > most ? text + fmt::format("  and {} more\n", told - most) : text;
}

std::string walks_text(const Answer& answer) {
  std::size_t walks = 0, longest = 0, shortest = 0;
  for (const TrialAnswer& trial : answer.trials) {
    if (trial.trial.origin != Trial::Origin::walk || !trial.run)
      continue;
    const std::size_t steps = trial.run->steps.size();
    shortest = walks == 0 ? steps : std::min(shortest, steps);
    longest = std::max(longest, steps);
    ++walks;
  }
  return fmt::format("{} of {}{}", reports::counted(walks, "walk"), shortest < longest ? "up to " : "",
                     reports::counted(longest, "step"));
}

} // namespace

Counts counts_of(const Answer& answer) {
  Counts counts;
  for (const TrialAnswer& trial : answer.trials)
    ++(trial.conforms() ? counts.conform : trial.differs() ? counts.differ : counts.undecided);
  return counts;
}

std::size_t count_of(const Answer& answer, Trial::Origin origin) {
  return static_cast<std::size_t>(std::count_if(answer.trials.begin(), answer.trials.end(),
                                                [&](const TrialAnswer& each) { return each.trial.origin == origin; }));
}

const char* verdict_of(const Answer& answer) {
  return !answer.findings.empty() ? "differs"
         : answer.is_undecided()  ? "undecided"
         : answer.is_empty()      ? "nothing_run"
                                  : "conforms";
}

std::string verdict_text(const Report& report, const Painter& painter) {
  const Answer& answer = *report.answer;
  if (!answer.findings.empty())
    return undecided_goals_text(report) + painter.paint(Style::bad, "does not conform") + "\n";
  if (answer.is_undecided())
    return undecided_goals_text(report) + painter.paint(Style::doubtful, "undecided") + "\n";
  if (answer.is_empty())
    return undecided_goals_text(report) + (report.is_empty_shard ? "this part of the suite is empty\n" : "") +
           painter.paint(Style::doubtful, "nothing was run") + "\n";
  std::vector<std::string> without_difference;
  const std::size_t walks = count_of(answer, Trial::Origin::walk);
  if (walks > 0)
    without_difference.push_back(walks_text(answer));
  if (answer.races > 0)
    without_difference.push_back(reports::counted(answer.races, "race"));
  std::string text = undecided_goals_text(report);
  if (walks < answer.trials.size())
    text += painter.paint(Style::good, scenarios_text(report)) + "\n";
  if (!without_difference.empty())
    text +=
        painter.paint(Style::good, fmt::format("no difference in {}{}", answer.shows_nothing ? "the outcomes of " : "",
                                               fmt::join(without_difference, " and "))) +
        "\n";
  return text;
}

} // namespace chaperone::conformance
