// Substitution of values for free variables.
#include "generators/story/instantiate.hpp"

#include <utility>

namespace chaperone::reports {
namespace {

using namespace model;

class Instantiation {
public:
  Instantiation(const System& system, std::span<const Assignment> bindings) : system_(system), bindings_(bindings) {}

  Formula apply(const Formula& formula) const {
    const auto made = [&](auto kind) { return make_formula(std::move(kind), formula->span); };
    return std::visit(overload{
                          [&](const Constant&) { return formula; },
                          [&](const Atom& a) {
                            return made(Atom{a.relation, apply(a.args)});
                          },
                          [&](const Equal& e) {
                            return made(Equal{apply(e.left), apply(e.right)});
                          },
                          [&](const Member& m) { return membership(formula, m); },
                          [&](const Not& n) { return made(Not{apply(n.body)}); },
                          [&](const And& a) { return made(And{apply(a.parts)}); },
                          [&](const Or& o) { return made(Or{apply(o.parts)}); },
                          [&](const Implies& i) {
                            return made(Implies{apply(i.left), apply(i.right)});
                          },
                          [&](const Iff& i) {
                            return made(Iff{apply(i.left), apply(i.right)});
                          },
                          [&](const Quantified& q) {
                            return made(Quantified{q.kind, q.count, q.binders, apply(q.body)});
                          },
                          [&](const Call& c) {
                            return made(Call{c.define, apply(c.args)});
                          },
                          [&](const Can& c) {
                            return made(Can{c.rule, apply(c.args)});
                          },
                          [&](const Did& d) {
                            return made(Did{d.rule, apply(d.args)});
                          },
                          [&](const Was& w) { return made(Was{apply(w.body)}); },
                          [&](const Reached& r) {
                            return made(Reached{r.closure, r.tail, r.head, apply(r.step), apply(r.from), apply(r.to)});
                          },
                          [&](const SomeSet& s) {
                            return made(SomeSet{s.set, apply(s.body)});
                          },
                      },
                      formula->kind);
  }

private:
  const StepArgument* value_of(VariableId variable) const {
    for (const Assignment& binding : bindings_)
      if (binding.variable == variable)
        return &binding.value;
    return nullptr;
  }

  Term apply(const Term& term) const {
    return std::visit(overload{
                          [&](VariableId id) -> Term {
                            const StepArgument* value = value_of(id);
                            const auto* index = value ? std::get_if<std::uint32_t>(value) : nullptr;
                            return index ? Term(Value{system_[id].sort, *index}) : term;
                          },
                          [&](const Value&) -> Term { return term; },
                          [&](const std::shared_ptr<const Application>& a) -> Term {
                            return std::make_shared<const Application>(Application{a->function, apply(a->args)});
                          },
                      },
                      term);
  }

  template <class Part> std::vector<Part> apply(const std::vector<Part>& parts) const {
    std::vector<Part> result;
    for (const Part& part : parts)
      result.push_back(apply(part));
    return result;
  }

  Argument apply(const Argument& argument) const {
    return std::visit(overload{
                          [&](Anything) -> Argument { return Anything{}; },
                          [&](const Term& term) -> Argument { return set_or_term(term); },
                          [&](const std::vector<Term>& set) -> Argument { return apply(set); },
                      },
                      argument);
  }

  /// `can r(invited)`: a set parameter may be passed on, and then stands for its elements.
  Argument set_or_term(const Term& term) const {
    const auto* variable = std::get_if<VariableId>(&term);
    const StepArgument* value = variable ? value_of(*variable) : nullptr;
    const auto* set = value ? std::get_if<std::vector<std::uint32_t>>(value) : nullptr;
    if (set == nullptr)
      return apply(term);
    std::vector<Term> elements;
    for (const std::uint32_t index : *set)
      elements.emplace_back(Value{system_[*variable].sort, index});
    return elements;
  }

  /// `u in invited` becomes `u in {Bea, Cal}`, which is written as a choice of equalities.
  Formula membership(const Formula& formula, const Member& member) const {
    const StepArgument* value = value_of(member.set);
    if (value == nullptr)
      return make_formula(Member{apply(member.element), member.set}, formula->span);
    std::vector<Formula> choices;
    for (const std::uint32_t index : std::get<std::vector<std::uint32_t>>(*value))
      choices.push_back(
          make_formula(Equal{apply(member.element), Value{system_[member.set].sort, index}}, formula->span));
    if (choices.empty())
      return make_formula(Constant{false}, formula->span);
    return choices.size() == 1 ? choices.front() : make_formula(Or{std::move(choices)}, formula->span);
  }

  const System& system_;
  std::span<const Assignment> bindings_;
};

} // namespace

Formula instantiate(const System& system, const Formula& formula, std::span<const Assignment> bindings) {
  return bindings.empty() ? formula : Instantiation(system, bindings).apply(formula);
}

} // namespace chaperone::reports
