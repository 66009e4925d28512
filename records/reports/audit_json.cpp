// The JSON and CSV reports of `audit`, and its cases for CI systems.
#include "records/reports/audit_report.hpp"

#include "generators/reports/check_report.hpp"
#include "records/lines/quotes.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace chaperone::records {
namespace {

using Json = nlohmann::ordered_json;

Json case_json(const AuditReport& report, const PromiseAudit& promise, const Case& it, Naming& names) {
  Json people = Json::object();
  for (std::size_t i = 0; i < it.people.size(); ++i)
    people[promise.names[i]] = names(it.people[i]);
  Json made{{"class", name_of(it.kind)}, {"individuals", std::move(people)}};
  made["sentence"] = sentence_of(report, promise, it, names);
  if (it.kind == CaseClass::possibly_broken) {
    made["not_known"] = Json::array();
    for (const OpenFact& open : it.rests_on)
      made["not_known"].push_back(text_of(report, open, names));
  }
  if (it.deed) {
    made["step"] = deed_json(report, *it.deed, names);
    const Slip slip = slip_of(report, it, names);
    made["step"]["passed"] = slip.passed;
    made["step"]["never_together"] = Json::array();
    for (const auto& [one, other] : slip.unseen)
      made["step"]["never_together"].push_back({one, other});
  }
  return made;
}

} // namespace

nlohmann::ordered_json deed_json(const AuditReport& report, const Deed& deed, Naming& names) {
  const model::Rule& rule = report.system()[deed.rule];
  Json args = Json::object();
  for (std::size_t i = 0; i < deed.args.size(); ++i) {
    Json people = Json::array();
    for (const Person& person : deed.args[i])
      people.push_back(names(person));
    const model::Variable& parameter = report.system()[rule.parameters[i]];
    args[parameter.name] = parameter.is_set ? people : people.front();
  }
  return {{"rule", rule.name}, {"args", std::move(args)}, {"sentence", sentence_of(report, deed, names)}};
}

nlohmann::ordered_json audit_json(const AuditReport& report) {
  Naming names(*report.store, report.has_pseudonyms);
  Json promises = Json::array(), assumptions = Json::array();
  for (const PromiseAudit& promise : report.audit->promises) {
    const model::Property& property = report.system()[promise.property];
    Json made{{"name", property.name},
              {"kind", reports::word_for(property)},
              {"verdict", word_for(promise)},
              {"broken", promise.broken.count},
              {"possibly_broken", promise.possibly_broken.count},
              {"one_step_away", promise.one_step_away.count}};
    if (promise.not_judged)
      made["not_judged"] = *promise.not_judged;
    if (!promise.open.empty())
      made["undecided"] = promise.open;
    if (!promise.not_ahead.empty())
      made["not_looked_ahead"] = promise.not_ahead;
    Json by_rule = Json::object();
    for (std::size_t rule = 0; rule < promise.by_rule.size(); ++rule)
      if (promise.by_rule[rule] > 0)
        by_rule[report.system().rules[rule].name] = promise.by_rule[rule];
    if (!by_rule.empty())
      made["one_step_away_by_rule"] = std::move(by_rule);
    if (promise.origin) {
      const char* kind = promise.origin->kind == Origin::Kind::rules_lead_here         ? "rules_lead_here"
                         : promise.origin->kind == Origin::Kind::rules_never_lead_here ? "rules_never_lead_here"
                                                                                       : "undecided";
      made["origin"] = {{"kind", kind}, {"story", promise.origin->story}};
    }
    made["cases"] = Json::array();
    for (const Case& it : promise.listed)
      made["cases"].push_back(case_json(report, promise, it, names));
    promises.push_back(std::move(made));
  }
  for (const BrokenAssumption& broken : report.audit->assumptions)
    assumptions.push_back({{"assumption", model::place_of(report.system(), broken.span)}, {"cases", broken.count}});
  Json made{{"chaperone", CHAPERONE_VERSION},
            {"system", report.system().name},
            {"file", report.file},
            {"data", report.data},
            {"promises", std::move(promises)},
            {"broken_assumptions", std::move(assumptions)},
            {"warnings", report.audit->warnings},
            {"was_cut", report.audit->was_cut},
            {"seconds", report.seconds}};
  if (report.repair != nullptr)
    made["repair"] = repair_json(report, names);
  return made;
}

std::string audit_csv(const AuditReport& report) {
  Naming names(*report.store, report.has_pseudonyms);
  std::string text = "promise,class,individuals,rule,sentence\r\n";
  for (const PromiseAudit& promise : report.audit->promises)
    for (const Case& it : promise.listed) {
      std::string people;
      for (std::size_t i = 0; i < it.people.size(); ++i)
        people += fmt::format("{}{}={}", i == 0 ? "" : " ", promise.names[i], names(it.people[i]));
      text += fmt::format("{},{},{},{},{}\r\n", csv_field(report.system()[promise.property].name), name_of(it.kind),
                          csv_field(people), it.deed ? report.system()[it.deed->rule].name : "",
                          csv_field(sentence_of(report, promise, it, names)));
    }
  if (report.repair != nullptr)
    text += repair_csv(report, names);
  return text;
}

std::vector<reports::CiCase> audit_cases(const AuditReport& report) {
  Naming names(*report.store, report.has_pseudonyms);
  std::vector<reports::CiCase> made;
  for (const PromiseAudit& promise : report.audit->promises) {
    const model::Property& property = report.system()[promise.property];
    reports::CiCase& it = made.emplace_back();
    it.suite = report.system().name;
    it.name = property.name;
    const std::string word = word_for(promise);
    it.outcome = word == "broken"                            ? reports::CiOutcome::failed
                 : word == "kept" || word == "one step away" ? reports::CiOutcome::passed
                                                             : reports::CiOutcome::undecided;
    it.message = fmt::format("{}: {}, {} broken, {} possibly broken, {} one step away", property.name,
                             promise.not_judged ? *promise.not_judged : word, promise.broken.count,
                             promise.possibly_broken.count, promise.one_step_away.count);
    for (const Case& found : promise.listed)
      it.details += fmt::format("{}: {}{}\n", name_of(found.kind),
                                found.deed ? sentence_of(report, *found.deed, names) + ": then " : std::string(),
                                sentence_of(report, promise, found, names));
    it.fingerprint = fmt::format("audit:{}", property.name);
    if (model::is_written(report.system(), property.span)) {
      const auto location = report.system().sources->locate(property.span);
      it.place = {report.system().sources->file(property.span.file).path(), location.line, location.column};
    }
  }
  return made;
}

} // namespace chaperone::records
