// See transplant.hpp.
#include "model/steps/transplant.hpp"

namespace chaperone::model::steps {

VariableId Transplant::fresh(VariableId variable) {
  const Variable& known = from_[variable];
  const VariableId made{static_cast<std::uint32_t>(to_.variables.size())};
  to_.variables.push_back({known.name, symbols_.sorts[known.sort.index], known.is_set});
  bind(variable, made);
  return made;
}

std::vector<Formula> Transplant::of(const std::vector<Formula>& formulas) {
  std::vector<Formula> made;
  for (const Formula& formula : formulas)
    made.push_back(of(formula));
  return made;
}

std::vector<Term> Transplant::of(const std::vector<Term>& terms) {
  std::vector<Term> made;
  for (const Term& term : terms)
    made.push_back(of(term));
  return made;
}

// All variables first: a guard may speak of those before it.
std::vector<Binder> Transplant::of(const std::vector<Binder>& binders) {
  std::vector<Binder> made;
  for (const Binder& binder : binders) {
    const SortId sort = from_[binder.variable].sort;
    const VariableId variable = fresh(binder.variable);
    Formula guard = binder.guard ? of(binder.guard) : nullptr;
    if (const auto known = symbols_.known_values[sort.index]; known && !guard)
      guard = make_formula(Call{*known, {variable}});
    made.push_back({variable, std::move(guard)});
  }
  return made;
}

Term Transplant::of(const Term& term) {
  return std::visit(overload{
                        [&](VariableId variable) { return Term(variables_.at(variable)); },
                        [&](const Value& value) {
                          const std::vector<std::uint32_t>& values = symbols_.values[value.sort.index];
                          return Term(Value{symbols_.sorts[value.sort.index], values.at(value.index)});
                        },
                        [&](const std::shared_ptr<const Application>& it) {
                          return Term(std::make_shared<const Application>(
                              Application{symbols_.functions[it->function.index], of(it->args)}));
                        },
                    },
                    term);
}

Argument Transplant::of(const Argument& argument) {
  return std::visit(overload{
                        [](const Anything& it) { return Argument(it); },
                        [&](const Term& term) { return Argument(of(term)); },
                        [&](const std::vector<Term>& terms) { return Argument(of(terms)); },
                    },
                    argument);
}

Formula Transplant::of(const Formula& formula) {
  const auto args = [&](const std::vector<Argument>& all) {
    std::vector<Argument> made;
    for (const Argument& argument : all)
      made.push_back(of(argument));
    return made;
  };
  return std::visit(overload{
                        [](const Constant& it) { return make_formula(it); },
                        [&](const Atom& it) {
                          return make_formula(Atom{symbols_.relations[it.relation.index], of(it.args)});
                        },
                        [&](const Equal& it) {
                          Term left = of(it.left);
                          return make_formula(Equal{std::move(left), of(it.right)});
                        },
                        [&](const Member& it) {
                          return make_formula(Member{of(it.element), variables_.at(it.set)});
                        },
                        [&](const Not& it) { return make_formula(Not{of(it.body)}); },
                        [&](const And& it) { return make_formula(And{of(it.parts)}); },
                        [&](const Or& it) { return make_formula(Or{of(it.parts)}); },
                        [&](const Implies& it) {
                          Formula left = of(it.left);
                          return make_formula(Implies{std::move(left), of(it.right)});
                        },
                        [&](const Iff& it) {
                          Formula left = of(it.left);
                          return make_formula(Iff{std::move(left), of(it.right)});
                        },
                        [&](const Quantified& it) {
                          std::vector<Binder> binders = of(it.binders);
                          return make_formula(Quantified{it.kind, it.count, std::move(binders), of(it.body)});
                        },
                        [&](const Call& it) {
                          return make_formula(Call{define_(it.define), of(it.args)});
                        },
                        [&](const Can& it) {
                          return make_formula(Can{symbols_.rules[it.rule.index], args(it.args)});
                        },
                        [&](const Did& it) {
                          return make_formula(Did{symbols_.rules[it.rule.index], args(it.args)});
                        },
                        [&](const Was& it) { return make_formula(Was{of(it.body)}); },
                        [&](const Reached& it) {
                          Term from = of(it.from), to = of(it.to);
                          const VariableId tail = fresh(it.tail), head = fresh(it.head);
                          return make_formula(Reached{symbols_.relations[it.closure.index], tail, head, of(it.step),
                                                      std::move(from), std::move(to)});
                        },
                        [&](const SomeSet& it) {
                          const VariableId set = fresh(it.set);
                          return make_formula(SomeSet{set, of(it.body)});
                        },
                    },
                    formula->kind);
}

Update Transplant::of(const Update& update) {
  return std::visit(overload{
                        [&](const AddTuple& it) -> Update {
                          return AddTuple{symbols_.relations[it.relation.index], of(it.args)};
                        },
                        [&](const RemoveTuple& it) -> Update {
                          return RemoveTuple{symbols_.relations[it.relation.index], of(it.args)};
                        },
                        [&](const SetValue& it) -> Update {
                          std::vector<Term> args = of(it.args);
                          return SetValue{symbols_.functions[it.function.index], std::move(args), of(it.value)};
                        },
                    },
                    update);
}

Effect Transplant::of(const Effect& effect) {
  Effect made;
  made.is_upkeep = effect.is_upkeep;
  made.binders = of(effect.binders);
  if (effect.where)
    made.where = of(effect.where);
  for (const Update& update : effect.updates)
    made.updates.push_back(of(update));
  return made;
}

} // namespace chaperone::model::steps
