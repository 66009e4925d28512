#include "records/audit/auditor.hpp"

#include "records/sql/reduction.hpp"

#include "model/text/visible.hpp"
#include "solver/api/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::VariableId;

namespace {

/// Combinations of individuals that no fact binds, in one query.
constexpr double most_combinations = 1'000'000'000;

} // namespace

Cases summary_of(const Cases& cases) {
  Cases made;
  made.count = cases.count;
  made.different = cases.different;
  return made;
}

PromiseAudit summary_of(const PromiseAudit& promise) {
  PromiseAudit made;
  made.property = promise.property;
  made.not_judged = promise.not_judged;
  made.leading = promise.leading;
  made.names = promise.names;
  made.told = promise.told;
  made.broken = summary_of(promise.broken);
  made.possibly_broken = summary_of(promise.possibly_broken);
  made.one_step_away = summary_of(promise.one_step_away);
  made.by_rule = promise.by_rule;
  made.open = promise.open;
  made.not_ahead = promise.not_ahead;
  made.listed = promise.listed;
  made.origin = promise.origin;
  return made;
}

std::string name_of(CaseClass kind) {
  switch (kind) {
  case CaseClass::broken:
    return "broken";
  case CaseClass::possibly_broken:
    return "possibly_broken";
  case CaseClass::one_step_away:
    return "one_step_away";
  }
  return {};
}

std::string name_of(const Store& store, const Person& person) {
  const Individuals& all = store.individuals(person.sort);
  return person.number < all.count() ? std::string(all.id(person.number))
                                     : fmt::format("new {}", store.system()[person.sort].name);
}

std::string text_of(const Store& store, const OpenFact& open) {
  const model::System& system = store.system();
  std::vector<std::string> names;
  for (const Person& person : open.people)
    names.push_back(model::visible(name_of(store, person)));
  const std::string& name = std::visit([&](auto id) -> const std::string& { return system[id].name; }, open.symbol);
  const bool is_function = std::holds_alternative<model::FunctionId>(open.symbol);
  if (names.empty()) {
    const bool has_places = std::visit([&](auto id) { return !system[id].places.empty(); }, open.symbol);
    return has_places ? fmt::format("some {}", name) : name;
  }
  if (is_function)
    names.pop_back();
  return names.empty() ? name : fmt::format("{}({})", name, fmt::join(names, ", "));
}

Auditor::Auditor(const Store& store, const model::System& system, const AuditOptions& options)
    : store_(store), options_(options), system_(system), tables_(system_, store) {
  tables_.add_closures(options.is_cut);
}

std::optional<Gathered> Auditor::rows(const std::vector<std::vector<Question>>& groups,
                                      const std::vector<VariableId>& columns, std::vector<std::string>& open,
                                      GatherOptions options) {
  std::vector<std::uint32_t> individuals;
  for (const VariableId variable : columns)
    individuals.push_back(tables_.count(system_[variable].sort));
  options.threads = options_.threads;
  options.is_cut = options_.is_cut;
  auto found = gather(groups, individuals, options);
  if (!found)
    open.emplace_back("out of time");
  return found;
}

std::optional<Gathered> Auditor::rows(const Condition& condition, const std::vector<VariableId>& columns,
                                      Reading reading, std::vector<std::string>& open) {
  std::vector<std::vector<Question>> groups(1);
  groups.front().push_back(question(system_, tables_, columns, condition, reading));
  return rows(groups, columns, open, {});
}

std::optional<FactTable> Auditor::breaking(const Violation& violation, Reading reading, const FactTable* others,
                                           std::vector<std::string>& open) {
  std::vector<std::vector<Question>> groups(1);
  groups.front().push_back(question(system_, tables_, violation.leading, violation.body, reading));
  GatherOptions options;
  options.is_left_out = left_out(violation.leading, reading, {others});
  auto found = rows(groups, violation.leading, open, options);
  return found ? std::optional(std::move(found->rows)) : std::nullopt;
}

Cases Auditor::cases_of(Gathered found) {
  return {found.count, std::move(found.different), std::move(found.rows)};
}

std::vector<Person> Auditor::people(const std::vector<VariableId>& variables, const FactTable& rows,
                                    std::size_t row) const {
  std::vector<Person> made;
  for (std::size_t i = 0; i < variables.size(); ++i)
    made.push_back({system_[variables[i]].sort, rows.tuples()[row * rows.arity() + i]});
  return made;
}

bool Auditor::may_guess(const std::vector<VariableId>& variables) const {
  return std::ranges::any_of(variables, [&](VariableId variable) { return store_.is_guessed(system_[variable].sort); });
}

