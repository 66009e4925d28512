// See split.hpp.
#include "generators/goals/split.hpp"

#include "model/rules/ordering.hpp"
#include "model/rules/substitution.hpp"

namespace chaperone::generators {

using namespace model;

namespace {

/// Takes a formula, or its negation, apart: into what must all hold of it, or into what each suffices.
class Parts {
public:
  Parts(const System& system, bool by_and) : system_(system), by_and_(by_and) {}

  std::vector<Formula> of(const Formula& formula, bool is_positive) const {
    const Formula whole = is_positive ? formula : negation(formula);
    const auto flat = [&](const std::vector<Formula>& parts, bool sign) {
      std::vector<Formula> result;
      for (const Formula& part : parts)
        for (Formula& each : of(part, sign))
          result.push_back(std::move(each));
      return result;
    };
    const auto leaf = [&] { return std::vector{whole}; };
    if (ordering_of(system_, formula))
      return leaf();
    return std::visit(overload{
                          [&](const And& it) { return is_positive == by_and_ ? flat(it.parts, is_positive) : leaf(); },
                          [&](const Or& it) { return is_positive != by_and_ ? flat(it.parts, is_positive) : leaf(); },
                          [&](const Not& it) { return of(it.body, !is_positive); },
                          [&](const Implies& it) { return of_implication(it, is_positive, whole); },
                          [&](const Quantified& it) { return of_quantified(it, is_positive, whole); },
                          [&](const Call& it) {
                            const Define& define = system_[it.define];
                            std::map<VariableId, Term> terms;
                            for (std::size_t i = 0; i < it.args.size(); ++i)
                              terms.emplace(define.parameters[i], it.args[i]);
                            std::vector<Formula> parts = of(with_terms(define.body, {terms, {}}), is_positive);
                            return parts.size() > 1 ? parts : leaf(); // the define's own name says it better
                          },
                          [&](const Constant&) { return leaf(); },
                          [&](const Atom&) { return leaf(); },
                          [&](const Equal&) { return leaf(); },
                          [&](const Member&) { return leaf(); },
                          [&](const Iff&) { return leaf(); },
                          [&](const Can&) { return leaf(); },
                          [&](const Did&) { return leaf(); },
                          [&](const Was&) { return leaf(); },
                          [&](const Reached&) { return leaf(); },
                          [&](const SomeSet&) { return leaf(); },
                      },
                      formula->kind);
  }

private:
  std::vector<Formula> of_implication(const Implies& it, bool is_positive, const Formula& whole) const {
    if (is_positive != by_and_) { // `not a or b`, or its negation `a and not b`
      std::vector<Formula> result = of(it.left, !is_positive);
      for (Formula& each : of(it.right, is_positive))
        result.push_back(std::move(each));
      return result;
    }
    if (!is_positive)
      return {whole};
    const std::vector<Formula> right = of(it.right, true);
    if (right.size() < 2)
      return {whole};
    std::vector<Formula> result;
    result.reserve(right.size());
    for (const Formula& part : right)
      result.push_back(make_formula(Implies{it.left, part}, part->span));
    return result;
  }

  /// `all` goes with `and`, `some` with `or`.
  std::vector<Formula> of_quantified(const Quantified& it, bool is_positive, const Formula& whole) const {
    const bool is_all = it.kind == Quantifier::all  ? is_positive
                        : it.kind == Quantifier::no ? is_positive
                                                    : !is_positive;
    const bool is_simple = it.kind == Quantifier::all || it.kind == Quantifier::no || it.kind == Quantifier::some;
    if (!is_simple || is_all != by_and_)
      return {whole};
    const bool sign = it.kind == Quantifier::no ? !is_positive : is_positive;
    const std::vector<Formula> parts = of(it.body, sign);
    if (parts.size() < 2)
      return {whole};
    std::vector<Formula> result;
    result.reserve(parts.size());
    for (const Formula& part : parts)
      result.push_back(
          make_formula(Quantified{is_all ? Quantifier::all : Quantifier::some, 0, it.binders, part}, part->span));
    return result;
  }

  const System& system_;
  bool by_and_;
};

} // namespace

std::vector<Formula> conjuncts(const System& system, const Formula& formula) {
  return Parts(system, true).of(formula, true);
}

Universal universal(const Formula& formula) {
  if (const auto* it = std::get_if<Quantified>(&formula->kind)) {
    if (it->kind == Quantifier::all)
      return {it->binders, it->body};
    if (it->kind == Quantifier::no)
      return {it->binders, negation(it->body)};
  }
  if (const auto* it = std::get_if<Not>(&formula->kind))
    if (const auto* inner = std::get_if<Quantified>(&it->body->kind); inner && inner->kind == Quantifier::some)
      return {inner->binders, negation(inner->body)};
  return {{}, formula};
}

std::vector<Disjunct> disjuncts(const System& system, const Formula& formula) {
  const Universal outer = universal(formula);
  const std::vector<Formula> ways = Parts(system, false).of(outer.body, true);
  std::vector<Disjunct> result;
  for (std::size_t i = 0; i < ways.size() && ways.size() > 1; ++i) {
    std::vector<Formula> others = ways;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    Formula rest = disjunction(std::move(others), formula->span);
    if (!outer.binders.empty())
      rest = make_formula(Quantified{Quantifier::all, 0, outer.binders, rest}, formula->span);
    result.push_back({ways[i], std::move(rest)});
  }
  return result;
}

} // namespace chaperone::generators
