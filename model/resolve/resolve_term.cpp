// Terms and arguments. Implements part of model/resolve/resolve_formula.hpp.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#include "model/resolve/resolve_formula.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::model {

namespace {

std::string counted(std::size_t count) {
  return fmt::format("{} argument{}", count, count == 1 ? "" : "s");
}

} // namespace

std::optional<VariableId> FormulaResolver::variable(std::string_view name) const {
  const auto found = scope_.find(name);
  return found == scope_.end() ? std::nullopt : std::optional(stack_[found->second].variable);
}

void FormulaResolver::note_variable(const syntax::Name& name) {
  if (const auto found = scope_.find(name.text); found != scope_.end()) {
    const Bound& bound = stack_[found->second];
    r_.note(name.span, bound.span, NameKind::variable, r_.system[bound.variable].sort);
  }
}

SortId FormulaResolver::evident_sort(const syntax::Term& it) const {
  if (it.has_brackets) {
    const auto symbol = r_.names.symbol(it.name.text);
    const auto* function = symbol ? std::get_if<FunctionId>(&*symbol) : nullptr;
    return function != nullptr ? r_.system[*function].result : any_sort;
  }
  if (const auto bound = variable(it.name.text))
    return r_.system[*bound].sort;
  if (individuals_ != nullptr)
    if (const auto found = individuals_->find(it.name.text); found != individuals_->end())
      return found->second.sort;
  return any_sort;
}

SortId FormulaResolver::common_sort(const syntax::Term& left, const syntax::Term& right) const {
  if (const SortId sort = evident_sort(left); sort != any_sort)
    return sort;
  if (const SortId sort = evident_sort(right); sort != any_sort)
    return sort;
  // Two values by name: the first enum that has both.
  for (const SortId sort : r_.names.enums_with(left.name.text))
    if (r_.names.value(sort, right.name.text))
      return sort;
  return any_sort;
}

std::optional<FormulaResolver::TypedTerm> FormulaResolver::term(const syntax::Term& it, SortId wanted,
                                                                const Owner* owner) {
  auto result = it.has_brackets ? applied_function(it) : bare_term(it.name, wanted);
  if (!result)
    return std::nullopt;
  if (wanted == any_sort || result->sort == any_sort || result->sort == wanted)
    return result;
  Diagnostic& diagnostic = r_.report.error(
      "wrong_sort", it.span, fmt::format("expected {}, found {}", r_.sort_name(wanted), r_.sort_name(result->sort)),
      fmt::format("of sort {}", r_.sort_name(result->sort)));
  if (owner != nullptr)
    diagnostic.notes.push_back(r_.declared_owner(*owner));
  else if (const auto bound = scope_.find(it.name.text); !it.has_brackets && bound != scope_.end())
    diagnostic.notes.push_back({stack_[bound->second].span, fmt::format("`{}` gets its sort here", it.name.text)});
  return std::nullopt;
}

std::optional<FormulaResolver::TypedTerm> FormulaResolver::applied_function(const syntax::Term& it) {
  const auto symbol = r_.names.symbol(it.name.text);
  if (!symbol) {
    for (const syntax::Term& arg : it.args)
      term(arg, any_sort);
    r_.complain_unknown(it.name, "function", [&](Nearest& nearest) {
      for (const Function& function : r_.system.functions)
        nearest.offer(function.name);
    });
    return std::nullopt;
  }
  const auto* function = std::get_if<FunctionId>(&*symbol);
  if (function == nullptr) {
    const bool is_formula = !std::holds_alternative<SortId>(*symbol);
    r_.report
        .error("not_an_individual", it.span,
               fmt::format("`{}` is {}{}", it.name.text, r_.kind_of(*symbol),
                           is_formula ? ": true or false, no individual" : ", not a function"),
               "expected an individual or a value", is_formula ? "formulas are compared with `iff`" : "")
        .notes.push_back(r_.declared_symbol(*symbol));
    return std::nullopt;
  }
  auto args = arguments(it.args, *function, it.name, it.span);
  if (!args)
    return std::nullopt;
  return TypedTerm{std::make_shared<const Application>(Application{*function, std::move(*args)}),
                   r_.system[*function].result};
}

