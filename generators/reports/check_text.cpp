// One section per rule file.
#include "generators/reports/check_text.hpp"

#include "generators/story/story_text.hpp"
#include "model/print/printer.hpp"
#include "model/rules/claims.hpp"
#include "model/text/visible.hpp"
#include "solver/evidence/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chaperone::reports {
namespace {

using namespace model;

Style style_of(Finding finding) {
  switch (finding) {
  case Finding::violated:
  case Finding::impossible:
    return Style::bad;
  case Finding::proved:
  case Finding::witnessed:
    return Style::good;
  case Finding::bounded:
  case Finding::unknown:
    break;
  }
  return Style::doubtful;
}

class Section {
public:
  Section(const CheckReport& report, const Painter& painter, bool is_quiet)
      : report_(report), system_(*report.system), painter_(painter), is_quiet_(is_quiet) {}

  std::string write() {
    if (!is_quiet_)
      text_ += fmt::format("{}  {}\n", painter_.paint(Style::bold, system_.name), visible(report_.file));
    saved();
    for (const solver::PropertyAnswer& answer : report_.result->properties)
      property(answer);
    for (const solver::ScenarioAnswer& answer : report_.result->scenarios)
      scenario(answer);
    for (const solver::ConflictFound& found : report_.result->conflicts)
      conflict(found);
    if (!is_quiet_)
      summary();
    return std::move(text_);
  }

private:
  void gap() {
    if (!is_quiet_)
      text_ += "\n";
  }

  /// `never child_meets_stranger: violated in 3 steps`
  void headline(std::string_view kind, const std::string& name, Style style, std::string_view word,
                const std::string& rest) {
    gap();
    text_ += fmt::format("{} {}: {}{}\n", kind, painter_.paint(Style::bold, name), painter_.paint(style, word), rest);
  }

