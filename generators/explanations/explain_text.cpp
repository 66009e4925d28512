// The text report of `explain`.
#include "generators/explanations/explain_report.hpp"

#include "generators/reports/check_report.hpp"
#include "generators/story/story.hpp"
#include "generators/story/story_text.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace chaperone::explanations {
namespace {

using namespace model;
using reports::counted;
using reports::Finding;
using reports::finding_of;
using reports::Style;
using solver::explanation::Reliance;
using solver::explanation::Role;

class Section {
public:
  Section(const ExplainReport& report, const reports::Painter& painter, bool is_quiet)
      : report_(report), system_(report.system()), painter_(painter), is_quiet_(is_quiet) {}

  std::string write() {
    if (!is_quiet_)
      text_ += fmt::format("{}  {}\n\n", painter_.paint(Style::bold, system_.name), visible(report_.file));
    for (const solver::PropertyAnswer& answer : report_.found->checked.properties)
      verdict(answer);
    for (const solver::PropertyAnswer& answer : report_.found->checked.properties)
      if (!is_quiet_ && report_.violations.contains(answer.property))
        text_ += violation_text(report_, answer, painter_);
    const std::vector<ClauseRoles> told = clauses_told(report_);
    FileId file{UINT32_MAX};
    for (const ClauseRoles& each : told)
      clause(each, file);
    for (const auto& [property, sets] : report_.found->alternatives)
      alternatives(property, sets);
    superfluous();
    if (!is_quiet_) {
      for (const ClauseRoles& each : told)
        for (const Reliance* reliance : each.roles)
          if (reliance->permits)
            permitted(*reliance);
      text_ += fmt::format("\n{}{} ({:.2f} s)\n", counted(told.size(), "clause"),
                           report_.found->was_interrupted ? ", interrupted" : "", report_.seconds);
    }
    return std::move(text_);
  }

private:
  void verdict(const solver::PropertyAnswer& answer) {
    const Property& property = system_[answer.property];
    const Finding finding = finding_of(property, answer.verdict);
    const bool is_good = finding == Finding::proved || finding == Finding::witnessed;
    const bool is_bad = finding == Finding::violated || finding == Finding::impossible;
    const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
    text_ += fmt::format("{} {}: {}{}\n", reports::word_for(property), painter_.paint(Style::bold, property.name),
                         painter_.paint(is_good  ? Style::good
                                        : is_bad ? Style::bad
                                                 : Style::doubtful,
                                        reports::word_for(finding)),
                         shown ? " in " + counted(shown->steps, "step") : "");
  }

  /// A clause and, for each role, the properties for which it has it.
  void clause(const ClauseRoles& told, FileId& file) {
    const Clause& clause = report_.found->clauses[told.clause];
    if (told.roles.empty())
      return;
    if (is_written(system_, clause.span) && clause.span.file != file) {
      file = clause.span.file;
      text_ += fmt::format("\n{}\n", painter_.paint(Style::bold, visible(system_.sources->file(file).path())));
    }
    const std::string line =
        is_written(system_, clause.span) ? std::to_string(system_.sources->locate(clause.span).line) : "";
    text_ += fmt::format("{:>5}  {}{}\n", line, in_rule(clause), words_of(system_, clause));
    const std::size_t before = text_.size();
    const bool is_effect = clause.kind == Clause::Kind::effect;
    roles(told, Role::load_bearing, Style::bold, "load-bearing for {}");
    roles(told, Role::shared, Style::plain, "shared, for {}");
    roles(told, Role::needed_for_use, Style::bold, "needed for the use of {}");
    roles(told, Role::undecided, Style::doubtful, "undecided for {}");
    if (text_.size() == before)
      text_ +=
          fmt::format("       {}\n", painter_.paint(Style::dim, is_effect || clause.kind != Clause::Kind::requirement
                                                                    ? "no verdict changes without it"
                                                                    : "idle, no proof rests on it"));
  }

  std::string in_rule(const Clause& clause) const {
    return clause.is_in_rule() ? painter_.paint(Style::dim, system_[clause.rule].name + ": ") : "";
  }

