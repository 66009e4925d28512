// The JSON report of `diff`.
#include "generators/differences/diff_report.hpp"

#include "generators/reports/check_report.hpp"

#include "generators/reports/check_json.hpp"
#include "generators/story/scenario_json.hpp"
#include "generators/story/story.hpp"
#include "model/printer.hpp"

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
using solver::comparison::PropertyComparison;
using solver::comparison::RuleComparison;
using solver::comparison::Shown;

class Document {
public:
  explicit Document(const DiffReport& report) : report_(report) {}

  Json write() const {
    Json rules = Json::array(), properties = Json::array(), mismatches = Json::array();
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
                  {"lost", lost_uses(report_)}};
    if (!std::holds_alternative<solver::comparison::None>(report_.found->other_state))
      document["other_state"] = answer_json(report_.found->other_state, std::nullopt);
    if (!mismatches.empty())
      document["not_compared"] = std::move(mismatches);
    document["seconds"] = std::round(report_.seconds * 1000) / 1000;
    return document;
  }

private:
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
    line["other_effect"] = answer_json(rule.other_effect, std::nullopt);
    line["allowed_in_old_states"] = answer_json(rule.allowed_in_old_states, rule.before);
    return line;
  }

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

  void write_shown(Json& line, const Shown& shown, const std::optional<RuleId>& refusing) const {
    const System& own = report_.system(shown.side);
    line["steps"] = shown.steps;
    line["scenario"] = scenario_json(own, shown.run);
    if (!shown.is_smallest)
      line["smallest"] = false;
    if (shown.refused_by && refusing) {
      const System& other = report_.system(model::comparison::other(shown.side));
      const Requirement& requirement = other[*refusing].requirements[*shown.refused_by];
      line["refused_by"] = {{"text", quoted(other, requirement.span)}};
      if (is_written(other, requirement.span)) {
        line["refused_by"]["file"] = other.sources->file(requirement.span.file).path();
        line["refused_by"]["line"] = other.sources->locate(requirement.span).line;
      }
    }
    if (shown.conflicts)
      line["conflicts"] = true;
  }

  Json property_json(const PropertyComparison& each) const {
    const System& named = each.after ? *report_.after : *report_.before;
    const Property& property = named[each.after ? *each.after : *each.before];
    Json line{{"name", property.name}, {"kind", reports::word_for(property.kind)}};
    const auto verdict = [&](const std::optional<solver::Verdict>& it) {
      return it ? Json(reports::word_for(finding_of(property, *it))) : Json(nullptr);
    };
    line["old"] = verdict(each.old_verdict);
    line["new"] = verdict(each.new_verdict);
    return line;
  }

  const DiffReport& report_;
};

} // namespace

Json diff_json(const DiffReport& report) {
  return Document(report).write();
}

} // namespace chaperone::differences
