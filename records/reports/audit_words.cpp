// The words that all reports of `audit` share.
#include "records/reports/audit_report.hpp"
#include "records/reports/few.hpp"

#include "generators/story/facts.hpp"
#include "generators/story/instantiate.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::records {

std::string Naming::operator()(const Person& person) {
  const model::Sort& sort = store_.system()[person.sort];
  const Individuals& all = store_.individuals(person.sort);
  if (!has_pseudonyms_ || sort.is_enum || person.number < sort.individuals.size() || person.number >= all.count())
    return name_of(store_, person);
  const auto [made, is_new] = made_.emplace(person, std::string());
  if (is_new)
    made->second = fmt::format("{}{}", sort.name, ++counts_[person.sort]);
  return made->second;
}

std::string sentence_of(const AuditReport& report, const PromiseAudit& promise, const Case& found, Naming& names) {
  Few few(report.system(), names);
  std::vector<model::Assignment> bindings;
  for (std::size_t i = 0; i < found.people.size(); ++i)
    bindings.push_back({promise.leading[i], few(found.people[i])});
  const model::Formula formula = reports::instantiate(report.system(), promise.told, bindings);
  return model::print(report.system(), formula, &few.population());
}

std::string sentence_of(const AuditReport& report, const Deed& deed, Naming& names) {
  Few few(report.system(), names);
  model::Action action{deed.rule, {}};
  for (std::size_t i = 0; i < deed.args.size(); ++i) {
    std::vector<std::uint32_t> numbers;
    for (const Person& person : deed.args[i])
      numbers.push_back(few(person));
    if (report.system()[report.system()[deed.rule].parameters[i]].is_set)
      action.args.emplace_back(numbers);
    else
      action.args.emplace_back(numbers.front());
  }
  return reports::sentence_of({report.system(), few.population()}, action);
}

std::string text_of(const AuditReport& report, const OpenFact& open, Naming& names) {
  const model::System& system = report.system();
  const std::string& name = std::visit([&](auto id) -> const std::string& { return system[id].name; }, open.symbol);
  const std::size_t places = std::visit([&](auto id) { return system[id].places.size(); }, open.symbol);
  if (places == 0)
    return name;
  if (open.people.empty())
    return fmt::format("some {}", name);
  std::vector<std::string> people;
  for (std::size_t i = 0; i < places; ++i)
    people.push_back(names(open.people[i]));
  return fmt::format("{}({})", name, fmt::join(people, ", "));
}

std::string origin_in_words(const PromiseAudit& promise) {
  if (!promise.origin)
    return {};
  switch (promise.origin->kind) {
  case Origin::Kind::rules_never_lead_here:
    return "the rules as written never lead here: the service did not follow them, or other rules did it";
  case Origin::Kind::rules_lead_here:
    return promise.origin->story.empty() ? "the rules allow this from the start"
                                         : fmt::format("the rules as written lead here, in {}{}: {}",
                                                       reports::counted(promise.origin->story.size(), "step"),
                                                       promise.origin->is_smallest ? " at the least" : "",
                                                       fmt::join(promise.origin->story, "; "));
  case Origin::Kind::undecided:
    return "it is undecided whether the rules as written lead here";
  }
  return {};
}

std::string word_for(const PromiseAudit& promise) {
  if (promise.not_judged)
    return "not judged";
  if (promise.broken.count > 0)
    return "broken";
  if (promise.possibly_broken.count > 0)
    return "possibly broken";
  if (!promise.open.empty())
    return "undecided";
  return promise.one_step_away.count > 0 ? "one step away" : "kept";
}

} // namespace chaperone::records
