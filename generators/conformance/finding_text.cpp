// Two columns: the rules and the service.
#include "generators/conformance/finding_text.hpp"

#include "generators/story/blame.hpp"
#include "generators/story/story_text.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace chaperone::conformance {
namespace {

using namespace model;
using reports::Painter;
using reports::Style;

std::size_t odd_steps(const Finding& finding) {
  return finding.run.difference->kind == Kind::race ? 2 : 1;
}

const State& state_before(const Run& run, std::size_t odd) {
  return run.steps.size() > odd ? run.steps[run.steps.size() - odd - 1].goes_on_from() : run.start;
}

std::string refused_because(const Population& population, const System& system, const Action& action,
                            const Refusal& refusal) {
  const Requirement& requirement = system[action.rule].requirements[refusal.requirement];
  if (requirement.reason)
    return "refused: " + fill_in(*requirement.reason, system, action, population);
  return "refused: " + reports::print({system, population}, requirement.formula, bindings_of(system, action));
}

void add_changes(std::vector<std::string>& lines, const reports::Cast& cast, const State& before, const State& after,
                 const std::vector<std::string>& not_shown = {}) {
  const auto changes = reports::changes_between(before, after);
  for (const auto& change : changes)
    lines.push_back(reports::print(cast, change) + reports::mark_of(cast.system, change, not_shown));
  if (changes.empty())
    lines.emplace_back(not_shown.empty() ? "nothing changes" : "nothing changes that it shows");
}

std::string as_seen(const StepReply& reply) {
  const std::string outcome = reply.outcome == Outcome::allowed ? "allowed" : "refused";
  return reply.reason.empty() ? outcome : outcome + ": " + visible(reply.reason);
}

/// Did the run go on with what the service shows, and not with what the rules say?
bool is_behind(const SeenStep& step) {
  return step.passed && step.passed->accepted;
}

std::string in_seconds(std::chrono::milliseconds time) {
  return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1000);
}

/// The rules in one order of the two steps.
Side in_order(const Finding& finding, std::size_t first) {
  const Run& run = finding.run;
  const System& system = *finding.trial.system;
  const Population& population = finding.trial.population;
  const State& before = state_before(run, 2);
  std::array<std::string, 2> outcomes;
  State now = before;
  for (const std::size_t at : {first, 1 - first}) {
    const Action& action = run.steps[run.steps.size() - 2 + at].action;
    auto after = take_step(now, action);
    if (const auto* refusal = std::get_if<Refusal>(&after))
      outcomes.at(at) = refused_because(population, system, action, *refusal);
    else
      outcomes.at(at) = "allowed";
    if (auto* state = std::get_if<State>(&after))
      now = std::move(*state);
  }
  Side side{first == 0 ? "the rules, a first" : "the rules, b first", {"a " + outcomes[0], "b " + outcomes[1]}};
  add_changes(side.lines, {system, population}, before, now);
  return side;
}

