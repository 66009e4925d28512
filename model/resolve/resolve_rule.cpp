// Rules: parameters, the placeholders of their texts, requirements and effects.
// Implements part of model/resolve/resolve_declarations.hpp.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#include "model/resolve/resolve_declarations.hpp"
#include "model/resolve/resolve_formula.hpp"
#include "model/rules/walk.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_set>

namespace chaperone::model {

namespace {

class RuleResolver {
public:
  RuleResolver(const syntax::RuleDeclaration& written, RuleId rule, Resolution& resolution)
      : written_(written), rule_(rule), r_(resolution), formulas_(resolution, Standing::rule) {}

  void run(const std::vector<const syntax::Declaration*>& extensions) {
    std::size_t next = 0;
    for (const syntax::Parameter& group : written_.parameters)
      for (const syntax::Name& name : group.names)
        formulas_.bind(name, r_.system[rule_].parameters[next++]);
    if (written_.told_as)
      r_.system.rules[rule_.index].told_as = text(*written_.told_as);
    add(written_.statements);
    for (const syntax::Declaration* extension : extensions) {
      r_.note(extension->name.span, Owner(rule_));
      add(std::get<syntax::Extension>(extension->kind).statements);
    }
  }

private:
  void add(std::span<const syntax::Statement> statements) {
    for (const syntax::Statement& statement : statements)
      std::visit(overload{
                     [&](const syntax::Require& it) { require(it); },
                     [&](const syntax::MayRefuse& it) { may_refuse(it, statement); },
                     [&](const syntax::Change& it) { change(it, statement); },
                     [&](const syntax::Set& it) { set(it, statement); },
                 },
                 statement.kind);
  }

  /// Checks the placeholders of a told-as text or a reason, and gives the text as it is.
  std::string text(const syntax::Text& it) {
    if (!it.is_closed)
      return std::string(it.text);
    for (std::size_t at = it.text.find('{'); at != std::string_view::npos; at = it.text.find('{', at)) {
      if (it.text.substr(at).starts_with("{{")) {
        at += 2;
        continue;
      }
      const std::size_t close = it.text.find('}', at);
      const auto begin = it.span.begin + static_cast<std::uint32_t>(at);
      if (close == std::string_view::npos) {
        r_.report.error("unknown_placeholder", {it.span.file, begin, begin + 1}, "this `{` is never closed in the text",
                        "opened here", "write `{{` for a brace");
        break;
      }
      const std::string_view name = it.text.substr(at + 1, close - at - 1);
      placeholder({name, {it.span.file, begin + 1, it.span.begin + static_cast<std::uint32_t>(close)}});
      at = close + 1;
    }
    return std::string(it.text);
  }

  /// `name` stands between the braces.
  void placeholder(const syntax::Name& name) {
    Nearest nearest(name.text);
    std::vector<std::string> known;
    std::size_t next = 0;
    for (const syntax::Parameter& group : written_.parameters)
      for (const syntax::Name& parameter : group.names) {
        const VariableId id = r_.system[rule_].parameters[next++];
        if (parameter.text == name.text)
          return r_.note(name.span, parameter.span, NameKind::variable, r_.system[id].sort);
        nearest.offer(parameter.text);
        known.push_back(fmt::format("`{{{}}}`", parameter.text));
      }
    Diagnostic& diagnostic = r_.report.error(
        "unknown_placeholder", {name.span.file, name.span.begin - 1, name.span.end + 1},
        fmt::format("the rule has no parameter `{}` to put into its text", name.text), "not a parameter",
        nearest.found() ? fmt::format("did you mean `{{{}}}`?", *nearest.found())
        : known.empty() ? "the rule has no parameters; write `{{` for a brace"
                        : fmt::format("its parameters are {}; write `{{{{` for a brace", fmt::join(known, ", ")));
    diagnostic.notes.push_back(r_.declared(rule_));
    if (nearest.found())
      diagnostic.fix = Fix{name.span, *nearest.found()};
  }

  void require(const syntax::Require& it) {
    Formula formula = formulas_.formula(*it.formula);
    std::optional<std::string> reason;
    if (it.reason)
      reason = text(*it.reason);
    if (formula)
      r_.system.rules[rule_.index].requirements.push_back({std::move(formula), std::move(reason), it.formula->span});
  }

