// Formulas. Implements model/resolve/resolve_formula.hpp; terms are in resolve_term.cpp, variables
// and what they range over in resolve_binder.cpp.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#include "model/resolve/resolve_formula.hpp"

#include <fmt/format.h>

namespace chaperone::model {

Formula FormulaResolver::formula(const syntax::Formula& it) {
  return std::visit(overload{
                        [&](const syntax::Truth& truth) { return make_formula(Constant{truth.value}, it.span); },
                        [&](const syntax::Application& part) { return application(part.term, it.span); },
                        [&](const syntax::Comparison& part) { return comparison(part, it.span); },
                        [&](const syntax::Ordering& part) { return ordering(part, it); },
                        [&](const syntax::Membership& part) { return membership(part, it.span); },
                        [&](const syntax::Negation& part) {
                          Formula body = formula(*part.body);
                          return body ? make_formula(Not{std::move(body)}, it.span) : nullptr;
                        },
                        [&](const syntax::Before& part) { return before(it, part); },
                        [&](const syntax::Past& part) { return past(it, part); },
                        [&](const syntax::Connected& part) { return connected(part, it.span); },
                        [&](const syntax::Quantification& part) { return quantification(part, it.span); },
                        [&](const syntax::RuleQuery& part) { return rule_query(part, it.span); },
                        [&](const syntax::AnyStep&) { return any_step(it.span, it.keyword); },
                    },
                    it.kind);
}

Formula FormulaResolver::connected(const syntax::Connected& connected, Span span) {
  std::vector<Formula> parts;
  parts.reserve(connected.parts.size());
  bool is_fine = true;
  std::size_t uses_before_last = 0;
  for (const syntax::FormulaRef part : connected.parts) {
    uses_before_last = uses_;
    parts.push_back(formula(*part));
    is_fine = is_fine && parts.back();
  }
  uses_before_last_ = uses_before_last;
  if (!is_fine)
    return nullptr;
  switch (connected.connective) {
  case syntax::Connective::and_:
    return make_formula(And{std::move(parts)}, span);
  case syntax::Connective::or_:
    return make_formula(Or{std::move(parts)}, span);
  case syntax::Connective::implies:
    return make_formula(Implies{parts[0], parts[1]}, span);
  case syntax::Connective::iff:
    return balanced_iff(parts, span);
  }
  return nullptr;
}

/// `iff` is associative, so a long chain of it need not become a deep tree.
Formula FormulaResolver::balanced_iff(std::span<const Formula> parts, Span span) {
  if (parts.size() == 1)
    return parts[0];
  const std::size_t half = (parts.size() + 1) / 2;
  const Span left = {span.file, parts.front()->span.begin, parts[half - 1]->span.end};
  const Span right = {span.file, parts[half]->span.begin, parts.back()->span.end};
  return make_formula(Iff{balanced_iff(parts.first(half), left), balanced_iff(parts.subspan(half), right)}, span);
}

Formula FormulaResolver::application(const syntax::Term& it, Span span) {
  if (!it.has_brackets)
    return bare_name(it.name);
  const auto symbol = r_.names.symbol(it.name.text);
  if (!symbol && it.name.text == "acted" && !r_.names.rule("acted"))
    return acted(it, span);
  if (!symbol) {
    for (const syntax::Term& arg : it.args)
      term(arg, any_sort);
    const bool is_rule = r_.names.rule(it.name.text).has_value();
    r_.complain_unknown(
        it.name, "relation or define",
        [&](Nearest& nearest) {
          for (const Relation& relation : r_.system.relations)
            nearest.offer(relation.name);
          for (const Define& define : r_.system.defines)
            nearest.offer(define.name);
        },
        is_rule ? fmt::format("`{0}` is a rule: `can {0}(…)` asks whether it is allowed now", it.name.text) : "");
    return nullptr;
  }
  if (const auto* relation = std::get_if<RelationId>(&*symbol)) {
    auto args = arguments(it.args, *relation, it.name, span);
    return args ? make_formula(Atom{*relation, std::move(*args)}, span) : nullptr;
  }
  if (const auto* define = std::get_if<DefineId>(&*symbol)) {
    auto args = arguments(it.args, *define, it.name, span);
    return args ? make_formula(Call{*define, std::move(*args)}, span) : nullptr;
  }
  const bool is_function = std::holds_alternative<FunctionId>(*symbol);
  r_.report
      .error("not_a_formula", span,
             fmt::format("`{}` is {}, neither true nor false", it.name.text, r_.kind_of(*symbol)), "expected a formula",
             is_function ? fmt::format("compare its value: `{}(…) = …`", it.name.text) : "")
      .notes.push_back(r_.declared_symbol(*symbol));
  return nullptr;
}

Formula FormulaResolver::bare_name(const syntax::Name& name) {
  const auto symbol = r_.names.symbol(name.text);
  if (variable(name.text)) {
    r_.report.error("not_a_formula", name.span, fmt::format("`{}` is an individual, neither true nor false", name.text),
                    "expected a formula");
  } else if (symbol) {
    const bool is_applied = std::holds_alternative<RelationId>(*symbol) || std::holds_alternative<DefineId>(*symbol);
    r_.report
        .error("not_a_formula", name.span, fmt::format("`{}` is {}, not a formula", name.text, r_.kind_of(*symbol)),
               "expected a formula", is_applied ? fmt::format("it is applied with brackets: `{}(…)`", name.text) : "")
        .notes.push_back(r_.declared_symbol(*symbol));
  } else if (!r_.names.enums_with(name.text).empty()) {
    r_.report.error("not_a_formula", name.span, fmt::format("`{}` is a value, neither true nor false", name.text),
                    "expected a formula", fmt::format("compare something with it: `… = {}`", name.text));
  } else {
    const bool is_true = name.text == "True" || name.text == "TRUE";
    const bool is_false = name.text == "False" || name.text == "FALSE";
    r_.complain_unknown(
        name, "relation or define",
        [&](Nearest& nearest) {
          for (const Relation& relation : r_.system.relations)
            nearest.offer(relation.name);
          for (const Define& define : r_.system.defines)
            nearest.offer(define.name);
        },
        is_true    ? "write `true`"
        : is_false ? "write `false`"
                   : "");
  }
  return nullptr;
}

Formula FormulaResolver::comparison(const syntax::Comparison& it, Span span) {
  const SortId sort = common_sort(it.left, it.right);
  auto left = term(it.left, sort);
  auto right = term(it.right, sort == any_sort && left ? left->sort : sort);
  if (!left || !right)
    return nullptr;
  Formula equal = make_formula(Equal{std::move(left->term), std::move(right->term)}, span);
  return it.is_negated ? make_formula(Not{std::move(equal)}, span) : equal;
}

Formula FormulaResolver::membership(const syntax::Membership& it, Span span) {
  Formula result = std::visit(overload{
                                  [&](const syntax::Name& set) { return member_of_name(it, set, span); },
                                  [&](const syntax::Listed& list) { return member_of_list(it, list, span); },
                              },
                              it.set);
  return result && it.is_negated ? make_formula(Not{std::move(result)}, span) : result;
}

Formula FormulaResolver::member_of_name(const syntax::Membership& it, const syntax::Name& set, Span span) {
  if (const auto bound = variable(set.text); bound && r_.system[*bound].is_set) {
    note_variable(set);
    auto element = term(it.element, r_.system[*bound].sort);
    return element ? make_formula(Member{std::move(element->term), *bound}, span) : nullptr;
  }
  const auto symbol = r_.names.symbol(set.text);
  const auto* relation = symbol ? std::get_if<RelationId>(&*symbol) : nullptr;
  if (relation != nullptr && r_.system[*relation].places.size() == 1) {
    const Owner owner = *relation;
    r_.note(set.span, owner);
    auto element = term(it.element, r_.system[*relation].places[0].sort, &owner);
    return element ? make_formula(Atom{*relation, {std::move(element->term)}}, span) : nullptr;
  }
  term(it.element, any_sort);
  if (variable(set.text)) {
    r_.report.error("not_a_set", set.span, fmt::format("`{}` is one individual, not a set", set.text), "expected a set",
                    "compare individuals with `=`");
  } else if (symbol) {
    const bool is_define = std::holds_alternative<DefineId>(*symbol);
    const bool is_sort = std::holds_alternative<SortId>(*symbol);
    r_.report
        .error("not_a_set", set.span,
               fmt::format("`{}` is {}{}", set.text, r_.kind_of(*symbol),
                           relation != nullptr ? " that has not exactly one place" : ", not a set"),
               "expected a set parameter, a relation with one place or `{a, b}`",
               is_define ? fmt::format("write `{}(…)`", set.text)
               : is_sort ? "every individual is in its sort: leave this out"
                         : "")
        .notes.push_back(r_.declared_symbol(*symbol));
  } else {
    r_.complain_unknown(set, "set parameter or relation", [&](Nearest& nearest) {
      for (const Bound& bound : stack_)
        if (r_.system[bound.variable].is_set)
          nearest.offer(bound.name);
      for (const Relation& candidate : r_.system.relations)
        if (candidate.places.size() == 1)
          nearest.offer(candidate.name);
    });
  }
  return nullptr;
}

Formula FormulaResolver::member_of_list(const syntax::Membership& it, const syntax::Listed& list, Span span) {
  SortId sort = evident_sort(it.element);
  for (std::size_t i = 0; sort == any_sort && i < list.terms.size(); ++i)
    sort = evident_sort(list.terms[i]);
  if (sort == any_sort && !list.terms.empty())
    sort = common_sort(it.element, list.terms.front());
  const auto element = term(it.element, sort);
  std::vector<Formula> parts;
  bool is_fine = element.has_value();
  for (const syntax::Term& candidate : list.terms) {
    auto value = term(candidate, element ? element->sort : sort);
    is_fine = is_fine && value;
    if (is_fine)
      parts.push_back(make_formula(Equal{element->term, std::move(value->term)}, candidate.span));
  }
  if (!is_fine)
    return nullptr;
  if (parts.empty())
    return make_formula(Constant{false}, span);
  return parts.size() == 1 ? make_formula(Equal(std::get<Equal>(parts[0]->kind)), span)
                           : make_formula(Or{std::move(parts)}, span);
}

Formula FormulaResolver::quantification(const syntax::Quantification& it, Span span) {
  const std::size_t start = mark();
  auto binders = open(it.binders);
  Formula body = formula(*it.body);
  warn_of_stray_conjunct(it, start);
  close(start);
  if (!binders || !body)
    return nullptr;
  return make_formula(Quantified{it.quantifier, it.count, std::move(*binders), std::move(body)}, span);
}

void FormulaResolver::warn_of_stray_conjunct(const syntax::Quantification& it, std::size_t mark) {
  const auto* body = std::get_if<syntax::Connected>(&it.body->kind);
  if (body == nullptr || body->connective != syntax::Connective::and_ || it.body->is_bracketed)
    return;
  for (std::size_t i = mark; i < stack_.size(); ++i)
    if (stack_[i].last_use > uses_before_last_)
      return;
  const Span last = body->parts.back()->span;
  r_.report
      .warning("stray_conjunct", last, "this condition uses none of the variables of the quantifier it stands in",
               "is part of the quantified formula",
               "a quantifier reaches to the end of its statement or bracket; put this before it, or the quantifier in "
               "brackets")
      .notes.push_back({it.keyword, "the quantifier begins here"});
}

bool FormulaResolver::complain_of_nested(std::string_view word, Span keyword) {
  r_.report.error("nested_was", keyword, fmt::format("`{}` cannot stand inside `was`", word), "inside `was` already",
                  "only one step can be looked back; `once` and `since` speak of all that came before");
  return false;
}

bool FormulaResolver::may_look_back(std::string_view word, Span keyword) {
  std::string hint;
  switch (standing_) {
  case Standing::never_or_always:
    if (!is_inside_was_)
      return true;
    return complain_of_nested(word, keyword);
  case Standing::expect:
    if (is_inside_past_)
      return !is_inside_was_ || complain_of_nested(word, keyword);
    hint = "an `expect` speaks of the present state; of earlier steps with `once` or `since`";
    break;
  case Standing::undoable:
    hint = "an `undoable` speaks of states";
    break;
  case Standing::define:
    hint = "write it out in the property that needs it";
    break;
  case Standing::possible:
    hint = "a `possible` property speaks of one state";
    break;
  case Standing::rule:
    hint = "a rule sees the present state only; keep what happened earlier in a relation";
    break;
  case Standing::invariant:
    hint = "an invariant speaks of one state";
    break;
  case Standing::assume:
  case Standing::init:
    hint = "nothing comes before the start";
    break;
  }
  r_.report.error(word == "was" ? "was_outside_property" : "did_outside_property", keyword,
                  fmt::format("`{}` stands in `never` and `always` properties only", word), "not a property of steps",
                  std::move(hint));
  return false;
}

Formula FormulaResolver::before(const syntax::Formula& it, const syntax::Before& before) {
  const bool may = may_look_back("was", it.keyword);
  const bool outer = std::exchange(is_inside_was_, true);
  Formula body = formula(*before.body);
  is_inside_was_ = outer;
  is_about_steps_ = true;
  return may && body ? make_formula(Was{std::move(body)}, it.span) : nullptr;
}

bool FormulaResolver::may_ask_can(Span keyword) {
  switch (standing_) {
  case Standing::never_or_always:
  case Standing::possible:
  case Standing::expect:
  case Standing::define:
  case Standing::invariant:
  case Standing::undoable:
    return true;
  case Standing::rule:
  case Standing::assume:
  case Standing::init:
    break;
  }
  r_.report.error("can_outside_property", keyword, "`can` stands in properties and `expect` only", "not a property",
                  standing_ == Standing::rule ? "give the condition a name with `define` and require it in both rules"
                                              : "");
  return false;
}

Formula FormulaResolver::rule_query(const syntax::RuleQuery& it, Span span) {
  bool may = true;
  if (it.is_did) {
    may = may_look_back("did", it.keyword);
    is_about_steps_ = true;
  } else {
    may = may_ask_can(it.keyword);
  }
  const auto rule = rule_named(it.rule);
  if (!rule)
    return nullptr;
  auto args = rule_arguments(*rule, it.args, it.rule, span);
  if (!may || !args)
    return nullptr;
  return it.is_did ? make_formula(Did{*rule, std::move(*args)}, span)
                   : make_formula(Can{*rule, std::move(*args)}, span);
}

} // namespace chaperone::model
