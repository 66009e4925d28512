// What the reports of `audit` say of a repair.
#include "records/reports/audit_report.hpp"

#include "records/lines/quotes.hpp"
#include "records/sources/columns.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace chaperone::records {
namespace {

using Json = nlohmann::ordered_json;
using reports::counted;
using reports::Style;

const PromiseAudit& promise_of(const AuditReport& report, model::PropertyId property) {
  return *std::ranges::find(report.audit->promises, property, &PromiseAudit::property);
}

std::string sentence_of_case(const AuditReport& report, model::PropertyId property, const std::vector<Person>& people,
                             Naming& names) {
  Case it;
  it.people = people;
  return sentence_of(report, promise_of(report, property), it, names);
}

std::string not_restored_text(const AuditReport& report, const NotRestored& it, Naming& names) {
  const std::string& name = report.system()[it.property].name;
  std::string text;
  if (it.kept_by_others > 0)
    text += fmt::format("  {}: {} not restored: nothing that breaks {} can be removed\n", name,
                        counted(it.kept_by_others, "case"), it.kept_by_others == 1 ? "it" : "them");
  if (it.in_conflict > 0)
    text += fmt::format("  {}: {} not restored: what would have to be removed is needed by a promise\n", name,
                        counted(it.in_conflict, "case"));
  for (const std::vector<Person>& people : it.listed)
    if (const std::string sentence = sentence_of_case(report, it.property, people, names); !sentence.empty())
      text += fmt::format("    {}\n", model::visible(sentence));
  const std::size_t count = it.kept_by_others + it.in_conflict;
  if (it.listed.size() < count)
    text += fmt::format("    and {} more (--limit)\n", count - it.listed.size());
  return text;
}

std::string removals_text(const AuditReport& report, Naming& names) {
  std::string text;
  auto listed = report.repair->listed.begin();
  const auto end = report.repair->listed.end();
  for (const auto& [relation, facts] : report.repair->removals) {
    text += fmt::format("  {}: {}\n", report.system()[relation].name, facts.count());
    std::size_t told = 0;
    for (; listed != end && listed->relation == relation; ++listed, ++told) {
      const std::string step = listed->deed            ? sentence_of(report, *listed->deed, names)
                               : listed->is_looked_for ? "no step removes it today"
                                                       : "";
      text += model::visible(
          fmt::format("    {}{}{}", sentence_of(report, *listed, names), step.empty() ? "" : ": ", step));
      text += "\n";
    }
    if (told < facts.count())
      text += fmt::format("    and {} more (--limit)\n", facts.count() - told);
  }
  return text;
}

} // namespace

std::string verdict_of(const Repair& repair) {
  const std::string all = repair.not_restored.empty() ? "every promise" : "all that removals can restore";
  if (repair.count == 0)
    return repair.not_restored.empty() ? "nothing is broken" : "no removals restore what is broken";
  const std::string facts = fmt::format("remove {}", counted(repair.count, "fact"));
  if (repair.is_fewest())
    return fmt::format("{}; no fewer restore {}", facts, all);
  return fmt::format("{}, which restore{} {}; at most {} fewer would do", facts, repair.count == 1 ? "s" : "", all,
                     repair.count - repair.at_least);
}

std::string sentence_of(const AuditReport& report, const Removal& removal, Naming& names) {
  return text_of(report, OpenFact{removal.relation, removal.people}, names);
}

std::string repair_text(const AuditReport& report, const reports::Painter& painter, bool is_quiet, Naming& names) {
  const Repair& repair = *report.repair;
  if (repair.is_found && repair.count == 0 && repair.not_restored.empty())
    return {};
  std::string text = fmt::format("{}{}: ", is_quiet ? "" : "\n", painter.paint(Style::bold, "what to do"));
  if (!repair.is_found)
    return fmt::format("{}{}: {}\n", text, painter.paint(Style::doubtful, "not found out"),
                       fmt::join(repair.open, "; "));
  text += verdict_of(repair) + "\n";
  if (is_quiet)
    return text;
  text += removals_text(report, names);
  for (const NotRestored& it : repair.not_restored)
    text += not_restored_text(report, it, names);
  if (repair.possibly_broken > 0)
    text += fmt::format("  {} {} possibly broken after that: what {} on is not known\n",
                        counted(repair.possibly_broken, "case"), repair.possibly_broken == 1 ? "is" : "are",
                        repair.possibly_broken == 1 ? "it depends" : "they depend");
  return text;
}

nlohmann::ordered_json repair_json(const AuditReport& report, Naming& names) {
  const Repair& repair = *report.repair;
  const model::System& system = report.system();
  Json from = Json::array(), by_relation = Json::object(), removals = Json::array(), not_restored = Json::array();
  for (const model::RelationId relation : repair.from)
    from.push_back(system[relation].name);
  for (const auto& [relation, facts] : repair.removals)
    by_relation[system[relation].name] = facts.count();
  for (const Removal& removal : repair.listed) {
    Json args = Json::array();
    for (const Person& person : removal.people)
      args.push_back(names(person));
    Json& it = removals.emplace_back(Json{{"relation", system[removal.relation].name}, {"args", std::move(args)}});
    if (removal.deed)
      it["step"] = deed_json(report, *removal.deed, names);
    else if (removal.is_looked_for)
      it["step"] = nullptr;
  }
  for (const NotRestored& it : repair.not_restored) {
    Json cases = Json::array();
    const PromiseAudit& promise = promise_of(report, it.property);
    for (const std::vector<Person>& people : it.listed) {
      Json& individuals = cases.emplace_back(Json::object());
      for (std::size_t i = 0; i < people.size(); ++i)
        individuals[promise.names[i]] = names(people[i]);
    }
    not_restored.push_back({{"promise", system[it.property].name},
                            {"nothing_to_remove", it.kept_by_others},
                            {"in_conflict", it.in_conflict},
                            {"cases", std::move(cases)}});
  }
  return {{"verdict", !repair.is_found     ? "undecided"
                      : repair.is_fewest() ? "fewest"
                                           : "bounded"},
          {"from", std::move(from)},
          {"count", repair.count},
          {"at_least", repair.at_least},
          {"by_relation", std::move(by_relation)},
          {"removals", std::move(removals)},
          {"not_restored", std::move(not_restored)},
          {"possibly_broken", repair.possibly_broken},
          {"undecided", repair.open}};
}

std::string repair_csv(const AuditReport& report, Naming& names) {
  const model::System& system = report.system();
  std::string text;
  for (const Removal& removal : report.repair->listed) {
    const auto& places = system[removal.relation].places;
    std::string people;
    for (std::size_t i = 0; i < removal.people.size(); ++i) {
      const std::string place = name_of_place(system, places, i);
      people += fmt::format("{}{}={}", i == 0 ? "" : " ", place.empty() ? fmt::format("c{}", i + 1) : place,
                            names(removal.people[i]));
    }
    text += fmt::format(",remove,{},{},{}\r\n", csv_field(people), removal.deed ? system[removal.deed->rule].name : "",
                        csv_field(sentence_of(report, removal, names)));
  }
  return text;
}

} // namespace chaperone::records