  void may_refuse(const syntax::MayRefuse& it, const syntax::Statement& statement) {
    MayRefuse result{make_formula(Constant{false}), std::nullopt, statement.span};
    if (it.reason)
      result.reason = text(*it.reason);
    if (it.where != nullptr) {
      const Formula where = formulas_.formula(*it.where);
      if (!where)
        return;
      result.unless = make_formula(Not{where}, it.where->span);
      result.span = it.where->span;
    }
    r_.system.rules[rule_.index].may_refuse.push_back(std::move(result));
  }

  void change(const syntax::Change& it, const syntax::Statement& statement) {
    effect(it.scope, statement.span, [&](std::vector<Update>& updates, const std::vector<Binder>& binders) {
      bool is_fine = true;
      for (const syntax::Term& tuple : it.tuples)
        is_fine = this->tuple(it.is_add, tuple, updates, binders) && is_fine;
      return is_fine;
    });
  }

  void set(const syntax::Set& it, const syntax::Statement& statement) {
    effect(it.scope, statement.span, [&](std::vector<Update>& updates, const std::vector<Binder>& binders) {
      return value(it, statement.keyword, updates, binders);
    });
  }

  template <class Fill> void effect(const syntax::Scope& scope, Span span, Fill fill) {
    const std::size_t mark = formulas_.mark();
    auto binders = formulas_.open(scope.binders);
    Effect result;
    result.span = span;
    const bool is_fine = fill(result.updates, binders ? *binders : std::vector<Binder>());
    if (scope.where != nullptr)
      result.where = formulas_.formula(*scope.where);
    formulas_.close(mark);
    if (!is_fine || !binders || (scope.where != nullptr && !result.where))
      return;
    result.binders = std::move(*binders);
    r_.system.rules[rule_.index].effects.push_back(std::move(result));
  }

  bool tuple(bool is_add, const syntax::Term& it, std::vector<Update>& updates, const std::vector<Binder>& binders) {
    const auto symbol = r_.names.symbol(it.name.text);
    const auto* relation = symbol ? std::get_if<RelationId>(&*symbol) : nullptr;
    if (relation == nullptr) {
      complain_of_target(it, symbol, is_add ? "add" : "remove");
      return false;
    }
    const bool may = may_change(it, r_.system[*relation].is_fixed, *relation) && may_change(it, *relation);
    auto args = formulas_.arguments(it.args, *relation, it.name, it.span);
    if (!args || !may || !mentions_all(*args, nullptr, binders, it.span))
      return false;
    if (is_add)
      updates.emplace_back(AddTuple{*relation, std::move(*args)});
    else
      updates.emplace_back(RemoveTuple{*relation, std::move(*args)});
    return true;
  }

  bool value(const syntax::Set& it, Span keyword, std::vector<Update>& updates, const std::vector<Binder>& binders) {
    const auto symbol = r_.names.symbol(it.place.name.text);
    const auto* function = symbol ? std::get_if<FunctionId>(&*symbol) : nullptr;
    if (function == nullptr) {
      complain_of_target(it.place, symbol, "set");
      return false;
    }
    const bool may = may_change(it.place, r_.system[*function].is_fixed, *function);
    auto args = formulas_.arguments(it.place.args, *function, it.place.name, it.place.span);
    const Owner owner = *function;
    auto to = formulas_.term(it.value, r_.system[*function].result, &owner);
    const Span whole = {keyword.file, it.place.span.begin, it.value.span.end};
    if (!args || !to || !may || !mentions_all(*args, &to->term, binders, whole))
      return false;
    updates.emplace_back(SetValue{*function, std::move(*args), std::move(to->term)});
    return true;
  }

  bool may_change(const syntax::Term& it, RelationId relation) {
    const Relation& closure = r_.system[relation];
    if (closure.upkeep != Upkeep::closure)
      return true;
    const auto* base = std::get_if<RelationId>(&closure.closure_of);
    r_.report
        .error("changes_closure", it.span,
               fmt::format("`{}` is a closure: it follows from another relation", it.name.text), "changed here",
               base != nullptr ? fmt::format("change `{}`", r_.system[*base].name) : "")
        .notes.push_back(r_.declared(relation));
    return false;
  }

