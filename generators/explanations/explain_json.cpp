// The JSON report of `explain`.
#include "generators/explanations/explain_report.hpp"

#include "generators/reports/check_report.hpp"
#include "generators/story/scenario_json.hpp"
#include "model/print/printer.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace chaperone::explanations {
namespace {

using namespace model;
using Json = nlohmann::ordered_json;
using solver::explanation::Reliance;

class Document {
public:
  explicit Document(const ExplainReport& report) : report_(report), system_(report.system()) {}

  Json write() const {
    Json properties = Json::array(), lines = Json::array();
    for (const solver::PropertyAnswer& answer : report_.found->checked.properties)
      properties.push_back(property_json(answer));
    for (const ClauseRoles& told : clauses_told(report_))
      lines.push_back(line_json(told));
    Json document{{"chaperone", CHAPERONE_VERSION},
                  {"system", system_.name},
                  {"file", report_.file},
                  {"properties", std::move(properties)},
                  {"lines", std::move(lines)}};
    document["superfluous"] = superfluous_json();
    if (report_.found->was_interrupted)
      document["interrupted"] = true;
    document["seconds"] = std::round(report_.seconds * 1000) / 1000;
    return document;
  }

private:
  Json property_json(const solver::PropertyAnswer& answer) const {
    const Property& property = system_[answer.property];
    Json made{{"name", property.name},
              {"kind", reports::word_for(property)},
              {"verdict", reports::word_for(reports::finding_of(property, answer.verdict))}};
    if (report_.violations.contains(answer.property))
      made["violation"] = violation_json(report_, answer);
    const auto sets = report_.found->alternatives.find(answer.property);
    if (sets == report_.found->alternatives.end())
      return made;
    for (const ClauseSet& set : sets->second) {
      Json clauses = Json::array();
      for (const std::size_t each : set)
        clauses.push_back(clause_json(report_.found->clauses[each]));
      made["alternatives"].push_back(std::move(clauses));
    }
    return made;
  }

  Json superfluous_json() const {
    const solver::explanation::Superfluous& found = report_.found->superfluous;
    Json contradictions = Json::array(), implied = Json::array(), reasons = Json::array();
    for (const auto& [rule, requirements] : found.contradictions) {
      Json clauses = Json::array();
      for (const std::size_t each : requirements)
        clauses.push_back(requirement_json(rule, each));
      contradictions.push_back({{"rule", system_[rule].name}, {"requirements", std::move(clauses)}});
    }
    for (const auto& [rule, each] : found.implied)
      implied.push_back(requirement_json(rule, each));
    for (const auto& [property, never] : found.empty_reasons) {
      std::vector<std::string> parts;
      for (const Formula& part : never)
        parts.push_back(print(system_, part));
      reasons.push_back({{"name", system_[property].name}, {"never", std::move(parts)}});
    }
    return {{"contradictions", std::move(contradictions)},
            {"implied", std::move(implied)},
            {"empty_reasons", std::move(reasons)}};
  }

  Json requirement_json(RuleId rule, std::size_t index) const {
    return clause_json({Clause::Kind::requirement, rule, index, system_[rule].requirements[index].span});
  }

  Json clause_json(const Clause& clause) const {
    Json made = Json::object();
    if (is_written(system_, clause.span)) {
      const Location at = system_.sources->locate(clause.span);
      made["file"] = system_.sources->file(clause.span.file).path();
      made["line"] = at.line;
      made["column"] = at.column;
    }
    made["text"] = words_of(system_, clause);
    made["kind"] = kind_of(clause.kind);
    if (clause.is_in_rule())
      made["rule"] = system_[clause.rule].name;
    return made;
  }

  static std::string_view kind_of(Clause::Kind kind) {
    switch (kind) {
    case Clause::Kind::requirement:
      return "requirement";
    case Clause::Kind::effect:
      return "effect";
    case Clause::Kind::assumption:
      return "assume";
    case Clause::Kind::init:
      break;
    }
    return "init";
  }

  Json line_json(const ClauseRoles& told) const {
    Json made = clause_json(report_.found->clauses[told.clause]);
    Json roles = Json::array();
    for (const Reliance* each : told.roles) {
      Json role{{"name", system_[each->property].name}, {"role", word_for(each->role)}};
      if (!each->reason.empty())
        role["reason"] = each->reason;
      if (each->permits) {
        role["steps"] = each->permits->steps;
        if (!each->permits->is_smallest)
          role["smallest"] = false;
        role["scenario"] = reports::scenario_json(system_, each->permits->scenario);
      }
      roles.push_back(std::move(role));
    }
    made["properties"] = std::move(roles);
    return made;
  }

  const ExplainReport& report_;
  const System& system_;
};

} // namespace

Json explain_json(const ExplainReport& report) {
  return Document(report).write();
}

} // namespace chaperone::explanations