  void roles(const ClauseRoles& told, Role role, Style style, const char* words) {
    std::vector<std::string> names;
    for (const Reliance* each : told.roles)
      if (each->role == role)
        names.push_back(system_[each->property].name +
                        (each->reason.empty() ? "" : fmt::format(" ({})", visible(each->reason))));
    if (!names.empty())
      text_ += fmt::format("       {}\n", painter_.paint(style, fmt::format(fmt::runtime(words), list_names(names))));
  }

  void alternatives(PropertyId property, const std::vector<ClauseSet>& sets) {
    const auto is_told = [&](std::size_t each) { return report_.tells_of(report_.found->clauses[each]); };
    if (std::ranges::none_of(sets, [&](const ClauseSet& set) { return std::ranges::any_of(set, is_told); }))
      return;
    text_ += fmt::format("\n{}: beside the load-bearing clauses one of these suffices\n",
                         painter_.paint(Style::bold, system_[property].name));
    for (const ClauseSet& set : sets) {
      const char* mark = "-";
      for (const std::size_t each : set) {
        const Clause& clause = report_.found->clauses[each];
        text_ += fmt::format("  {} {}  {}{}\n", mark, painter_.paint(Style::dim, place_of(system_, clause.span)),
                             in_rule(clause), words_of(system_, clause));
        mark = " ";
      }
    }
  }

  void superfluous() {
    const solver::explanation::Superfluous& found = report_.found->superfluous;
    for (const auto& [rule, requirements] : found.contradictions) {
      text_ +=
          fmt::format("\nno run takes rule {}, {} never met{}\n", painter_.paint(Style::bold, system_[rule].name),
                      requirements.size() == 1 ? "this is" : "these are", requirements.size() == 1 ? "" : " together");
      for (const std::size_t each : requirements)
        requirement(rule, each);
    }
    if (!found.implied.empty())
      text_ += "\nimplied by the other requirements of the rule, in every state that can be reached\n";
    for (const auto& [rule, each] : found.implied)
      requirement(rule, each);
    for (const auto& [property, never] : found.empty_reasons) {
      std::vector<std::string> parts;
      for (const Formula& part : never)
        parts.push_back(print(system_, part));
      text_ += fmt::format("\n{}: it {} for a smaller reason than it states, never {}\n",
                           painter_.paint(Style::bold, system_[property].name),
                           system_[property].kind == PropertyKind::possible ? "is impossible" : "holds",
                           fmt::join(parts, " and "));
    }
  }

  void requirement(RuleId rule, std::size_t index) {
    const Span span = system_[rule].requirements[index].span;
    text_ += fmt::format("  {}  {}require {}\n", painter_.paint(Style::dim, place_of(system_, span)),
                         painter_.paint(Style::dim, system_[rule].name + ": "), quoted(system_, span));
  }

  /// What the rules without a load-bearing clause permit.
  void permitted(const Reliance& each) {
    const Clause& clause = report_.found->clauses[each.clause];
    const System changed = without(system_, report_.found->clauses, {each.clause});
    const Scenario run = reports::bare(each.permits->scenario);
    text_ += fmt::format("\nwithout {} `{}`, {} is {} {}\n", painter_.paint(Style::dim, place_of(system_, clause.span)),
                         words_of(system_, clause), painter_.paint(Style::bold, system_[each.property].name),
                         system_[each.property].kind == PropertyKind::possible ? "reached" : "broken",
                         each.permits->steps == 0 ? "at the start" : "in " + counted(each.permits->steps, "step"));
    text_ += reports::short_story_text(reports::tell(changed, run, replay(changed, run)), painter_);
    if (!each.permits->is_smallest)
      text_ += fmt::format("  a smaller run may exist: {}\n", each.permits->unproved);
  }

  const ExplainReport& report_;
  const System& system_;
  const reports::Painter& painter_;
  bool is_quiet_;
  std::string text_;
};

} // namespace

std::string explain_text(const ExplainReport& report, const reports::Painter& painter, bool is_quiet) {
  return Section(report, painter, is_quiet).write();
}

} // namespace chaperone::explanations