std::optional<FormulaResolver::TypedTerm> FormulaResolver::bare_term(const syntax::Name& name, SortId wanted) {
  if (const auto found = scope_.find(name.text); found != scope_.end()) {
    Bound& bound = stack_[found->second];
    bound.last_use = ++uses_;
    note_variable(name);
    const Variable& it = r_.system[bound.variable];
    if (!it.is_set)
      return TypedTerm{bound.variable, it.sort};
    r_.report
        .error("wrong_sort", name.span, fmt::format("`{}` is a set, and one individual is wanted here", name.text),
               "a set",
               fmt::format("`x in {0}` asks for one of its members, `for x: {0}` goes through them", name.text))
        .notes.push_back({bound.span, fmt::format("`{}` is a set parameter", name.text)});
    return std::nullopt;
  }
  if (individuals_ != nullptr)
    if (const auto found = individuals_->find(name.text); found != individuals_->end())
      return TypedTerm{found->second, found->second.sort};
  if (auto value = named_value(name, wanted))
    return value;
  complain_of_bare_term(name, wanted);
  return std::nullopt;
}

std::optional<FormulaResolver::TypedTerm> FormulaResolver::named_value(const syntax::Name& name, SortId wanted) {
  std::optional<Value> value = wanted != any_sort ? r_.names.value(wanted, name.text) : std::nullopt;
  // Where another sort is wanted, the caller says so; where none is, equally named values mean the same.
  if (const auto& enums = r_.names.enums_with(name.text); !value && !enums.empty())
    value = r_.names.value(enums.front(), name.text);
  if (!value)
    return std::nullopt;
  if (const auto declared = r_.values.find(*value); declared != r_.values.end())
    r_.note(name.span, declared->second, NameKind::value, value->sort);
  const Sort& sort = r_.system[value->sort];
  if (sort.is_enum || individuals_ != nullptr)
    return TypedTerm{*value, value->sort};
  return TypedTerm{std::make_shared<const Application>(Application{sort.individuals[value->index], {}}), value->sort};
}

void FormulaResolver::complain_of_bare_term(const syntax::Name& name, SortId wanted) {
  if (const auto symbol = r_.names.symbol(name.text)) {
    const bool is_function = std::holds_alternative<FunctionId>(*symbol);
    r_.report
        .error("not_an_individual", name.span,
               fmt::format("`{}` is {}, not an individual", name.text, r_.kind_of(*symbol)),
               "expected an individual or a value",
               is_function ? fmt::format("it is applied with brackets: `{}(…)`", name.text) : "")
        .notes.push_back(r_.declared_symbol(*symbol));
    return;
  }
  const bool wants_value = wanted != any_sort && r_.system[wanted].is_enum;
  std::string hint;
  if (wanted != any_sort && !wants_value &&
      std::ranges::find(r_.system[wanted].names, name.text) != r_.system[wanted].names.end())
    hint = fmt::format("the names of {} are for telling only: a formula speaks of individuals through variables",
                       r_.sort_name(wanted));
  r_.complain_unknown(
      name, wants_value ? "value or variable" : "variable or value",
      [&](Nearest& nearest) {
        if (wants_value)
          for (const std::string& value : r_.system[wanted].names)
            nearest.offer(value);
        for (const Bound& bound : stack_)
          nearest.offer(bound.name);
        for (const Function& function : r_.system.functions)
          if (function.places.empty())
            nearest.offer(function.name);
      },
      std::move(hint));
}

