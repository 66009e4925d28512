// Implements model/resolve/resolve_names.hpp. Covered by tests/model/resolver_test.cpp.
#include "model/resolve/resolve_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace chaperone::model {

namespace {

template <class Table> auto find_in(const Table& table, std::string_view name) {
  const auto found = table.find(name);
  return found == table.end() ? std::nullopt : std::optional(found->second);
}

std::string listed(const System& system, const std::vector<Place>& places) {
  std::string text;
  for (const Place& place : places)
    text += fmt::format("{}{}", text.empty() ? "" : ", ",
                        place.sort == any_sort ? std::string("?") : system[place.sort].name);
  return text;
}

std::string listed(const System& system, const std::vector<VariableId>& parameters) {
  std::string text;
  for (const VariableId id : parameters) {
    const Variable& variable = system[id];
    text += fmt::format("{}{}: {}{}", text.empty() ? "" : ", ", variable.name, variable.is_set ? "set of " : "",
                        variable.sort == any_sort ? std::string("?") : system[variable.sort].name);
  }
  return text;
}

} // namespace

std::optional<Symbol> NameTable::symbol(std::string_view name) const {
  return find_in(symbols_, name);
}
std::optional<RuleId> NameTable::rule(std::string_view name) const {
  return find_in(rules_, name);
}
std::optional<PropertyId> NameTable::property(std::string_view name) const {
  return find_in(properties_, name);
}

