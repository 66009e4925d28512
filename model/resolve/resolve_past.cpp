// What speaks of the run and not of one state: `once`, `since`, `did _` and `acted`; and comparisons by order.
// Implements part of model/resolve/resolve_formula.hpp. Covered by tests/model/past_test.cpp and specs/broken/.
#include "model/resolve/resolve_formula.hpp"
#include "model/rules/ordering.hpp"
#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"
#include "model/steps/upkeep.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::model {

bool FormulaResolver::may_remember(std::string_view word, Span keyword) {
  if (standing_ == Standing::never_or_always || standing_ == Standing::expect)
    return true;
  std::string hint;
  switch (standing_) {
  case Standing::define:
    hint = "write it out in the property that needs it";
    break;
  case Standing::rule:
    hint = "a rule sees the present state only; keep what happened earlier in a relation";
    break;
  case Standing::possible:
    hint = "a `possible` property speaks of one state";
    break;
  case Standing::undoable:
    hint = "an `undoable` speaks of states";
    break;
  default:
    break;
  }
  r_.report.error("past_outside_property", keyword,
                  fmt::format("`{}` stands in `never` and `always` properties and in `expect` only", word),
                  "not a property of a run", std::move(hint));
  return false;
}

Formula FormulaResolver::at_each_moment(const syntax::Formula& it, bool& is_about_steps) {
  const bool was = std::exchange(is_inside_was_, false);
  const bool past = std::exchange(is_inside_past_, true);
  const bool steps = std::exchange(is_about_steps_, false);
  Formula made = formula(it);
  is_about_steps = is_about_steps || is_about_steps_;
  is_inside_was_ = was;
  is_inside_past_ = past;
  is_about_steps_ = steps;
  return made;
}

Formula FormulaResolver::past(const syntax::Formula& whole, const syntax::Past& it) {
  const bool may = may_remember(it.since == nullptr ? "once" : "since", whole.keyword);
  Memory memory;
  memory.held = at_each_moment(*it.held, memory.is_about_steps);
  bool begins_with_step = false;
  if (it.since != nullptr)
    memory.since = at_each_moment(*it.since, begins_with_step);
  memory.begins_at_start = memory.is_about_steps && it.since != nullptr && !begins_with_step;
  memory.is_about_steps = memory.is_about_steps || begins_with_step;
  if (!may || !memory.held || (it.since != nullptr && !memory.since))
    return nullptr;
  // One place for each variable that is free in it, and in a scenario for each individual that it names.
  Substitution general, own;
  std::vector<Place> places;
  const auto add_place = [&](SortId sort, const std::string& name) {
    memory.variables.push_back(r_.add_variable(name, sort, false));
    places.push_back({"", sort});
    return memory.variables.back();
  };
  const auto note = [&](const Term& term) {
    if (const auto* variable = std::get_if<VariableId>(&term)) {
      const bool is_free = std::ranges::find(stack_, *variable, &Bound::variable) != stack_.end();
      if (is_free && !general.terms.contains(*variable)) {
        const VariableId place = add_place(r_.system[*variable].sort, std::string(r_.system[*variable].name));
        general.terms.emplace(*variable, place);
        own.terms.emplace(place, *variable);
      }
    } else if (const auto* value = std::get_if<Value>(&term)) {
      const bool is_known = value->sort != any_sort; // else its mistake is told where it is declared
      if (is_known && !r_.system[value->sort].is_enum && !general.values.contains(*value)) {
        const VariableId place = add_place(value->sort, "x");
        general.values.emplace(*value, place);
        own.terms.emplace(place, *value);
      }
    }
  };
  for (const Formula& side : {memory.held, memory.since})
    if (side)
      walk(*side, [&](const Node& node) { for_each_term(node, [&](const Term& term) { walk_term(term, note); }); });
  memory.held = with_terms(memory.held, general);
  if (memory.since) {
    memory.stated = with_terms(memory.since, general);
    memory.since = memory.begins_at_start ? steps::or_before(memory.stated, memory.held) : memory.stated;
  }
  memory.relation = {static_cast<std::uint32_t>(r_.system.relations.size())};
  Relation relation;
  relation.name = fmt::format("past_{}", r_.system.memories.size() + 1);
  while (r_.names.symbol(relation.name))
    relation.name += "_";
  relation.span = {whole.span.file, whole.span.begin, whole.span.begin};
  relation.places = std::move(places);
  relation.upkeep = Upkeep::past;
  r_.system.relations.push_back(std::move(relation));
  r_.system.memories.push_back(memory);
  asks_past_ = true;
  const Formula now = with_terms(steps::is_remembered(memory), own);
  return std::make_shared<const Node>(Node{whole.span, now->kind});
}