  bool may_change(const syntax::Term& it, bool is_fixed, Owner owner) {
    if (is_fixed)
      r_.report
          .error("changes_fixed", it.span, fmt::format("`{}` is fixed: no rule can change it", it.name.text),
                 "changed here", "leave out `fixed` in its declaration if it may change during a run")
          .notes.push_back(r_.declared_owner(owner));
    return !is_fixed;
  }

  void complain_of_target(const syntax::Term& it, const std::optional<Symbol>& symbol, std::string_view verb) {
    const bool wants_function = verb == "set";
    if (!symbol) {
      r_.complain_unknown(it.name, wants_function ? "function" : "relation", [&](Nearest& nearest) {
        if (wants_function)
          for (const Function& candidate : r_.system.functions)
            nearest.offer(candidate.name);
        else
          for (const Relation& candidate : r_.system.relations)
            nearest.offer(candidate.name);
      });
      return;
    }
    std::string hint;
    if (std::holds_alternative<FunctionId>(*symbol))
      hint = fmt::format("write `set {}(…) = …`", it.name.text);
    else if (std::holds_alternative<RelationId>(*symbol))
      hint = fmt::format("write `add {0}(…)` or `remove {0}(…)`", it.name.text);
    else if (std::holds_alternative<DefineId>(*symbol))
      hint = "change the relations that it speaks of";
    r_.report
        .error(wants_function ? "not_a_function" : "not_a_relation", it.name.span,
               fmt::format("`{}` is {}, which `{}` cannot change", it.name.text, r_.kind_of(*symbol), verb),
               wants_function ? "expected a function" : "expected a relation", std::move(hint))
        .notes.push_back(r_.declared_symbol(*symbol));
  }

  /// Every tuple mentions every variable of `for`: otherwise one tuple would join for several reasons at once.
  bool mentions_all(const std::vector<Term>& args, const Term* value, const std::vector<Binder>& binders, Span span) {
    if (binders.empty())
      return true;
    std::unordered_set<VariableId> mentioned;
    const auto note = [&](const Term& term) {
      if (const auto* variable = std::get_if<VariableId>(&term))
        mentioned.insert(*variable);
    };
    for (const Term& arg : args)
      walk_term(arg, note);
    if (value != nullptr)
      walk_term(*value, note);
    const auto missing =
        std::ranges::find_if(binders, [&](const Binder& binder) { return !mentioned.contains(binder.variable); });
    if (missing == binders.end())
      return true;
    const std::string& name = r_.system[missing->variable].name;
    r_.report.error("unmentioned_variable", span, fmt::format("this does not mention `{}`, which follows `for`", name),
                    fmt::format("`{}` is missing", name),
                    fmt::format("write a statement of its own for it, with `where some {}: …` if that is meant", name));
    return false;
  }

  const syntax::RuleDeclaration& written_;
  RuleId rule_;
  Resolution& r_;
  FormulaResolver formulas_;
};

} // namespace

void resolve_rule_parameters(const syntax::Declaration& declaration, RuleId rule, Resolution& resolution) {
  std::vector<VariableId> parameters;
  std::optional<std::size_t> actor;
  std::optional<Span> by;
  for (const syntax::Parameter& group : std::get<syntax::RuleDeclaration>(declaration.kind).parameters) {
    const SortId sort = resolution.sort_named(group.sort);
    if (group.by) {
      const bool is_enum = sort != any_sort && resolution.system[sort].is_enum;
      if (by)
        resolution.report.error("two_actors", *group.by, "a rule is taken by one individual", "a second `by`")
            .notes.push_back({*by, "the first is here"});
      else if (group.is_set || is_enum || group.names.size() != 1)
        resolution.report.error("two_actors", *group.by, "a rule is taken by one individual",
                                group.is_set ? "a set"
                                : is_enum    ? "a value of an enum"
                                             : "several parameters");
      else
        actor = parameters.size();
      by = by ? by : group.by;
    }
    for (const syntax::Name& name : group.names)
      parameters.push_back(resolution.add_variable(name.text, sort, group.is_set));
  }
  resolution.system.rules[rule.index].parameters = std::move(parameters);
  resolution.system.rules[rule.index].actor = actor;
}

void resolve_rule_body(const syntax::Declaration& declaration, RuleId rule,
                       const std::vector<const syntax::Declaration*>& extensions, Resolution& resolution) {
  RuleResolver(std::get<syntax::RuleDeclaration>(declaration.kind), rule, resolution).run(extensions);
}

} // namespace chaperone::model