  void doc(const std::string& words) {
    std::string_view rest = words;
    while (!is_quiet_ && !rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      text_ += fmt::format("  {}\n", painter_.paint(Style::dim, rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  void saved() {
    if (report_.saved.empty())
      return;
    for (const SavedReplay& replayed : report_.saved)
      if (replayed.failure)
        headline("saved scenario", replayed.name, Style::bad, "fails",
                 fmt::format(" ({}): {}", visible(replayed.file), replayed.failure->message));
    const std::size_t failed = tally(report_).replay_failed;
    const std::size_t all = report_.saved.size();
    if (!is_quiet_)
      text_ += fmt::format("\nreplayed {}{}\n", counted(all, "saved scenario"),
                           failed == 0 ? "" : fmt::format(", {} failed", failed));
  }

  void property(const solver::PropertyAnswer& answer) {
    const Property& asked = system_[answer.property];
    const Finding finding = finding_of(asked, answer.verdict);
    std::visit(overload{
                   [&](const solver::Shown& shown) { this->shown(asked, finding, shown); },
                   [&](const solver::Proved& proved) { this->proved(asked, finding, proved); },
                   [&](const solver::Bounded& bounded) { this->bounded(asked, bounded); },
                   [&](const solver::Unknown& unknown) {
                     headline(word_for(asked), asked.name, Style::doubtful, "unknown",
                              unknown.reason.empty() ? "" : ", " + unknown.reason);
                     doc(asked.doc);
                   },
               },
               answer.verdict);
  }

  void shown(const Property& asked, Finding finding, const solver::Shown& shown) {
    headline(word_for(asked), asked.name, style_of(finding), word_for(finding),
             shown.steps == 0 ? " at the start" : fmt::format(" in {}", counted(shown.steps, "step")));
    doc(asked.doc);
    if (is_quiet_)
      return;
    const Scenario run = bare(shown.scenario);
    const Replay replayed = replay(system_, run);
    const Story story = tell(system_, run, replayed);
    const std::string parts = two_parts(asked, run);
    if (finding == Finding::witnessed)
      text_ += short_story_text(story, painter_) + parts;
    else
      text_ += "\n" + story_text(story, painter_) + (parts.empty() ? "" : "\n" + parts) +
               blame_text(story, asked, find_blame(system_, asked, replayed), painter_);
    if (shown.is_beyond_depth)
      text_ += "\n  this run is longer than --depth: a chain of facts led to it\n";
    if (!shown.is_smallest)
      text_ += fmt::format("\n  a smaller run may exist: {}\n", shown.unproved);
  }

  /// Who plays two parts, and whether that matters; one line for the steps of which the same is to be said.
  std::string two_parts(const Property& asked, const Scenario& run) const {
    std::vector<std::pair<std::string, std::vector<std::string>>> lines;
    for (const solver::evidence::TwoParts& both : solver::evidence::two_parts(system_, run)) {
      const Action& action = std::get<ScenarioStep>(run.items[both.step]).action;
      const std::vector<VariableId>& parameters = system_[action.rule].parameters;
      const Variable& first = system_[parameters[both.first]];
      const std::uint32_t who = std::get<std::uint32_t>(action.args[both.first]);
      const bool is_needed = !solver::evidence::apart(system_, asked, run, both);
      const std::string words = fmt::format("{} is both {} and {}{}", run.population.names[first.sort.index][who],
                                            first.name, system_[parameters[both.second]].name,
                                            is_needed ? "" : "; with one for each, it takes no more steps");
      auto line = std::ranges::find(lines, words, [](const auto& one) { return one.first; });
      if (line == lines.end())
        line = lines.insert(lines.end(), {words, {}});
      line->second.push_back(std::to_string(both.step + 1));
    }
    std::string text;
    for (const auto& [words, steps] : lines)
      text += fmt::format("  in step{} {}, {}\n", steps.size() > 1 ? "s" : "", list_names(steps), words);
    return text;
  }

  void proved(const Property& asked, Finding finding, const solver::Proved& proved) {
    headline(word_for(asked), asked.name, style_of(finding), word_for(finding),
             fmt::format("{}, any number of steps",
                         proved.looked_at ? "" : fmt::format(" for any number of {}", sorts_in_words(system_))));
    doc(asked.doc);
    if (is_quiet_)
      return;
    if (proved.looked_at) {
      text_ += fmt::format("  all {} were looked at\n", counted(*proved.looked_at, "reachable state"));
      return;
    }
    const std::string how = proved.k > 1 ? fmt::format(" ({}-inductive)", proved.k) : "";
    std::vector<std::string> parts;
    for (const Formula& formula : told_invariant(system_, asked, proved))
      parts.push_back(part_of_invariant(system_, asked, formula));
    text_ += fmt::format("  invariant: {}{}\n", wrapped(parts, 13), how);
    keeping(asked, proved);
  }

  void keeping(const Property& asked, const solver::Proved& proved) {
    if (proved.keeping.empty())
      return;
    text_ += "  why rules keep it; those not named change nothing of it, or Z3 does not say why:\n";
    for (const solver::Keeping& each : proved.keeping) {
      const Rule& rule = system_[each.rule];
      const bool is_free = each.requirements.empty() && each.parts.empty();
      text_ += fmt::format("    {}{}\n", painter_.paint(Style::bold, rule.name),
                           is_free ? ", whatever held before" : " because of");
      for (const std::size_t requirement : each.requirements)
        text_ += fmt::format("      {}: require {}\n", place_of(system_, rule.requirements[requirement].span),
                             print(system_, rule.requirements[requirement].formula));
      std::vector<std::string> parts;
      for (const std::size_t part : each.parts)
        parts.push_back(part_of_invariant(system_, asked, proved.invariant[part]));
      if (!parts.empty())
        text_ += fmt::format("      what held before: {}\n", wrapped(parts, 24));
    }
  }

  void bounded(const Property& asked, const solver::Bounded& bounded) {
    const std::string sizes = bounded.sizes.empty() ? fmt::format("any number of {}", sorts_in_words(system_))
                                                    : fmt::format("at most {}", sizes_in_words(system_, bounded.sizes));
    headline(word_for(asked), asked.name, Style::doubtful, "bounded",
             fmt::format(", nothing found within {}, for {}", counted(bounded.steps, "step"), sizes));
    doc(asked.doc);
    if (!is_quiet_ && !bounded.reason.empty())
      text_ += fmt::format("  why not more: {}\n", bounded.reason);
  }

  void scenario(const solver::ScenarioAnswer& answer) {
    const Scenario& run = system_.scenarios[answer.scenario];
    if (!answer.replay.failure) {
      headline("scenario", run.name, Style::good, "passed", "");
      return;
    }
    const ScenarioFailure& failure = *answer.replay.failure;
    const std::string place = place_of(system_, failure.span);
    headline("scenario", run.name, Style::bad, "failed",
             fmt::format(", {}{}", failure.message, place.empty() ? "" : fmt::format(" ({})", place)));
    doc(run.doc);
    if (is_quiet_)
      return;
    const Story story = tell(system_, run, answer.replay);
    text_ += short_story_text(story, painter_);
    if (failure.property)
      text_ += blame_text(story, system_[*failure.property],
                          find_blame(system_, system_[*failure.property], answer.replay), painter_);
    else if (failure.code == "outcome")
      text_ += checks_text(story, checks_of(system_, answer.replay), painter_);
  }

  void conflict(const solver::ConflictFound& found) {
    const Rule& rule = system_[found.rule];
    const Scenario run = bare(found.scenario);
    const Replay replayed = replay(system_, run);
    const auto* clash = replayed.steps.empty() ? nullptr : std::get_if<Conflict>(&replayed.steps.back().outcome);
    if (clash == nullptr)
      throw solver::InternalError("the run of a conflict in `" + rule.name + "` does not end in one");
    headline("conflict in", rule.name, Style::doubtful, "a step", clash_in_words(*clash, run.population));
    if (is_quiet_)
      return;
    text_ += story_text(tell(system_, run, replayed), painter_) + "\n  by\n" + effect(rule, clash->first_effect);
    if (clash->second_effect != clash->first_effect)
      text_ += effect(rule, clash->second_effect);
  }

  std::string clash_in_words(const Conflict& clash, const Population& population) const {
    return std::visit(overload{
                          [&](RelationId relation) {
                            return " both adds and removes " + print_place(system_, relation, clash.args, population);
                          },
                          [&](FunctionId function) {
                            return fmt::format(" sets {} to two values",
                                               print_place(system_, function, clash.args, population));
                          },
                      },
                      clash.where);
  }

  std::string effect(const Rule& rule, std::size_t index) const {
    const Span span = rule.effects[index].span;
    return fmt::format("    {}  {}\n", painter_.paint(Style::dim, place_of(system_, span)), quoted(system_, span));
  }

  void summary() {
    const Tally count = tally(report_);
    std::vector<std::string> words;
    const auto say = [&](std::size_t number, std::string_view word, Style style) {
      if (number > 0)
        words.push_back(painter_.paint(style, fmt::format("{} {}", number, word)));
    };
    say(count.violated, "violated", Style::bad);
    say(count.impossible, "impossible", Style::bad);
    say(count.unknown, "unknown", Style::doubtful);
    say(count.bounded, "bounded", Style::doubtful);
    say(count.proved, "proved", Style::good);
    say(count.witnessed, "witnessed", Style::good);
    say(count.failed, count.failed == 1 ? "scenario failed" : "scenarios failed", Style::bad);
    say(count.passed, count.passed == 1 ? "scenario passed" : "scenarios passed", Style::good);
    say(count.conflicts, count.conflicts == 1 ? "conflict" : "conflicts", Style::doubtful);
    say(count.undecided_conflicts, "not searched for conflicts to the end", Style::doubtful);
    if (report_.result->was_interrupted)
      words.emplace_back("interrupted");
    text_ += fmt::format("\n{} ({:.2f} s)\n", fmt::join(words, ", "), report_.seconds);
  }

  const CheckReport& report_;
  const System& system_;
  const Painter& painter_;
  bool is_quiet_;
  std::string text_;
};

} // namespace

std::string check_text(const CheckReport& report, const Painter& painter, bool is_quiet) {
  return Section(report, painter, is_quiet).write();
}

} // namespace chaperone::reports