std::optional<Value> NameTable::value(SortId sort, std::string_view name) const {
  const auto found = values_.find({sort.index, name});
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

const std::vector<SortId>& NameTable::enums_with(std::string_view name) const {
  static const std::vector<SortId> none;
  const auto found = value_sorts_.find(name);
  return found == value_sorts_.end() ? none : found->second;
}

bool NameTable::add_value(std::string_view name, Value value) {
  if (!values_.emplace(ValueKey{value.sort.index, name}, value).second)
    return false;
  value_sorts_[name].push_back(value.sort);
  return true;
}

NameTable names_of(const System& system) {
  NameTable table;
  const auto add_all = [&](const auto& list, auto make_id) {
    for (std::uint32_t i = 0; i < list.size(); ++i)
      table.add(list[i].name, make_id(i));
  };
  add_all(system.sorts, [](std::uint32_t i) { return Symbol(SortId{i}); });
  add_all(system.relations, [](std::uint32_t i) { return Symbol(RelationId{i}); });
  for (std::uint32_t i = 0; i < system.functions.size(); ++i)
    if (system.functions[i].is_stated())
      table.add(system.functions[i].name, Symbol(FunctionId{i}));
  add_all(system.defines, [](std::uint32_t i) { return Symbol(DefineId{i}); });
  add_all(system.rules, [](std::uint32_t i) { return RuleId{i}; });
  add_all(system.properties, [](std::uint32_t i) { return PropertyId{i}; });
  for (std::uint32_t i = 0; i < system.sorts.size(); ++i) {
    const Sort& sort = system.sorts[i];
    if (sort.is_enum)
      for (std::uint32_t v = 0; v < sort.names.size(); ++v)
        table.add_value(sort.names[v], {SortId{i}, v});
    for (std::uint32_t v = 0; v < sort.individuals.size(); ++v)
      table.add_value(system[sort.individuals[v]].name, {SortId{i}, v});
  }
  return table;
}

void Resolution::note(Span place, Owner owner) {
  std::visit(overload{
                 [&](RelationId id) { note(place, system[id].span, NameKind::relation); },
                 [&](FunctionId id) { note(place, system[id].span, NameKind::function, system[id].result); },
                 [&](DefineId id) { note(place, system[id].span, NameKind::define); },
                 [&](RuleId id) { note(place, system[id].span, NameKind::rule); },
             },
             owner);
}

void Resolution::note(Span place, Symbol symbol) {
  std::visit(overload{
                 [&](SortId id) {
                   note(place, system[id].span, system[id].is_enum ? NameKind::enumeration : NameKind::sort, id);
                 },
                 [&](auto id) { note(place, Owner(id)); },
             },
             symbol);
}

VariableId Resolution::add_variable(std::string_view name, SortId sort, bool is_set) {
  system.variables.push_back({std::string(name), sort, is_set});
  return VariableId{static_cast<std::uint32_t>(system.variables.size() - 1)};
}

SortId Resolution::sort_named(const syntax::Name& name) {
  const auto symbol = names.symbol(name.text);
  if (symbol && std::holds_alternative<SortId>(*symbol)) {
    note(name.span, *symbol);
    return std::get<SortId>(*symbol);
  }
  if (symbol) {
    report
        .error("not_a_sort", name.span, fmt::format("`{}` is {}, not a sort", name.text, kind_of(*symbol)),
               "expected a sort or an enum")
        .notes.push_back(declared_symbol(*symbol));
    return any_sort;
  }
  constexpr std::string_view numbers[] = {"int", "Int", "integer", "Integer", "Nat", "string", "String", "str"};
  constexpr std::string_view truths[] = {"bool", "Bool", "boolean", "Boolean"};
  std::string hint;
  if (std::ranges::find(truths, name.text) != std::end(truths))
    hint = "what is true or false is a `relation`";
  else if (std::ranges::find(numbers, name.text) != std::end(numbers))
    hint = "there are no numbers and texts; declare the individuals with `sort`, or the values with `enum`";
  complain_unknown(
      name, "sort or enum",
      [&](Nearest& nearest) {
        for (const Sort& sort : system.sorts)
          nearest.offer(sort.name);
      },
      std::move(hint));
  return any_sort;
}

std::string Resolution::sort_name(SortId sort) const {
  return sort == any_sort ? std::string("?") : fmt::format("`{}`", system[sort].name);
}

Note Resolution::declared(RelationId relation) const {
  const Relation& it = system[relation];
  return {it.span, fmt::format("`{}({})` is declared here", it.name, listed(system, it.places))};
}

Note Resolution::declared(FunctionId function) const {
  const Function& it = system[function];
  return {it.span, fmt::format("`{}({}): {}` is declared here", it.name, listed(system, it.places),
                               it.result == any_sort ? std::string("?") : system[it.result].name)};
}

Note Resolution::declared(DefineId define) const {
  const Define& it = system[define];
  return {it.span, fmt::format("`{}({})` is declared here", it.name, listed(system, it.parameters))};
}

Note Resolution::declared(RuleId rule) const {
  const Rule& it = system[rule];
  return {it.span, fmt::format("`{}({})` is declared here", it.name, listed(system, it.parameters))};
}

Note Resolution::declared_symbol(Symbol symbol) const {
  return std::visit(overload{
                        [&](SortId id) {
                          return Note{system[id].span, fmt::format("`{}` is declared here", system[id].name)};
                        },
                        [&](RelationId id) { return declared(id); },
                        [&](FunctionId id) { return declared(id); },
                        [&](DefineId id) { return declared(id); },
                    },
                    symbol);
}

Note Resolution::declared_owner(Owner owner) const {
  return std::visit([&](auto id) { return declared(id); }, owner);
}

std::size_t Resolution::arity(Owner owner) const {
  return std::visit(overload{
                        [&](RelationId id) { return system[id].places.size(); },
                        [&](FunctionId id) { return system[id].places.size(); },
                        [&](DefineId id) { return system[id].parameters.size(); },
                        [&](RuleId id) { return system[id].parameters.size(); },
                    },
                    owner);
}

SortId Resolution::place_sort(Owner owner, std::size_t place) const {
  return std::visit(overload{
                        [&](RelationId id) { return system[id].places[place].sort; },
                        [&](FunctionId id) { return system[id].places[place].sort; },
                        [&](DefineId id) { return system[system[id].parameters[place]].sort; },
                        [&](RuleId id) { return system[system[id].parameters[place]].sort; },
                    },
                    owner);
}

std::string_view Resolution::kind_of(Symbol symbol) const {
  return std::visit(overload{
                        [&](SortId id) { return system[id].is_enum ? "an enum" : "a sort"; },
                        [](RelationId) { return "a relation"; },
                        [](FunctionId) { return "a function"; },
                        [](DefineId) { return "a define"; },
                    },
                    symbol);
}

Span Resolution::span_of(Symbol symbol) const {
  return std::visit([&](auto id) { return system[id].span; }, symbol);
}

void Resolution::add_unknown(const syntax::Name& name, std::string_view what, const Nearest& nearest,
                             std::string hint) {
  const bool hint_is_guess = hint.empty();
  Diagnostic& diagnostic = report.error("unknown_name", name.span, fmt::format("there is no {} `{}`", what, name.text),
                                        "not declared", hint_is_guess ? nearest.question() : std::move(hint));
  if (hint_is_guess && nearest.found())
    diagnostic.fix = Fix{name.span, *nearest.found()};
  if (const auto found = dropped.find(name.text); found != dropped.end())
    diagnostic.notes.push_back({found->second, fmt::format("`{}` is dropped here", name.text)});
}

} // namespace chaperone::model
