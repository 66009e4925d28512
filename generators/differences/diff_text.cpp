// The text report of `diff`.
#include "generators/differences/diff_report.hpp"

#include "generators/reports/check_report.hpp"

#include "generators/story/story.hpp"
#include "generators/story/story_text.hpp"
#include "model/printer.hpp"
#include "model/visible.hpp"

#include <fmt/format.h>

namespace chaperone::differences {
namespace {

using namespace model;
using model::comparison::other;
using model::comparison::Side;
using reports::counted;
using reports::finding_of;
using reports::sorts_in_words;
using reports::Style;
using solver::comparison::Answer;
using solver::comparison::Change;
using solver::comparison::PropertyComparison;
using solver::comparison::RuleComparison;
using solver::comparison::Shown;

class Section {
public:
  Section(const DiffReport& report, const reports::Painter& painter, bool is_quiet)
      : report_(report), painter_(painter), is_quiet_(is_quiet) {}

  std::string write() {
    verdict();
    start("start", report_.found->new_start, Side::after);
    start("start", report_.found->old_start, Side::before);
    for (const RuleComparison& rule : report_.found->rules)
      this->rule(rule);
    other_state();
    properties();
    return std::move(text_);
  }

private:
  void verdict() {
    const Change change = report_.found->change;
    const Style style = change == Change::equivalent || change == Change::stricter ? Style::good
                        : change == Change::undecided                              ? Style::doubtful
                                                                                   : Style::bad;
    text_ += fmt::format("{} -> {}: {}{}\n", visible(report_.old_file), visible(report_.new_file),
                         painter_.paint(style, word_for(change)), meaning(change));
  }

  std::string meaning(Change change) const {
    const std::string who = fmt::format("for any number of {}", sorts_in_words(*report_.after));
    switch (change) {
    case Change::equivalent:
      if (report_.found->say_the_same)
        return ", nothing differs but names, comments or order";
      return fmt::format(", everybody can do the same in the same order, {}", who);
    case Change::stricter:
      return fmt::format(", something is newly refused and nothing newly allowed, {}", who);
    case Change::looser:
      return fmt::format(", something is newly allowed and nothing newly refused, {}", who);
    case Change::both:
      return ", something is newly allowed and something newly refused";
    case Change::undecided:
      break;
    }
    return ", not every question has an answer";
  }

  void headline(const std::string& what, Style style, std::string_view word, const std::string& rest) {
    text_ += fmt::format("{}{}: {}{}\n", is_quiet_ ? "" : "\n", painter_.paint(Style::bold, what),
                         painter_.paint(style, word), rest);
  }

  void start(const std::string& what, const Answer& answer, Side side) {
    if (const auto* shown = std::get_if<Shown>(&answer)) {
      headline(what, Style::doubtful, "differs",
               fmt::format(", only {} starts like this", visible(report_.file(side))));
      story(*shown);
    } else {
      open(what, answer, "starts");
    }
  }

  void rule(const RuleComparison& rule) {
    const std::string name =
        "rule " + (rule.after ? (*report_.after)[*rule.after].name : (*report_.before)[*rule.before].name);
    const std::size_t before = text_.size();
    differs(name, rule.newly_allowed, "newly allowed", rule.before);
    differs(name, rule.newly_refused, "newly refused", rule.after);
    differs(name, rule.other_effect, "has another effect", std::nullopt);
    if (const auto* shown = std::get_if<Shown>(&rule.allowed_in_old_states);
        shown != nullptr && !std::holds_alternative<Shown>(rule.newly_allowed))
      differs(name, rule.allowed_in_old_states, "newly allowed only in states that the old rules have left behind",
              rule.before);
    if (before == text_.size() && is_without_effect(rule))
      headline(name, Style::good, "changed without effect", ", no run can tell the difference");
  }

