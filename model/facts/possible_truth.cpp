// See model/facts/possible_truth.hpp.
#include "model/facts/possible_truth.hpp"

#include <algorithm>

namespace chaperone::model {
namespace {

PossibleTruth opposite(PossibleTruth truth) {
  return {truth.may_fail, truth.may_hold};
}

PossibleTruth both(PossibleTruth left, PossibleTruth right) {
  return {left.may_hold && right.may_hold, left.may_fail || right.may_fail};
}

PossibleTruth either(PossibleTruth left, PossibleTruth right) {
  return opposite(both(opposite(left), opposite(right)));
}

} // namespace

PossibleTruth EmptinessAbstraction::all_of(const std::vector<Formula>& parts) {
  PossibleTruth result{true, false};
  for (const Formula& part : parts)
    result = both(result, truth(part));
  return result;
}

PossibleTruth EmptinessAbstraction::truth(const Equal& equal) const {
  if (equal.left == equal.right)
    return {true, false};
  const auto* left = std::get_if<Value>(&equal.left);
  const auto* right = std::get_if<Value>(&equal.right);
  if (left != nullptr && right != nullptr)
    return {false, true};
  return {true, true};
}

// Sorts are never empty, so without guards there is an assignment; with guards there may be none.
PossibleTruth EmptinessAbstraction::truth(const Quantified& quantified) {
  PossibleTruth guards{true, false};
  for (const Binder& binder : quantified.binders)
    if (binder.guard)
      guards = both(guards, {truth(binder.guard).may_hold, true});
  const PossibleTruth body = truth(quantified.body);
  const PossibleTruth some{guards.may_hold && body.may_hold, guards.may_fail || body.may_fail};
  switch (quantified.kind) {
  case Quantifier::all:
    return {guards.may_fail || body.may_hold, guards.may_hold && body.may_fail};
  case Quantifier::some:
    return some;
  case Quantifier::no:
    return opposite(some);
  case Quantifier::one:
    return {some.may_hold, true};
  case Quantifier::lone:
    return {true, some.may_hold};
  case Quantifier::at_least:
    if (quantified.count == 0)
      return {true, false};
    return {some.may_hold, quantified.count > 1 || some.may_fail};
  case Quantifier::at_most:
    return {quantified.count > 0 || some.may_fail, some.may_hold};
  }
  return {};
}

PossibleTruth EmptinessAbstraction::truth(const Formula& formula) {
  return std::visit(overload{
                        [](const Constant& constant) {
                          return PossibleTruth{constant.value, !constant.value};
                        },
                        [&](const Atom& atom) {
                          return PossibleTruth{!empty_.contains(atom.relation), true};
                        },
                        [&](const Equal& equal) { return truth(equal); },
                        [](const Member&) { return PossibleTruth{}; },
                        [&](const Not& negated) { return opposite(truth(negated.body)); },
                        [&](const And& all) { return all_of(all.parts); },
                        [&](const Or& any) {
                          PossibleTruth result{false, true};
                          for (const Formula& part : any.parts)
                            result = either(result, truth(part));
                          return result;
                        },
                        [&](const Implies& implication) {
                          return either(opposite(truth(implication.left)), truth(implication.right));
                        },
                        [&](const Iff& equivalence) {
                          const PossibleTruth left = truth(equivalence.left);
                          const PossibleTruth right = truth(equivalence.right);
                          return either(both(left, right), both(opposite(left), opposite(right)));
                        },
                        [&](const Quantified& quantified) { return truth(quantified); },
                        [&](const Call& call) {
                          const auto known = defines_.find(call.define);
                          if (known != defines_.end())
                            return known->second;
                          const PossibleTruth result = truth(system_[call.define].body);
                          defines_.emplace(call.define, result);
                          return result;
                        },
                        [&](const Can& can) {
                          return PossibleTruth{may_hold(asked_by_can(system_[can.rule])), true};
                        },
                        [&](const Did& did) {
                          return PossibleTruth{!step_ || *step_ == did.rule, true};
                        },
                        [&](const Was& was) { return EmptinessAbstraction(system_, empty_).truth(was.body); },
                        [&](const Reached& reached) {
                          return PossibleTruth{truth(reached.step).may_hold, true};
                        },
                        [&](const SomeSet& some) {
                          return PossibleTruth{truth(some.body).may_hold, truth(some.body).may_fail};
                        },
                    },
                    formula->kind);
}

bool EmptinessAbstraction::may_hold(const std::vector<Formula>& formulas) {
  return std::ranges::all_of(formulas, [&](const Formula& formula) { return truth(formula).may_hold; });
}

bool EmptinessAbstraction::may_fire(const Rule& rule) {
  return std::all_of(rule.requirements.begin(), rule.requirements.end(),
                     [&](const Requirement& requirement) { return truth(requirement.formula).may_hold; });
}

bool EmptinessAbstraction::may_happen(const Effect& effect) {
  return std::all_of(effect.binders.begin(), effect.binders.end(),
                     [&](const Binder& binder) { return !binder.guard || truth(binder.guard).may_hold; }) &&
         (!effect.where || truth(effect.where).may_hold);
}

} // namespace chaperone::model
