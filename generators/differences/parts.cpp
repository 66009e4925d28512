// See parts.hpp.
#include "generators/differences/parts.hpp"

#include "generators/reports/check_report.hpp"

#include "generators/differences/last_step.hpp"
#include "generators/differences/one_sided.hpp"
#include "generators/story/story.hpp"
#include "generators/story/story_text.hpp"
#include "model/comparison/wording.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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
using solver::comparison::KindOfPeople;
using solver::comparison::PropertyComparison;
using solver::comparison::ReachComparison;
using solver::comparison::RuleComparison;
using solver::comparison::Shown;

class Writer {
public:
  Writer(const DiffReport& report, const reports::Painter& painter, bool is_quiet)
      : report_(report), painter_(painter), is_quiet_(is_quiet),
        reasons_(model::comparison::changed_reasons(*report.before, *report.after, *report.matching)),
        reworded_(model::comparison::reworded(*report.before, *report.after, *report.matching)),
        broken_(broken_promises(report)) {}

  Parts write() {
    parts_.verdict = verdict();
    start(report_.found->new_start, Side::after, Weight::looser);
    start(report_.found->old_start, Side::before, Weight::stricter);
    for (const RuleComparison& rule : report_.found->rules)
      this->rule(rule);
    other_state();
    only_in(Side::before);
    only_in(Side::after);
    for (const PropertyComparison& each : report_.found->properties)
      property(each);
    for (const ReachComparison& each : report_.found->reaches)
      reach(each);
    lost();
    return std::move(parts_);
  }

private:
  Part verdict() const {
    const Change change = report_.found->change;
    const bool is_good = change == Change::equivalent ? broken_.empty() : change == Change::stricter;
    const Style style = is_good ? Style::good : change == Change::undecided ? Style::doubtful : Style::bad;
    Part part{fmt::format("{} -> {}", visible(report_.old_file), visible(report_.new_file)), style,
              std::string(word_for(change)), meaning(change), ""};
    part.weight = change == Change::looser      ? Weight::looser
                  : change == Change::stricter  ? Weight::stricter
                  : change == Change::both      ? Weight::both
                  : change == Change::undecided ? Weight::open
                                                : Weight::neither;
    return part;
  }

