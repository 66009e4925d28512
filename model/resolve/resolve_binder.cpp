// Variables: bringing them into scope, and what they range over. Implements part of
// model/resolve/resolve_formula.hpp. Covered by tests/model/resolver_test.cpp and specs/broken/.
#include "model/resolve/resolve_formula.hpp"

#include <fmt/format.h>

namespace chaperone::model {

void FormulaResolver::bind(const syntax::Name& name, VariableId variable) {
  const auto symbol = r_.names.symbol(name.text);
  const auto& enums = r_.names.enums_with(name.text);
  const auto [place, is_new] = scope_.emplace(name.text, stack_.size());
  if (!is_new)
    r_.report
        .error("shadowed_name", name.span, fmt::format("a variable `{}` is in scope already", name.text), "taken",
               "choose another name")
        .notes.push_back({stack_[place->second].span, fmt::format("`{}` is bound here", name.text)});
  else if (symbol && std::holds_alternative<SortId>(*symbol))
    r_.report
        .error("shadowed_name", name.span,
               fmt::format("no variable is named like {}: `{}`", r_.kind_of(*symbol), name.text), "taken",
               "choose another name")
        .notes.push_back(r_.declared_symbol(*symbol));
  else if (!enums.empty())
    r_.report
        .error("shadowed_name", name.span,
               fmt::format("no variable is named like {}: `{}`",
                           r_.system[enums.front()].is_enum ? "an enum's value" : "a named individual", name.text),
               "taken", "choose another name")
        .notes.push_back(r_.declared_symbol(enums.front()));
  stack_.push_back({name.text, variable, name.span, 0});
  r_.note(name.span, name.span, NameKind::variable, r_.system[variable].sort);
}

void FormulaResolver::close(std::size_t mark) {
  while (stack_.size() > mark) {
    const auto found = scope_.find(stack_.back().name);
    if (found != scope_.end() && found->second == stack_.size() - 1)
      scope_.erase(found);
    stack_.pop_back();
  }
}

std::optional<FormulaResolver::Domain> FormulaResolver::domain(const syntax::Name& name) {
  if (const auto bound = variable(name.text); bound && r_.system[*bound].is_set) {
    note_variable(name);
    return Domain{r_.system[*bound].sort, *bound, {}, {}};
  }
  const auto symbol = r_.names.symbol(name.text);
  if (symbol)
    r_.note(name.span, *symbol);
  if (!symbol) {
    if (const auto individual = scope_.find(name.text); individual != scope_.end()) {
      r_.report
          .error("not_a_domain", name.span, fmt::format("variables cannot range over `{}`, one individual", name.text),
                 "expected a sort, an enum, a set parameter, or a relation or define with one place")
          .notes.push_back({stack_[individual->second].span, fmt::format("`{}` is bound here", name.text)});
      return std::nullopt;
    }
    r_.complain_unknown(name, "sort, enum, set parameter, relation or define", [&](Nearest& nearest) {
      for (const Sort& sort : r_.system.sorts)
        nearest.offer(sort.name);
      for (const Relation& relation : r_.system.relations)
        if (relation.places.size() == 1)
          nearest.offer(relation.name);
      for (const Bound& bound : stack_)
        if (r_.system[bound.variable].is_set)
          nearest.offer(bound.name);
    });
    return std::nullopt;
  }
  if (const auto* sort = std::get_if<SortId>(&*symbol))
    return Domain{*sort, {}, {}, {}};
  if (const auto* relation = std::get_if<RelationId>(&*symbol);
      relation != nullptr && r_.system[*relation].places.size() == 1)
    return Domain{r_.system[*relation].places[0].sort, {}, *relation, {}};
  if (const auto* define = std::get_if<DefineId>(&*symbol);
      define != nullptr && r_.system[*define].parameters.size() == 1)
    return Domain{r_.system[r_.system[*define].parameters[0]].sort, {}, {}, *define};
  const bool is_function = std::holds_alternative<FunctionId>(*symbol);
  r_.report
      .error("not_a_domain", name.span,
             fmt::format("variables cannot range over `{}`, {}{}", name.text, r_.kind_of(*symbol),
                         is_function ? "" : " that has not exactly one place"),
             "expected a sort, an enum, a set parameter, or a relation or define with one place")
      .notes.push_back(r_.declared_symbol(*symbol));
  return std::nullopt;
}

Binder FormulaResolver::binder(VariableId variable, const Domain& domain, Span span) const {
  if (domain.set)
    return {variable, make_formula(Member{variable, *domain.set}, span)};
  if (domain.relation)
    return {variable, make_formula(Atom{*domain.relation, {variable}}, span)};
  if (domain.define)
    return {variable, make_formula(Call{*domain.define, {variable}}, span)};
  return {variable, nullptr};
}

std::optional<std::vector<Binder>> FormulaResolver::open(std::span<const syntax::BinderGroup> groups) {
  std::vector<Binder> binders;
  bool is_fine = true;
  for (const syntax::BinderGroup& group : groups) {
    const auto range = domain(group.domain);
    is_fine = is_fine && range;
    for (const syntax::Name& name : group.names) {
      const VariableId id = r_.add_variable(name.text, range ? range->sort : any_sort, false);
      bind(name, id);
      if (range)
        binders.push_back(binder(id, *range, group.domain.span));
    }
  }
  return is_fine ? std::optional(std::move(binders)) : std::nullopt;
}

} // namespace chaperone::model
