// The JSON report of `diff`.
#include "generators/differences/diff_report.hpp"
#include "generators/differences/one_sided.hpp"

#include "generators/reports/check_report.hpp"

#include "generators/reports/check_json.hpp"
#include "generators/story/scenario_json.hpp"
#include "generators/story/story.hpp"
#include "model/comparison/wording.hpp"
#include "model/print/printer.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace chaperone::differences {
namespace {

using namespace model;
using reports::finding_of;
using reports::scenario_json;
using Json = nlohmann::ordered_json;
using model::comparison::Side;
using solver::comparison::Answer;
using solver::comparison::KindOfPeople;
using solver::comparison::PropertyComparison;
using solver::comparison::ReachComparison;
using solver::comparison::RuleComparison;
using solver::comparison::Shown;

class Document {
public:
  explicit Document(const DiffReport& report)
      : report_(report), reasons_(model::comparison::changed_reasons(*report.before, *report.after, *report.matching)),
        reworded_(model::comparison::reworded(*report.before, *report.after, *report.matching)) {}

  Json write() const {
    Json rules = Json::array(), properties = Json::array(), reaches = Json::array(), mismatches = Json::array();
    for (const ReachComparison& reach : report_.found->reaches)
      reaches.push_back(reach_json(reach));
    for (const RuleComparison& rule : report_.found->rules)
      rules.push_back(rule_json(rule));
    for (const PropertyComparison& property : report_.found->properties)
      properties.push_back(property_json(property));
    for (const model::comparison::Mismatch& mismatch : report_.matching->mismatches)
      mismatches.push_back({{"message", mismatch.what},
                            {"old", place_of(*report_.before, mismatch.before)},
                            {"new", place_of(*report_.after, mismatch.after)}});
    Json document{{"chaperone", CHAPERONE_VERSION},
                  {"old", report_.old_file},
                  {"new", report_.new_file},
                  {"verdict", word_for(report_.found->change)},
                  {"rules", std::move(rules)},
                  {"starts",
                   {{"only_new", answer_json(report_.found->new_start, std::nullopt)},
                    {"only_old", answer_json(report_.found->old_start, std::nullopt)}}},
                  {"properties", std::move(properties)},
                  {"reach", std::move(reaches)},
                  {"broken", broken_promises(report_)},
                  {"lost", lost_uses(report_)},
                  {"lost_runs", Json::array()}};
    for (const LostRun& run : report_.lost_runs)
      document["lost_runs"].push_back({{"purpose", run.claim},
                                       {"place", place_of(*report_.before, run.where)},
                                       {"step", run.step},
                                       {"scenario", scenario_json(*report_.before, run.run)}});
    if (!std::holds_alternative<solver::comparison::None>(report_.found->other_state))
      document["other_state"] = answer_json(report_.found->other_state, std::nullopt);
    if (report_.found->was_interrupted)
      document["interrupted"] = true;
    document["only_old"] = one_sided_json(Side::before);
    document["only_new"] = one_sided_json(Side::after);
    if (!mismatches.empty())
      document["not_compared"] = std::move(mismatches);
    document["seconds"] = std::round(report_.seconds * 1000) / 1000;
    return document;
  }

private:
  Json one_sided_json(Side side) const {
    Json made = Json::array();
    for (const OneSided& it : list_one_sided(report_, side))
      made.push_back({{"kind", it.kind}, {"name", it.name}, {"place", place_of(report_.system(side), it.span)}});
    return made;
  }

  Json rule_json(const RuleComparison& rule) const {
    Json line;
    line["rule"] = rule.after ? (*report_.after)[*rule.after].name : (*report_.before)[*rule.before].name;
    if (rule.before && rule.after && (*report_.before)[*rule.before].name != (*report_.after)[*rule.after].name)
      line["old_rule"] = (*report_.before)[*rule.before].name;
    if (!rule.before || !rule.after)
      line["only"] = rule.after ? "new" : "old";
    line["changed"] = rule.is_changed || !rule.before || !rule.after;
    line["newly_allowed"] = answer_json(rule.newly_allowed, rule.before);
    line["newly_refused"] = answer_json(rule.newly_refused, rule.after);
    line["may_be_refused"] = answer_json(rule.may_be_refused, rule.after);
    line["must_be_taken"] = answer_json(rule.must_be_taken, rule.before);
    line["other_effect"] = answer_json(rule.other_effect, std::nullopt);
    line["allowed_in_old_states"] = answer_json(rule.allowed_in_old_states, rule.before);
    for (const model::comparison::ReasonChange& each : reasons_)
      if (rule.after == each.rule)
        line["reasons"].push_back({{"old", reason_json(each.before)}, {"new", reason_json(each.after)}});
    return line;
  }

