// See substitution.hpp.
#include "model/rules/substitution.hpp"

#include <utility>

namespace chaperone::model {

namespace {

class Applied {
public:
  explicit Applied(const Substitution& what) : what_(what) {}

  Formula of(const Formula& formula) const {
    const auto made = [&](auto kind) { return make_formula(std::move(kind), formula->span); };
    return std::visit(overload{
                          [&](const Constant&) { return formula; },
                          [&](const Atom& it) {
                            return made(Atom{it.relation, of(it.args)});
                          },
                          [&](const Equal& it) {
                            return made(Equal{of(it.left), of(it.right)});
                          },
                          [&](const Member& it) {
                            if (const auto known = what_.members.find(it.set); known != what_.members.end())
                              return known->second(of(it.element));
                            const auto set = what_.sets.find(it.set);
                            return set == what_.sets.end() ? made(Member{of(it.element), it.set})
                                                           : made(Atom{set->second, {of(it.element)}});
                          },
                          [&](const Not& it) { return made(Not{of(it.body)}); },
                          [&](const And& it) { return made(And{of(it.parts)}); },
                          [&](const Or& it) { return made(Or{of(it.parts)}); },
                          [&](const Implies& it) {
                            return made(Implies{of(it.left), of(it.right)});
                          },
                          [&](const Iff& it) {
                            return made(Iff{of(it.left), of(it.right)});
                          },
                          [&](const Quantified& it) { return made(of(it)); },
                          [&](const Call& it) {
                            return made(Call{it.define, of(it.args)});
                          },
                          [&](const Can& it) {
                            return made(Can{it.rule, of(it.args)});
                          },
                          [&](const Did& it) {
                            return made(Did{it.rule, of(it.args)});
                          },
                          [&](const Was& it) { return made(Was{of(it.body)}); },
                          [&](const Reached& it) {
                            return made(Reached{it.closure, it.tail, it.head, of(it.step), of(it.from), of(it.to)});
                          },
                          [&](const SomeSet& it) {
                            return made(SomeSet{it.set, of(it.body)});
                          },
                      },
                      formula->kind);
  }

  Term of(const Term& term) const {
    const auto or_itself = [&](const auto& known, const auto& wanted) {
      const auto found = known.find(wanted);
      return found == known.end() ? term : found->second;
    };
    return std::visit(overload{
                          [&](VariableId variable) { return or_itself(what_.terms, variable); },
                          [&](const Value& value) { return or_itself(what_.values, value); },
                          [&](const std::shared_ptr<const Application>& it) {
                            if (it->args.empty())
                              return or_itself(what_.constants, it->function);
                            return Term(std::make_shared<const Application>(Application{it->function, of(it->args)}));
                          },
                      },
                      term);
  }

private:
  /// What comes in place of a set may be any formula, which is no guard: then it joins the body.
  Quantified of(const Quantified& it) const {
    std::vector<Binder> binders = it.binders;
    std::vector<Formula> joining;
    for (Binder& binder : binders) {
      if (!binder.guard)
        continue;
      const auto* member = std::get_if<Member>(&binder.guard->kind);
      binder.guard = of(binder.guard);
      if (member != nullptr && what_.members.contains(member->set))
        joining.push_back(std::exchange(binder.guard, nullptr));
    }
    Formula body = of(it.body);
    if (!joining.empty() && it.kind == Quantifier::all)
      body = make_formula(Implies{conjunction(std::move(joining)), std::move(body)});
    else if (!joining.empty()) {
      joining.push_back(std::move(body));
      body = conjunction(std::move(joining));
    }
    return {it.kind, it.count, std::move(binders), std::move(body)};
  }

  template <class Part> std::vector<Part> of(const std::vector<Part>& parts) const {
    std::vector<Part> result;
    for (const Part& part : parts)
      result.push_back(of(part));
    return result;
  }

  Argument of(const Argument& argument) const {
    return std::visit(overload{
                          [](const Anything& it) { return Argument(it); },
                          [&](const Term& term) { return Argument(of(term)); },
                          [&](const std::vector<Term>& terms) { return Argument(of(terms)); },
                      },
                      argument);
  }

  const Substitution& what_;
};

} // namespace

Formula with_terms(const Formula& formula, const Substitution& what) {
  return Applied(what).of(formula);
}

Term with_terms(const Term& term, const Substitution& what) {
  return Applied(what).of(term);
}

} // namespace chaperone::model