std::function<bool(std::span<const std::uint32_t>)> Auditor::left_out(const std::vector<VariableId>& variables,
                                                                      Reading reading,
                                                                      std::vector<const FactTable*> others) const {
  std::erase_if(others, [](const FactTable* table) { return table == nullptr || table->count() == 0; });
  for (const FactTable* table : others)
    table->prepare();
  std::vector<std::size_t> guessed; // the only one of their sorts, whose number is 0
  for (std::size_t i = 0; i < variables.size(); ++i)
    if (reading == Reading::certain && store_.is_guessed(system_[variables[i]].sort))
      guessed.push_back(i);
  if (others.empty() && guessed.empty())
    return {};
  return [others = std::move(others), guessed = std::move(guessed)](std::span<const std::uint32_t> row) {
    return std::ranges::any_of(guessed, [&](std::size_t place) { return row[place] == 0; }) ||
           std::ranges::any_of(others, [&](const FactTable* table) { return table->holds(row); });
  };
}

bool Auditor::has_doubts(const Violation& violation) const {
  bool found = may_guess(violation.leading);
  for_each_fact(violation.body, [&](const Fact& it, bool) {
    const auto* relation = std::get_if<model::RelationId>(&it.symbol);
    const bool is_order = relation != nullptr && system_[*relation].upkeep == model::Upkeep::order;
    found = found || (!is_order && tables_.has_doubts(it.symbol));
  });
  return found;
}

std::optional<std::string> Auditor::too_many(const Question& question) const {
  if (question.combinations <= most_combinations)
    return std::nullopt;
  std::set<std::string> names;
  for (const VariableId variable : question.tried)
    names.insert(fmt::format("`{}`", system_[variable].name));
  return fmt::format("no fact says who {} may be, which leaves {:.0e} combinations", fmt::join(names, ", "),
                     question.combinations);
}

std::optional<Person> Auditor::person_of(const Slot& slot, const std::vector<VariableId>& leading,
                                         const std::vector<Person>& people) const {
  return std::visit(overload{
                        [&](VariableId variable) {
                          const auto at = std::ranges::find(leading, variable);
                          return at == leading.end()
                                     ? std::nullopt
                                     : std::optional(people[static_cast<std::size_t>(at - leading.begin())]);
                        },
                        [&](const Constant& constant) {
                          const auto sort = std::visit(overload{
                                                           [](const model::Value& value) { return value.sort; },
                                                           [&](model::FunctionId id) { return system_[id].result; },
                                                       },
                                                       constant);
                          return std::optional(Person{sort, store_.number_of(constant)});
                        },
                    },
                    slot);
}

std::vector<OpenFact> Auditor::open_facts(const Condition& body, const std::vector<VariableId>& leading,
                                          const std::vector<Person>& people) const {
  std::set<OpenFact> found;
  for_each_fact(body, [&](const Fact& it, bool) {
    const auto* relation = std::get_if<model::RelationId>(&it.symbol);
    if ((relation != nullptr && system_[*relation].upkeep == model::Upkeep::order) || !tables_.has_doubts(it.symbol))
      return;
    std::vector<Person> named; // from the first place on, as far as it is said who is meant
    for (const Slot& slot : it.slots) {
      const auto who = person_of(slot, leading, people);
      if (!who)
        break;
      named.push_back(*who);
    }
    const bool has_open_value =
        std::holds_alternative<model::FunctionId>(it.symbol) && named.size() + 1 == it.slots.size();
    if (named.size() < it.slots.size() && !has_open_value) {
      found.insert({it.symbol, {}});
      return;
    }
    std::vector<std::uint32_t> tuple;
    for (const Person& person : named)
      tuple.push_back(person.number);
    const auto may_hold = [&] { return tables_.holds(it.symbol, tuple, Reading::possible); };
    if (has_open_value) { // of two values one is impossible where it has one
      bool is_open = true;
      for (std::uint32_t value = 0; value < 2; ++value) {
        tuple.push_back(value);
        is_open = is_open && may_hold();
        tuple.pop_back();
      }
      if (!is_open)
        return;
      named.push_back(named.empty() ? Person{} : named.back());
    } else if (tables_.holds(it.symbol, tuple, Reading::certain) || !may_hold()) {
      return;
    }
    found.insert({it.symbol, std::move(named)});
  });
  return {found.begin(), found.end()};
}

void Auditor::list(PromiseAudit& into, CaseClass kind, const Cases& cases, const Condition& body) const {
  const std::size_t most = std::min(cases.count, options_.limit.value_or(cases.count));
  for (std::size_t i = 0; i < most; ++i) {
    Case it;
    it.kind = kind;
    it.people = people(into.leading, cases.all, i);
    if (kind == CaseClass::possibly_broken)
      it.rests_on = open_facts(body, into.leading, it.people);
    into.listed.push_back(std::move(it));
  }
}