std::optional<std::vector<Term>> FormulaResolver::arguments(std::span<const syntax::Term> args, Owner owner,
                                                            const syntax::Name& name, Span whole) {
  r_.note(name.span, owner);
  std::vector<Term> result;
  result.reserve(args.size());
  const std::size_t wanted = r_.arity(owner);
  const bool fits = args.size() == wanted;
  bool is_fine = fits;
  for (std::size_t i = 0; i < args.size(); ++i) {
    auto next = term(args[i], fits ? r_.place_sort(owner, i) : any_sort, &owner);
    is_fine = is_fine && next;
    if (is_fine)
      result.push_back(std::move(next->term));
  }
  if (!fits)
    r_.report
        .error("wrong_arity", whole, fmt::format("`{}` takes {}, not {}", name.text, counted(wanted), args.size()),
               fmt::format("{} here", counted(args.size())))
        .notes.push_back(r_.declared_owner(owner));
  return is_fine ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<RuleId> FormulaResolver::rule_named(const syntax::Name& name) {
  const auto rule = r_.names.rule(name.text);
  if (rule)
    r_.note(name.span, Owner(*rule));
  else
    r_.complain_unknown(name, "rule", [&](Nearest& nearest) {
      for (const Rule& candidate : r_.system.rules)
        nearest.offer(candidate.name);
    });
  return rule;
}

std::optional<Argument> FormulaResolver::rule_argument(RuleId rule, const syntax::Term& it, const Variable& parameter) {
  const Owner owner = rule;
  if (!parameter.is_set) {
    auto resolved = term(it, parameter.sort, &owner);
    return resolved ? std::optional<Argument>(std::move(resolved->term)) : std::nullopt;
  }
  r_.report
      .error("wrong_sort", it.span, fmt::format("`{}` is a set of {}", parameter.name, r_.sort_name(parameter.sort)),
             "expected a set", fmt::format("write the set out: `{{{}}}`", it.name.text))
      .notes.push_back(r_.declared(rule));
  return std::nullopt;
}

std::optional<Argument> FormulaResolver::rule_argument(RuleId rule, const syntax::Listed& it,
                                                       const Variable& parameter) {
  const Owner owner = rule;
  if (!parameter.is_set) {
    r_.report
        .error("wrong_sort", it.span,
               fmt::format("`{}` is one {}, not a set", parameter.name, r_.sort_name(parameter.sort)),
               "expected one individual")
        .notes.push_back(r_.declared(rule));
    return std::nullopt;
  }
  std::vector<Term> members;
  bool is_fine = true;
  for (const syntax::Term& member : it.terms) {
    auto resolved = term(member, parameter.sort, &owner);
    is_fine = is_fine && resolved;
    if (is_fine)
      members.push_back(std::move(resolved->term));
  }
  return is_fine ? std::optional<Argument>(std::move(members)) : std::nullopt;
}

std::optional<std::vector<Argument>> FormulaResolver::rule_arguments(RuleId rule,
                                                                     std::span<const syntax::Argument> args,
                                                                     const syntax::Name& name, Span whole) {
  const std::vector<VariableId>& parameters = r_.system[rule].parameters;
  if (args.size() != parameters.size()) {
    r_.report
        .error("wrong_arity", whole,
               fmt::format("`{}` takes {}, not {}", name.text, counted(parameters.size()), args.size()),
               fmt::format("{} here", counted(args.size())))
        .notes.push_back(r_.declared(rule));
    return std::nullopt;
  }
  std::vector<Argument> result;
  bool is_fine = true;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const Variable& parameter = r_.system[parameters[i]];
    auto next = std::visit(overload{
                               [](const syntax::Wildcard&) { return std::optional<Argument>(Anything{}); },
                               [&](const syntax::Term& it) { return rule_argument(rule, it, parameter); },
                               [&](const syntax::Listed& it) { return rule_argument(rule, it, parameter); },
                           },
                           args[i]);
    is_fine = is_fine && next;
    if (is_fine)
      result.push_back(std::move(*next));
  }
  return is_fine ? std::optional(std::move(result)) : std::nullopt;
}

} // namespace chaperone::model