/// The sides beside each other, or below each other where they would not fit.
std::string columns(const std::vector<Side>& sides, const std::string& indent, const Painter& painter) {
  constexpr std::size_t widest = 110, gap = 3;
  std::vector<std::size_t> widths;
  std::size_t height = 0, total = indent.size();
  for (const Side& side : sides) {
    std::size_t width = reports::width_of(side.name);
    for (const std::string& line : side.lines)
      width = std::max(width, reports::width_of(line));
    widths.push_back(width + gap);
    total += width + gap;
    height = std::max(height, side.lines.size());
  }
  std::string text;
  if (total > widest) {
    for (const Side& side : sides) {
      text += fmt::format("{}{}\n", indent, painter.paint(Style::dim, side.name));
      for (const std::string& line : side.lines)
        text += fmt::format("{}  {}\n", indent, line);
    }
    return text;
  }
  const auto row = [&](const auto& cell) {
    std::string line = indent;
    for (std::size_t at = 0; at < sides.size(); ++at)
      line += cell(at);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  row([&](std::size_t at) {
    return painter.paint(Style::dim, sides[at].name) + std::string(widths[at] - reports::width_of(sides[at].name), ' ');
  });
  for (std::size_t number = 0; number < height; ++number)
    row([&](std::size_t at) {
      return reports::padded(number < sides[at].lines.size() ? sides[at].lines[number] : "", widths[at]);
    });
  return text;
}

/// Of a difference that went away: what was seen before it did.
const State& shown_at_last(const SeenStep& step) {
  return step.passed ? step.passed->seen : step.seen_after;
}

/// Which requirement the service does not hold to.
std::string requirement_text(const Finding& finding) {
  const SeenStep& last = finding.run.steps.back();
  if (!last.refusal)
    return "";
  const System& system = *finding.trial.system;
  const Requirement& requirement = system[last.action.rule].requirements[last.refusal->requirement];
  const std::string place = place_of(system, requirement.span);
  return fmt::format("\n  the requirement that stands in the way: {}{}require {}\n", place, place.empty() ? "" : "  ",
                     quoted(system, requirement.span));
}

/// The facts that break a promise, as the service shows them.
std::string broken_text(const Finding& finding, PropertyId id, const Painter& painter) {
  const Run& run = finding.run;
  const System& system = *finding.trial.system;
  Replay seen{run.layout, run.start, {}, std::nullopt};
  for (const SeenStep& step : run.steps) {
    const bool is_last = &step == &run.steps.back();
    // As a refused step the last one is not asked what it had to satisfy: it satisfied nothing.
    const bool is_refused = is_last || (step.refusal && !is_behind(step));
    seen.steps.push_back({step.action, is_refused ? Outcome::refused : Outcome::allowed,
                          is_refused ? std::optional(step.refusal.value_or(Refusal{0})) : std::nullopt,
                          is_last ? shown_at_last(step) : step.goes_on_from()});
  }
  reports::Story story{&system, finding.trial.population, {}, {}};
  return reports::blame_text(story, system[id], reports::find_blame(system, system[id], seen), painter);
}

/// A property's documentation, indented as a report has it.
std::string doc_text(const std::string& doc) {
  std::string text;
  for (std::size_t begin = 0; begin < doc.size();) {
    const auto end = std::min(doc.find('\n', begin), doc.size());
    text += fmt::format("  {}\n", doc.substr(begin, end - begin));
    begin = end + 1;
  }
  return text;
}

std::string found_in_text(const Finding& finding) {
  std::string text = fmt::format("found in {}", list_some(finding.found_in, 3));
  text += fmt::format("; {}", reports::counted(finding.run.steps.size(), "step"));
  if (finding.found_steps > finding.run.steps.size())
    text += fmt::format(" of {}", finding.found_steps);
  if (finding.attempts > 0)
    text += fmt::format(", the smallest form in {} on the service", reports::counted(finding.attempts, "run"));
  return text;
}

} // namespace

std::vector<Side> sides_of(const Finding& finding) {
  const Run& run = finding.run;
  const reports::Cast cast{*finding.trial.system, finding.trial.population};
  const SeenStep& last = run.steps.back();
  const std::size_t odd = odd_steps(finding);
  const State& before = state_before(run, odd);
  std::vector<Side> sides;
  Side service{"the service", {}};
  if (odd == 2) {
    sides.push_back(in_order(finding, 0));
    sides.push_back(in_order(finding, 1));
    service.lines = {"a " + as_seen(run.steps[run.steps.size() - 2].seen), "b " + as_seen(last.seen)};
  } else {
    Side rules{"the rules",
               {last.refusal              ? refused_because(cast.population, cast.system, last.action, *last.refusal)
                : last.may_refuse.empty() ? std::string("allowed")
                : last.is_declined()      ? std::string("refused, as it may be")
                                          : std::string("allowed, or refused")}};
    if (!last.refusal)
      add_changes(rules.lines, cast, before, last.rules_after);
    sides.push_back(std::move(rules));
    service.lines = {as_seen(last.seen)};
  }
  const State& shown = shown_at_last(last);
  if (last.seen.outcome == Outcome::allowed || !(before == shown))
    add_changes(service.lines, cast, before, shown, finding.not_shown);
  if (last.passed)
    service.lines.push_back(fmt::format("as the rules have it {} later", in_seconds(last.passed->lasted)));
  else if (run.difference->is_at_first)
    service.lines.emplace_back("as the rules have it some time later");
  sides.push_back(std::move(service));
  return sides;
}