PromiseAudit Auditor::promise(model::PropertyId id) {
  PromiseAudit made;
  made.property = id;
  const model::Property property = system_[id];
  auto [violation, why_not] = violation_of(system_, property);
  if (!violation) {
    made.not_judged = why_not;
    return made;
  }
  made.leading = violation->leading;
  made.names = violation->names;
  made.told = violation->told;
  std::vector<std::vector<Question>> asked(1);
  asked.front().push_back(question(system_, tables_, made.leading, violation->body, Reading::certain));
  if (auto many = too_many(asked.front().front())) {
    made.not_judged = *many;
    return made;
  }
  GatherOptions options;
  options.is_left_out = left_out(made.leading, Reading::certain, {});
  auto broken = rows(asked, made.leading, made.open, options);
  if (!broken)
    return made;
  made.broken = cases_of(std::move(*broken));
  list(made, CaseClass::broken, made.broken, violation->body);
  if (has_doubts(*violation)) {
    asked.front().front() = question(system_, tables_, made.leading, violation->body, Reading::possible);
    options.is_left_out = left_out(made.leading, Reading::possible, {&made.broken.all});
    if (auto many = too_many(asked.front().front())) {
      made.open.push_back(fmt::format("what is possibly broken was not counted: {}", *many));
    } else if (auto possible = rows(asked, made.leading, made.open, options)) {
      made.possibly_broken = cases_of(std::move(*possible));
      list(made, CaseClass::possibly_broken, made.possibly_broken, violation->body);
    }
  }
  options_.on_promise(summary_of(made));
  look_one_step_ahead(made, *violation);
  return made;
}

std::optional<BrokenAssumption> Auditor::assumption(const model::Constraint& constraint) {
  const model::Formula formula = constraint.formula;
  auto [violation, why_not] = violation_of(system_, formula, true);
  if (!violation)
    return std::nullopt;
  std::vector<std::vector<Question>> asked(1);
  asked.front().push_back(question(system_, tables_, violation->leading, violation->body, Reading::certain));
  std::vector<std::string> open;
  const auto found = too_many(asked.front().front()) ? std::nullopt : rows(asked, violation->leading, open, {});
  if (!found || found->count == 0)
    return std::nullopt;
  BrokenAssumption made{constraint.span, found->count, {}};
  const auto named = people(violation->leading, found->rows, 0);
  for (std::size_t i = 0; i < named.size(); ++i)
    made.example +=
        fmt::format("{}{} = {}", i == 0 ? "" : ", ", violation->names[i], model::visible(name_of(store_, named[i])));
  return made;
}

FactTable Auditor::with_somebody(const PromiseAudit& promise, VariableId somebody, const model::Formula& formula) {
  std::vector<VariableId> variables = promise.leading;
  variables.push_back(somebody);
  Reduction reduction(system_);
  const Condition both = every({reduction.of(promise.told), reduction.of(formula)});
  std::vector<std::string> open;
  auto found = rows(both, variables, Reading::certain, open);
  return found ? std::move(found->rows) : FactTable(variables.size());
}

FactTable with_somebody(const Store& store, const model::System& system, const PromiseAudit& promise,
                        VariableId somebody, const model::Formula& formula) {
  const AuditOptions options;
  return Auditor(store, system, options).with_somebody(promise, somebody, formula);
}

bool Audit::has_broken() const {
  return std::ranges::any_of(promises, [](const PromiseAudit& it) { return it.broken.count > 0; });
}

bool Audit::has_open() const {
  return was_cut || std::ranges::all_of(promises, [](const PromiseAudit& it) { return it.not_judged.has_value(); }) ||
         std::ranges::any_of(promises,
                             [](const PromiseAudit& it) { return it.possibly_broken.count > 0 || !it.open.empty(); });
}

Audit audit(const Store& store, const AuditOptions& options) {
  Audit made;
  const model::System& system = store.system();
  Auditor auditor(store, options);
  for (const model::Constraint& assumption : system.assumptions) {
    if (options.is_cut())
      break;
    if (auto broken = auditor.assumption(assumption))
      made.assumptions.push_back(std::move(*broken));
  }
  for (std::uint32_t i = 0; i < system.properties.size(); ++i) {
    const model::PropertyId id{i};
    if (system[id].kind == model::PropertyKind::possible ||
        (!options.properties.empty() && std::ranges::find(options.properties, id) == options.properties.end()))
      continue;
    if (options.is_cut()) {
      made.was_cut = true;
      break;
    }
    options.on_progress(system[id].name);
    made.promises.push_back(auditor.promise(id));
    options.on_promise(summary_of(made.promises.back()));
  }
  made.was_cut = made.was_cut || options.is_cut();
  made.variables = auditor.variables();
  return made;
}

} // namespace chaperone::records
