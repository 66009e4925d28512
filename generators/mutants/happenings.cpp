// See happenings.hpp.
#include "generators/mutants/happenings.hpp"

#include "model/rules/substitution.hpp"

namespace chaperone::generators {

using namespace model;

Formula some_of(std::vector<Binder> binders, Formula body) {
  if (binders.empty())
    return body;
  return make_formula(Quantified{Quantifier::some, 0, std::move(binders), std::move(body)});
}

std::vector<Happenings::Writing> Happenings::writings(RuleId rule, const ReadCells& cells,
                                                      std::optional<std::uint32_t> value) const {
  std::vector<Writing> result;
  const auto add = [&](const Effect& effect, const Symbol& symbol, const std::vector<Term>& args, const Formula& has) {
    if (symbol != cells.symbol || !cells.may_be(args))
      return false;
    result.push_back({effect.binders, effect.where, args, {}, has, negation(has), std::nullopt});
    for (std::size_t i = 0; i < args.size(); ++i)
      if (cells.args[i])
        result.back().is_it.push_back(make_formula(Equal{args[i], Value{sort_of(system_, args[i]), *cells.args[i]}}));
    return true;
  };
  for (const Effect& effect : system_[rule].effects)
    for (const Update& update : effect.updates)
      std::visit(overload{
                     [&](const AddTuple& it) {
                       if (value.value_or(1) == 1)
                         add(effect, it.relation, it.args, make_formula(Atom{it.relation, it.args}));
                     },
                     [&](const RemoveTuple& it) {
                       if (value.value_or(0) == 0)
                         add(effect, it.relation, it.args, negation(make_formula(Atom{it.relation, it.args})));
                     },
                     [&](const SetValue& it) {
                       const Term present = std::make_shared<const Application>(Application{it.function, it.args});
                       if (!add(effect, it.function, it.args, make_formula(Equal{present, it.value})))
                         return;
                       result.back().present = present;
                       const auto is = [&](const Term& term, std::uint32_t what) {
                         return make_formula(Equal{term, Value{system_[it.function].result, what}});
                       };
                       if (value)
                         result.back().is_it.push_back(is(it.value, *value));
                       if (const auto& told = cells.compared)
                         result.back().changes = negation(make_formula(Iff{is(present, *told), is(it.value, *told)}));
                     },
                 },
                 update);
  return result;
}

Formula Happenings::changes(RuleId rule, const ReadCells& cells, std::optional<std::uint32_t> value) {
  return any_of_writings(rule, cells, value, [](const Writing& it) { return std::vector{it.changes}; });
}

Formula Happenings::loses(RuleId rule, const ReadCells& cells, std::optional<std::uint32_t> value) {
  const bool is_relation = std::holds_alternative<RelationId>(cells.symbol);
  return any_of_writings(
      rule, cells, is_relation && value ? std::optional(1 - *value) : std::nullopt, [&](const Writing& it) {
        std::vector<Formula> parts{it.changes};
        if (it.present && value)
          parts.push_back(make_formula(Equal{*it.present, Value{sort_of(system_, *it.present), *value}}));
        return parts;
      });
}

Formula Happenings::repeats(RuleId rule, const ReadCells& cells, std::optional<std::uint32_t> value) {
  return any_of_writings(rule, cells, value, [](const Writing& it) { return std::vector{it.has}; });
}

Formula Happenings::changes_of_others(RuleId rule, const ReadCells& cells, std::size_t parameter) {
  const VariableId actor = system_[rule].parameters[parameter];
  return any_of_writings(rule, cells, std::nullopt, [&](const Writing& it) {
    std::vector<Formula> parts{it.changes};
    for (const Term& arg : it.args)
      if (sort_of(system_, arg) == system_[actor].sort)
        parts.push_back(negation(make_formula(Equal{arg, actor})));
    return parts;
  });
}

Formula Happenings::any_of_writings(RuleId rule, const ReadCells& cells, std::optional<std::uint32_t> value,
                                    const std::function<std::vector<Formula>(const Writing&)>& condition) const {
  std::vector<Formula> ways;
  for (const Writing& it : writings(rule, cells, value)) {
    std::vector<Formula> parts = condition(it);
    if (it.when)
      parts.push_back(it.when);
    parts.insert(parts.end(), it.is_it.begin(), it.is_it.end());
    ways.push_back(some_of(it.binders, conjunction(std::move(parts))));
  }
  return disjunction(std::move(ways));
}

Formula Happenings::changes_several(RuleId rule, const ReadCells& cells, std::uint32_t value) {
  const bool is_relation = std::holds_alternative<RelationId>(cells.symbol);
  const ReadCells any{cells.symbol, std::vector<std::optional<std::uint32_t>>(cells.args.size()), std::nullopt};
  const std::vector<Writing> all = writings(rule, any, is_relation ? std::optional(value) : std::nullopt);
  std::vector<Formula> ways;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = i; k < all.size(); ++k) {
      const Writing &one = all[i], other = renamed(all[k]);
      if (i == k && one.binders.empty())
        continue;
      std::vector<Formula> same, parts{one.changes, other.changes};
      for (std::size_t at = 0; at < one.args.size(); ++at)
        same.push_back(make_formula(Equal{one.args[at], other.args[at]}));
      parts.push_back(negation(conjunction(std::move(same))));
      for (const Writing* it : {&one, &other})
        if (it->when)
          parts.push_back(it->when);
      std::vector<Binder> binders = one.binders;
      binders.insert(binders.end(), other.binders.begin(), other.binders.end());
      ways.push_back(some_of(std::move(binders), conjunction(std::move(parts))));
    }
  return disjunction(std::move(ways));
}

/// The same with variables of its own.
Happenings::Writing Happenings::renamed(const Writing& writing) {
  Writing result = writing;
  Substitution names;
  for (Binder& binder : result.binders) {
    const VariableId made{static_cast<std::uint32_t>(system_.variables.size())};
    Variable variable = system_[binder.variable];
    variable.name += "2";
    system_.variables.push_back(std::move(variable));
    names.terms.emplace(binder.variable, made);
    binder.variable = made;
  }
  for (Binder& binder : result.binders)
    if (binder.guard)
      binder.guard = with_terms(binder.guard, names);
  for (Term& arg : result.args)
    arg = with_terms(arg, names);
  result.changes = with_terms(result.changes, names);
  if (result.when)
    result.when = with_terms(result.when, names);
  return result;
}

} // namespace chaperone::generators