  static Json reason_json(const std::optional<std::string>& reason) { return reason ? Json(*reason) : Json(); }

  /// `refusing`: the other side's rule, where it has one.
  Json answer_json(const Answer& answer, const std::optional<RuleId>& refusing) const {
    Json line{{"verdict", word_for(answer)}};
    std::visit(overload{
                   [](const solver::comparison::None&) {},
                   [&](const Shown& shown) { write_shown(line, shown, refusing); },
                   [&](const solver::Bounded& it) {
                     line["steps"] = it.steps;
                     line["reason"] = it.reason;
                   },
                   [&](const solver::Unknown& it) { line["reason"] = it.reason; },
               },
               answer);
    return line;
  }

  static Json words_json(const System& system, Span span) {
    Json words{{"text", quoted(system, span)}};
    if (is_written(system, span)) {
      words["file"] = system.sources->file(span.file).path();
      words["line"] = system.sources->locate(span).line;
    }
    return words;
  }

  void write_shown(Json& line, const Shown& shown, const std::optional<RuleId>& refusing) const {
    const System& own = report_.system(shown.side);
    line["steps"] = shown.steps;
    line["scenario"] = scenario_json(own, shown.run);
    if (!shown.is_smallest)
      line["smallest"] = false;
    if (refusing && (shown.refused_by || shown.left_open)) {
      const System& other = report_.system(model::comparison::other(shown.side));
      if (shown.refused_by)
        line["refused_by"] = words_json(other, other[*refusing].requirements[*shown.refused_by].span);
      else
        line["left_open_by"] = words_json(other, other[*refusing].may_refuse[*shown.left_open].span);
    }
    if (shown.conflicts)
      line["conflicts"] = true;
  }

  Json reach_json(const ReachComparison& each) const {
    Json line{{"name", each.name}, {"variables", each.variables}, {"facts", each.facts}};
    if (each.facts_left_out > 0)
      line["facts_left_out"] = each.facts_left_out;
    for (const auto& [word, kinds, side] :
         {std::tuple("newly", &each.newly, Side::after), std::tuple("no_longer", &each.no_longer, Side::before)}) {
      line[word] = Json::array();
      for (const KindOfPeople& kind : *kinds)
        line[word].push_back(kind_json(each, kind, side));
    }
    line["on_both_sides"] = each.on_both_sides;
    line["further_old"] = claim_json(each.rest_of_old);
    line["further_new"] = claim_json(each.rest_of_new);
    return line;
  }

  Json kind_json(const ReachComparison& each, const KindOfPeople& kind, Side side) const {
    Json facts = Json::object(), who = Json::object();
    for (std::size_t i = 0; i < each.facts.size(); ++i)
      if (kind.facts[i])
        facts[each.facts[i]] = *kind.facts[i];
    for (std::size_t i = 0; i < kind.who.size(); ++i)
      who[each.variables[i]] = report_.name_of(each, kind, side, i);
    return {{"facts", std::move(facts)},
            {"who", std::move(who)},
            {"steps", kind.run.steps},
            {"scenario", scenario_json(report_.system(side), kind.run.scenario)},
            {"elsewhere", claim_json(kind.elsewhere)}};
  }

  /// That there is nobody: proved, or how far that is known.
  static Json claim_json(const solver::Verdict& verdict) {
    return std::visit(overload{
                          [](const solver::Shown&) {
                            return Json{{"verdict", "shown"}};
                          },
                          [](const solver::Proved&) {
                            return Json{{"verdict", "none"}};
                          },
                          [](const solver::Bounded& it) {
                            return Json{{"verdict", "bounded"}, {"steps", it.steps}, {"reason", it.reason}};
                          },
                          [](const solver::Unknown& it) {
                            return Json{{"verdict", "unknown"}, {"reason", it.reason}};
                          },
                      },
                      verdict);
  }

  Json property_json(const PropertyComparison& each) const {
    const System& named = each.after ? *report_.after : *report_.before;
    const Property& property = named[each.after ? *each.after : *each.before];
    Json line{{"name", property.name}, {"kind", reports::word_for(property)}};
    if (!each.before || !each.after)
      line["only"] = each.after ? "new" : "old";
    else if (reworded_.contains(*each.after))
      line["reworded"] = true;
    const auto verdict = [&](const std::optional<solver::Verdict>& it) {
      return it ? Json(reports::word_for(finding_of(property, *it))) : Json(nullptr);
    };
    line["old"] = verdict(each.old_verdict);
    line["new"] = verdict(each.new_verdict);
    return line;
  }

  const DiffReport& report_;
  const std::vector<model::comparison::ReasonChange> reasons_;
  const std::set<model::PropertyId> reworded_; ///< by the new id
};

} // namespace

Json diff_json(const DiffReport& report) {
  return Document(report).write();
}

} // namespace chaperone::differences