  /// The answers are all proofs: whatever is shown or open has been told before this is asked.
  static bool is_without_effect(const RuleComparison& rule) {
    return rule.is_changed && std::holds_alternative<solver::comparison::None>(rule.allowed_in_old_states);
  }

  /// `refusing`: the other side's rule, where it has one.
  void differs(const std::string& what, const Answer& answer, std::string_view word,
               const std::optional<RuleId>& refusing) {
    const auto* shown = std::get_if<Shown>(&answer);
    if (shown == nullptr) {
      open(what, answer, word);
      return;
    }
    headline(what, Style::doubtful, word, fmt::format(", in {}", counted(shown->steps, "step")));
    story(*shown);
    if (is_quiet_ || word == "has another effect")
      return;
    const Side side = other(shown->side);
    if (!refusing)
      text_ += fmt::format("\n  {} has no such rule\n", visible(report_.file(side)));
    else if (shown->conflicts)
      text_ += fmt::format("\n  {} runs into a conflict there\n", visible(report_.file(side)));
    else if (shown->refused_by)
      refusal(side, *refusing, *shown->refused_by);
    else
      text_ += fmt::format("\n  {} does not know one of these values\n", visible(report_.file(side)));
  }

  void refusal(Side side, RuleId rule, std::size_t index) {
    const System& system = report_.system(side);
    const Requirement& requirement = system[rule].requirements[index];
    text_ += fmt::format("\n  step refused by {}\n    {}: require {}\n", visible(report_.file(side)),
                         place_of(system, requirement.span), print(system, requirement.formula));
  }

  void open(const std::string& what, const Answer& answer, std::string_view word) {
    std::visit(overload{
                   [](const solver::comparison::None&) {},
                   [](const Shown&) {},
                   [&](const solver::Bounded& it) {
                     headline(what, Style::doubtful, "bounded",
                              fmt::format(", not {} within {}; {}", word, counted(it.steps, "step"), it.reason));
                   },
                   [&](const solver::Unknown& it) {
                     headline(what, Style::doubtful, "unknown", fmt::format(", whether {}: {}", word, it.reason));
                   },
               },
               answer);
  }

  void story(const Shown& shown) {
    if (is_quiet_)
      return;
    const System& system = report_.system(shown.side);
    const Scenario run = reports::bare(shown.run);
    text_ += "\n" + reports::story_text(reports::tell(system, run, replay(system, run)), painter_);
  }

  void other_state() {
    if (const auto* shown = std::get_if<Shown>(&report_.found->other_state)) {
      headline("states", Style::doubtful, "differ", fmt::format(", after {}", counted(shown->steps, "step")));
      story(*shown);
    } else {
      open("states", report_.found->other_state, "other states");
    }
  }

  void properties() {
    if (report_.found->properties.empty())
      return;
    text_ += is_quiet_ ? "" : "\n";
    for (const PropertyComparison& each : report_.found->properties) {
      const Property& property = each.after ? (*report_.after)[*each.after] : (*report_.before)[*each.before];
      text_ +=
          fmt::format("{} {}: {} -> {}\n", reports::word_for(property.kind), painter_.paint(Style::bold, property.name),
                      verdict(property, each.old_verdict, each.before.has_value()),
                      verdict(property, each.new_verdict, each.after.has_value()));
    }
    for (const std::string& lost : lost_uses(report_))
      headline("possible " + lost, Style::bad, "lost", ", the new rules make it impossible");
  }

  static std::string verdict(const Property& property, const std::optional<solver::Verdict>& verdict, bool is_there) {
    if (!verdict)
      return is_there ? "not asked" : "not there";
    return std::string(reports::word_for(finding_of(property, *verdict)));
  }

  const DiffReport& report_;
  const reports::Painter& painter_;
  bool is_quiet_;
  std::string text_;
};

} // namespace

std::string diff_text(const DiffReport& report, const reports::Painter& painter, bool is_quiet) {
  return Section(report, painter, is_quiet).write();
}

} // namespace chaperone::differences
