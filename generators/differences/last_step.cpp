// See last_step.hpp.
#include "generators/differences/last_step.hpp"

#include "generators/story/story.hpp"
#include "generators/story/story_text.hpp"
#include "model/comparison/carried_over.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace chaperone::differences {

using namespace model;
using model::comparison::carried_over;
using model::comparison::other;
using model::comparison::Side;
using reports::Style;
using solver::comparison::Shown;

namespace {

using Lines = std::vector<std::string>;

Lines changes_in(const System& system, const State& before, const State& after) {
  Lines lines;
  const reports::Cast cast{system, before.layout().population()};
  for (const reports::Change& change : reports::changes_between(before, after))
    lines.push_back(reports::print(cast, change));
  if (lines.empty())
    lines.emplace_back("nothing changes");
  return lines;
}

Lines changes_of(const System& system, const Replay& played) {
  const State& before = played.steps.size() < 2 ? played.start : played.steps[played.steps.size() - 2].after;
  return changes_in(system, before, played.steps.back().after);
}

/// "rules.chap:12" and what stands there.
void add_words(const System& system, Span span, const std::string& words, Lines& lines) {
  if (std::string place = place_of(system, span); !place.empty())
    lines.push_back(std::move(place));
  lines.push_back(words);
}

/// What the other side makes of the last step, in the state that it has on this one: both read one state.
Lines changes_elsewhere(const DiffReport& report, const Shown& shown, const Replay& played) {
  const System& own = report.system(shown.side);
  const System& system = report.system(other(shown.side));
  Scenario step;
  step.population = shown.run.population;
  step.given = given_of(played.steps.size() < 2 ? played.start : played.steps[played.steps.size() - 2].after);
  step.items.emplace_back(ScenarioStep{played.steps.back().action, std::nullopt, std::nullopt, {}});
  const auto theirs = carried_over(shown.side, own, system, *report.matching, step);
  if (!theirs)
    return {};
  const Layout layout(system, theirs->population);
  const State before = initial_state(layout, *theirs);
  const auto after = take_step(before, std::get<ScenarioStep>(theirs->items.front()).action);
  const auto* reached = std::get_if<State>(&after);
  return reached == nullptr ? Lines() : changes_in(system, before, *reached);
}

/// These facts in the other side's terms; what that side alone has is as little as can be.
std::optional<State> carried_state(const DiffReport& report, Side side, const State& state, const Layout& theirs) {
  Scenario facts;
  facts.population = state.layout().population();
  facts.given = given_of(state);
  const auto carried = carried_over(side, report.system(side), report.system(other(side)), *report.matching, facts);
  return carried ? std::optional(initial_state(theirs, *carried)) : std::nullopt;
}

/// Says of each step before the last what it does on the other side, where that differs from what is told.
void add_asides(const DiffReport& report, const Shown& shown, const Replay& played, reports::Story& story) {
  const System& system = report.system(other(shown.side));
  const Replay theirs = replay(system, reports::bare(shown.beside));
  const Layout& layout = theirs.start.layout();
  for (std::size_t i = 0; i < std::min(story.steps.size(), theirs.steps.size()); ++i) {
    const auto before = carried_state(report, shown.side, i == 0 ? played.start : played.steps[i - 1].after, layout);
    const auto after = carried_state(report, shown.side, played.steps[i].after, layout);
    const Lines there = changes_in(system, i == 0 ? theirs.start : theirs.steps[i - 1].after, theirs.steps[i].after);
    if (before && after && changes_in(system, *before, *after) != there)
      story.steps[i].aside = fmt::format("in {}: {}", visible(report.file(other(shown.side))), fmt::join(there, ", "));
  }
}

/// What the side whose run it is not makes of the last step.
Lines beside(const DiffReport& report, const Shown& shown, const std::optional<RuleId>& rule, bool both_take,
             const Replay& played) {
  const Side side = other(shown.side);
  const System& system = report.system(side);
  if (!both_take && !rule)
    return {"has no such rule"};
  if (shown.conflicts)
    return {"runs into a conflict"};
  Lines lines;
  if (shown.left_open) {
    const MayRefuse& refusable = system[*rule].may_refuse[*shown.left_open];
    lines.emplace_back("may be refused");
    add_words(system, refusable.span, quoted(system, refusable.span), lines);
  } else if (shown.refused_by) {
    const Requirement& requirement = system[*rule].requirements[*shown.refused_by];
    lines.emplace_back("refused");
    add_words(system, requirement.span, "require " + print(system, requirement.formula), lines);
  } else if (both_take) {
    lines.emplace_back("allowed");
    for (std::string& line : changes_elsewhere(report, shown, played))
      lines.push_back(std::move(line));
  } else {
    lines.emplace_back("does not know one of these values");
  }
  return lines;
}

std::string in_columns(const std::string& indent, const std::pair<std::string, Lines>& olds,
                       const std::pair<std::string, Lines>& news, const reports::Painter& painter) {
  std::size_t width = reports::width_of(olds.first);
  for (const std::string& line : olds.second)
    width = std::max(width, reports::width_of(line));
  const auto row = [&](const std::string& left, const std::string& right, Style style) {
    const std::string padding(width - reports::width_of(left), ' ');
    return indent + painter.paint(style, left) + padding +
           (right.empty() ? " |" : " | " + painter.paint(style, right)) + "\n";
  };
  std::string text = row(olds.first, news.first, Style::bold);
  for (std::size_t i = 0; i < std::max(olds.second.size(), news.second.size()); ++i)
    text +=
        row(i < olds.second.size() ? olds.second[i] : "", i < news.second.size() ? news.second[i] : "", Style::plain);
  return text;
}

} // namespace

std::string story_to_difference(const DiffReport& report, const Shown& shown, const std::optional<RuleId>& refusing,
                                bool both_take, const reports::Painter& painter) {
  const System& own = report.system(shown.side);
  const Scenario run = reports::bare(shown.run);
  const Replay played = replay(own, run);
  Scenario way = run;
  way.items.pop_back();
  reports::Story story = reports::tell(own, way, replay(own, way));
  add_asides(report, shown, played, story);
  std::string text = reports::story_text(story, painter);
  const std::string number = fmt::format("  {}. ", run.items.size());
  text += number + painter.paint(Style::bold, reports::sentence_of({own, run.population}, played.steps.back().action)) +
          "\n";
  Lines here = changes_of(own, played);
  here.insert(here.begin(), "allowed");
  const Lines there = beside(report, shown, refusing, both_take, played);
  const bool is_old = shown.side == Side::before;
  return text + in_columns(std::string(number.size(), ' '), {visible(report.old_file), is_old ? here : there},
                           {visible(report.new_file), is_old ? there : here}, painter);
}

std::string story_of_lost(const DiffReport& report, const LostRun& run, const reports::Painter& painter) {
  const System& own = *report.before;
  const Scenario bare = reports::bare(run.run);
  std::string text = reports::short_story_text(reports::tell(own, bare, replay(own, bare)), painter);
  return text + fmt::format("\n  step {} is not taken by {}\n", run.step, visible(report.new_file));
}

} // namespace chaperone::differences