Formula FormulaResolver::any_step(Span span, Span keyword) {
  const bool may = may_look_back("did", keyword);
  is_about_steps_ = true;
  std::vector<Formula> ways;
  for (std::uint32_t i = 0; i < r_.system.rules.size(); ++i)
    ways.push_back(make_formula(
        Did{{i}, std::vector<Argument>(r_.system.rules[i].parameters.size(), Argument(Anything{}))}, span));
  return may ? disjunction(std::move(ways), span) : nullptr;
}

Formula FormulaResolver::acted(const syntax::Term& it, Span span) {
  const bool may = may_look_back("acted", it.name.span);
  is_about_steps_ = true;
  if (it.args.size() != 1) {
    r_.report.error("wrong_arity", span, fmt::format("`acted` takes 1 argument, not {}", it.args.size()),
                    "who took the last step");
    return nullptr;
  }
  const auto who = term(it.args[0], any_sort);
  if (!may || !who)
    return nullptr;
  std::vector<Formula> ways;
  bool somebody_acts = false;
  for (std::uint32_t i = 0; i < r_.system.rules.size(); ++i) {
    const Rule& rule = r_.system.rules[i];
    somebody_acts = somebody_acts || rule.actor;
    if (!rule.actor || r_.system[rule.parameters[*rule.actor]].sort != who->sort)
      continue;
    std::vector<Argument> args(rule.parameters.size(), Argument(Anything{}));
    args[*rule.actor] = who->term;
    ways.push_back(make_formula(Did{{i}, std::move(args)}, span));
  }
  if (ways.empty())
    r_.report.warning("nobody_acts", span,
                      somebody_acts ? fmt::format("no rule is taken by {}", r_.sort_name(who->sort))
                                    : std::string("no rule says who takes it"),
                      "always false", "write `by` before a parameter: `rule approve(by adult: User, …)`");
  return disjunction(std::move(ways), span);
}

Formula FormulaResolver::ordering(const syntax::Ordering& it, const syntax::Formula& whole) {
  const SortId sort = common_sort(it.left, it.right);
  auto left = term(it.left, sort);
  auto right = term(it.right, sort == any_sort && left ? left->sort : sort);
  if (!left || !right || left->sort == any_sort)
    return nullptr;
  for (const auto& side : {left, right}) // a variable whose sort could not be read fits any
    if (sort_of(r_.system, side->term) == any_sort)
      return nullptr;
  const Sort& of = r_.system[left->sort];
  if (!of.is_ordered) {
    r_.report
        .error("not_ordered", whole.keyword, fmt::format("`{}` has no order", of.name), "cannot be compared so",
               of.is_enum
                   ? fmt::format("declare it as `ordered enum {} {{ … }}`, or list the values that are meant", of.name)
                   : fmt::format("declare it as `ordered sort {}`; `at least N x: {} | …` counts individuals", of.name,
                                 of.name))
        .notes.push_back(r_.declared_symbol(left->sort));
    return nullptr;
  }
  if (it.is_reversed)
    std::swap(left->term, right->term);
  return ordered(r_.system, {left->term, right->term, it.is_strict}, whole.span);
}

} // namespace chaperone::model