  std::string meaning(Change change) const {
    const std::string who = fmt::format("for any number of {}", sorts_in_words(*report_.after));
    switch (change) {
    case Change::equivalent:
      if (report_.found->say_the_same)
        return reasons_.empty() ? ", nothing differs but names, comments or order"
                                : ", nothing differs but reasons, names, comments or order";
      return fmt::format(", everybody can do the same in the same order, {}{}", who,
                         broken_.empty() ? "" : "; but a promise that held is broken");
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

  Part& add(std::vector<Part>& to, const std::string& what, Style style, std::string_view word, const std::string& rest,
            Weight weight) const {
    to.push_back({what, style, std::string(word), rest, "", weight});
    return to.back();
  }

  void start(const Answer& answer, Side side, Weight weight) {
    const auto* shown = std::get_if<Shown>(&answer);
    if (shown == nullptr)
      return open("start", answer, "starts");
    Part& part = add(parts_.changes, "start", Style::doubtful, "differs",
                     fmt::format(", only {} starts like this", visible(report_.file(side))), weight);
    part.shown = shown;
    if (!is_quiet_)
      part.body = story(*shown);
  }

  void rule(const RuleComparison& rule) {
    const std::string name =
        "rule " + (rule.after ? (*report_.after)[*rule.after].name : (*report_.before)[*rule.before].name);
    const std::size_t before = parts_.changes.size();
    differs(name, rule.newly_allowed, "newly allowed", Weight::looser, rule.before);
    differs(name, rule.newly_refused, "newly refused", Weight::stricter, rule.after);
    differs(name, rule.may_be_refused, "may now be refused", Weight::stricter, rule.after);
    differs(name, rule.must_be_taken, "may no longer be refused", Weight::looser, rule.before);
    differs(name, rule.other_effect, "has another effect", Weight::neither, std::nullopt, true);
    if (const auto* shown = std::get_if<Shown>(&rule.allowed_in_old_states);
        shown != nullptr && !std::holds_alternative<Shown>(rule.newly_allowed))
      differs(name, rule.allowed_in_old_states, "newly allowed only in states that the old rules have left behind",
              Weight::neither, rule.before);
    const bool is_same = before == parts_.changes.size();
    for (const model::comparison::ReasonChange& each : reasons_)
      if (rule.after == each.rule)
        add(parts_.changes, name, Style::plain, "gives another reason",
            fmt::format(": {} -> {}", in_words(each.before), in_words(each.after)), Weight::neither)
            .span = each.where;
    if (is_same && is_without_effect(rule))
      add(parts_.changes, name, Style::good, "changed without effect", ", no run can tell the difference",
          Weight::neither);
    for (std::size_t i = before; i < parts_.changes.size(); ++i) {
      parts_.changes[i].side = rule.after ? Side::after : Side::before;
      if (parts_.changes[i].span.end == 0)
        parts_.changes[i].span = rule.after ? (*report_.after)[*rule.after].span : (*report_.before)[*rule.before].span;
    }
  }

  static std::string in_words(const std::optional<std::string>& reason) {
    return reason ? fmt::format("\"{}\"", visible(*reason)) : "none";
  }

  /// The answers are all proofs: whatever is shown or open has been told before this is asked.
  static bool is_without_effect(const RuleComparison& rule) {
    return rule.is_changed && std::holds_alternative<solver::comparison::None>(rule.allowed_in_old_states);
  }

  /// `refusing`: the other side's rule, where it has one.
  void differs(const std::string& what, const Answer& answer, std::string_view word, Weight weight,
               const std::optional<RuleId>& refusing, bool both_take = false) {
    const auto* shown = std::get_if<Shown>(&answer);
    if (shown == nullptr)
      return open(what, answer, word);
    Part& part =
        add(parts_.changes, what, Style::doubtful, word, fmt::format(", in {}", counted(shown->steps, "step")), weight);
    part.shown = shown;
    if (!is_quiet_)
      part.body = story_to_difference(report_, *shown, refusing, both_take, painter_);
  }

  void open(const std::string& what, const Answer& answer, std::string_view word) {
    std::visit(overload{
                   [](const solver::comparison::None&) {},
                   [](const Shown&) {},
                   [&](const solver::Bounded& it) {
                     add(parts_.changes, what, Style::doubtful, "bounded",
                         fmt::format(", not {} within {}{}; {}", word, counted(it.steps, "step"), sizes(it), it.reason),
                         Weight::open);
                   },
                   [&](const solver::Unknown& it) {
                     add(parts_.changes, what, Style::doubtful, "unknown",
                         fmt::format(", whether {}: {}", word, it.reason), Weight::open);
                   },
               },
               answer);
  }

  std::string sizes(const solver::Bounded& bounded) const {
    return bounded.sizes.empty() ? "" : " with at most " + reports::sizes_in_words(*report_.after, bounded.sizes);
  }

  std::string story(const Shown& shown) const {
    const System& system = report_.system(shown.side);
    const Scenario run = reports::bare(shown.run);
    return reports::story_text(reports::tell(system, run, replay(system, run)), painter_);
  }

  void other_state() {
    const auto* shown = std::get_if<Shown>(&report_.found->other_state);
    if (shown == nullptr)
      return open("states", report_.found->other_state, "other states");
    Part& part = add(parts_.changes, "states", Style::doubtful, "differ",
                     fmt::format(", after {}", counted(shown->steps, "step")), Weight::both);
    part.shown = shown;
    if (!is_quiet_)
      part.body = story(*shown);
  }

  /// What one side alone declares, with its rules that no line has told.
  void only_in(Side side) {
    std::vector<std::string> names;
    for (const OneSided& it : list_one_sided(report_, side))
      names.push_back(fmt::format("{} {}", it.kind, it.name));
    for (const RuleComparison& each : report_.found->rules)
      if (const auto& mine = side == Side::before ? each.before : each.after; mine && !(each.before && each.after)) {
        const std::string name = "rule " + report_.system(side)[*mine].name;
        if (std::ranges::find(parts_.changes, name, &Part::what) == parts_.changes.end())
          names.push_back(name + ", which no run takes");
      }
    if (!names.empty())
      add(parts_.changes, "only in " + visible(report_.file(side)), Style::plain,
          fmt::format("{}", fmt::join(names, ", ")), "", Weight::neither)
          .side = side;
  }

  void property(const PropertyComparison& each) {
    const Property& property = each.after ? (*report_.after)[*each.after] : (*report_.before)[*each.before];
    const std::string only =
        each.before && each.after
            ? (reworded_.contains(*each.after) ? ", and says something else" : "")
            : fmt::format(", only in {}", visible(each.after ? report_.new_file : report_.old_file));
    const std::string word = verdict(property, each.new_verdict);
    Part& part = add(parts_.properties, fmt::format("{} {}", reports::word_for(property), property.name), Style::plain,
                     fmt::format("{} -> {}", verdict(property, each.old_verdict), word), only, Weight::neither);
    const bool was_so = each.old_verdict && verdict(property, each.old_verdict) == word;
    if (each.after && std::ranges::find(broken_, property.name) != broken_.end())
      part.weight = Weight::broken;
    else if (each.after && !was_so && (word == "violated" || word == "impossible"))
      part.weight = Weight::worse;
    part.side = each.after ? Side::after : Side::before;
    part.span = property.span;
  }

  void lost() {
    for (const std::string& lost : lost_uses(report_))
      add(parts_.lost, "possible " + lost, Style::bad, "lost", ", the new rules make it impossible", Weight::worse);
    for (const LostRun& run : report_.lost_runs) {
      Part& part = add(parts_.lost, run.claim, Style::doubtful, "its run is lost",
                       fmt::format(", at step {}", run.step), Weight::worse);
      part.side = Side::before;
      part.span = run.where;
      if (!is_quiet_)
        part.body = story_of_lost(report_, run, painter_);
    }
  }

  void reach(const ReachComparison& each) {
    const std::string name = "reach " + visible(each.name);
    const std::size_t before = parts_.reaches.size();
    for (const KindOfPeople& kind : each.newly)
      this->kind(name, "newly", each, kind, Side::after);
    for (const KindOfPeople& kind : each.no_longer)
      this->kind(name, "no longer", each, kind, Side::before);
    if (each.is_decided() && !each.differs())
      add(parts_.reaches, name, Style::good, "the same",
          fmt::format(", by {} of {}", counted(each.on_both_sides, "kind"), list_names(each.variables)),
          Weight::neither);
    for (const auto& [side, rest] : {std::pair(Side::before, &each.rest_of_old), {Side::after, &each.rest_of_new}})
      if (!std::holds_alternative<solver::Proved>(*rest))
        add(parts_.reaches, name, Style::doubtful, reports::word_for(finding_of(possible_, *rest)),
            fmt::format(", whether {} has further kinds of its own{}", visible(report_.file(side)), why(*rest)),
            Weight::open);
    if (each.facts_left_out > 0 && !is_quiet_ && parts_.reaches.size() > before)
      parts_.reaches.back().body +=
          fmt::format("  {} more would tell them further apart\n", counted(each.facts_left_out, "fact"));
  }

  void kind(const std::string& name, std::string_view word, const ReachComparison& each, const KindOfPeople& kind,
            Side side) {
    std::vector<std::string> facts;
    for (std::size_t i = 0; i < each.facts.size(); ++i)
      if (kind.facts[i])
        facts.push_back((*kind.facts[i] ? "" : "not ") + each.facts[i]);
    Part& part = add(
        parts_.reaches, name, Style::doubtful, word,
        fmt::format(", in {}{}{}", counted(kind.run.steps, "step"), facts.empty() ? "" : ": ", fmt::join(facts, ", ")),
        Weight::neither);
    if (is_quiet_)
      return;
    const System& system = report_.system(side);
    const Scenario run = reports::bare(kind.run.scenario);
    std::vector<std::string> who;
    for (std::size_t i = 0; i < kind.who.size(); ++i)
      who.push_back(fmt::format("{} = {}", each.variables[i], report_.name_of(each, kind, side, i)));
    part.body = reports::short_story_text(reports::tell(system, run, replay(system, run)), painter_) +
                fmt::format("\n  with {}\n  {}: {}{}\n", list_names(who), visible(report_.file(other(side))),
                            std::holds_alternative<solver::Proved>(kind.elsewhere)
                                ? std::string_view("nobody of this kind, proved")
                                : reports::word_for(finding_of(possible_, kind.elsewhere)),
                            why(kind.elsewhere));
  }

  std::string why(const solver::Verdict& verdict) const {
    if (const auto* unknown = std::get_if<solver::Unknown>(&verdict))
      return ": " + unknown->reason;
    if (const auto* bounded = std::get_if<solver::Bounded>(&verdict))
      return fmt::format(": none within {}{}; {}", counted(bounded->steps, "step"), sizes(*bounded), bounded->reason);
    return "";
  }

  static std::string verdict(const Property& property, const std::optional<solver::Verdict>& verdict) {
    if (!verdict)
      return "cannot be said";
    return std::string(reports::word_for(finding_of(property, *verdict)));
  }

  const DiffReport& report_;
  const reports::Painter& painter_;
  bool is_quiet_;
  std::vector<model::comparison::ReasonChange> reasons_;
  std::set<model::PropertyId> reworded_; ///< by the new id
  std::vector<std::string> broken_;
  const Property possible_{{}, PropertyKind::possible, nullptr, false}; ///< for the words
  Parts parts_;
};

} // namespace

std::vector<const Part*> Parts::all() const {
  std::vector<const Part*> made;
  for (const std::vector<Part>* parts : {&changes, &properties, &reaches, &lost})
    for (const Part& part : *parts)
      made.push_back(&part);
  return made;
}

Parts parts_of(const DiffReport& report, const reports::Painter& painter, bool is_quiet) {
  return Writer(report, painter, is_quiet).write();
}

} // namespace chaperone::differences