reports::Story story_of(const Trial& trial, const Run& run, std::size_t steps) {
  Replay played{run.layout, run.start, {}, std::nullopt};
  for (std::size_t at = 0; at < steps; ++at) {
    const SeenStep& step = run.steps[at];
    if (is_behind(step))
      played.steps.push_back({step.action, Outcome::allowed, std::nullopt, step.seen_after, {}});
    else
      played.steps.push_back({step.action, step.refusal || step.is_declined() ? Outcome::refused : Outcome::allowed,
                              step.refusal, step.rules_after, step.may_refuse});
  }
  Scenario scenario;
  scenario.population = trial.population;
  reports::Story story = reports::tell(*trial.system, scenario, played);
  for (std::size_t at = 0; at < steps; ++at)
    if (is_behind(run.steps[at]))
      story.steps[at].sentence += fmt::format(" (known: the service {})", in_words(run.steps[at].passed->difference));
  return story;
}

reports::Story story_before(const Finding& finding) {
  reports::Story story = story_of(finding.trial, finding.run, finding.run.steps.size() - odd_steps(finding));
  story.not_shown = finding.not_shown;
  return story;
}

std::string list_some(std::vector<std::string> names, std::size_t most) {
  if (names.size() > most) {
    const std::size_t all = names.size();
    names.resize(most - 1);
    names.push_back(fmt::format("{} more", all - names.size()));
  }
  return list_names(names);
}

std::string headline(const System& system, const Finding& finding, const Painter& painter) {
  const Run& run = finding.run;
  std::string what = system[run.steps.back().action.rule].name;
  if (run.difference->kind == Kind::race)
    what = fmt::format("{} and {} at once", system[run.steps[run.steps.size() - 2].action.rule].name, what);
  std::string text = painter.paint(
      Style::bad, fmt::format("the service {}{}", in_words(*run.difference),
                              finding.was_looked_at_again && !run.difference->is_at_first ? ", for good" : ""));
  text += fmt::format(": {}", painter.paint(Style::bold, what));
  std::vector<std::string> broken;
  for (const PropertyId id : run.difference->broken)
    broken.push_back(system[id].name);
  if (!broken.empty())
    text += fmt::format(", which breaks {}", list_names(broken));
  return text + "\n";
}

std::string finding_text(const System& system, const Finding& finding, const Painter& painter) {
  const Run& run = finding.run;
  std::string text = headline(system, finding, painter);
  for (const PropertyId id : run.difference->broken)
    text += doc_text(system[id].doc);
  text += fmt::format("  {}\n\n", found_in_text(finding));
  const reports::Story story = story_before(finding);
  text += reports::story_text(story, painter);
  const std::size_t number = story.steps.size() + 1;
  const bool is_race = odd_steps(finding) == 2;
  if (story.steps.empty())
    text += "\n";
  for (std::size_t at = 0; at < odd_steps(finding); ++at)
    text += fmt::format("  {}{} {}\n", number, is_race ? (at == 0 ? "a" : "b") : ".",
                        painter.paint(Style::bold, reports::sentence_of({system, finding.trial.population},
                                                                        run.steps[number - 1 + at].action)));
  text += columns(sides_of(finding), std::string(5, ' '), painter);
  if (run.difference->kind == Kind::allows)
    text += requirement_text(finding);
  for (const PropertyId id : run.difference->broken)
    text += broken_text(finding, id, painter);
  return text;
}

} // namespace chaperone::conformance
