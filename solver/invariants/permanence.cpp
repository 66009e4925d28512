// See permanence.hpp.
#include "solver/invariants/permanence.hpp"

#include "model/rules/walk.hpp"

#include <algorithm>

namespace chaperone::solver::invariants {

using namespace model;

namespace {

std::vector<RuleId> all_rules(const System& system) {
  std::vector<RuleId> made;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
    made.push_back(RuleId{rule});
  return made;
}

} // namespace

Permanence::Permanence(const System& system) : Permanence(system, all_rules(system)) {}

Permanence::Permanence(const System& system, const std::vector<RuleId>& rules)
    : system_(system), is_made_(system.relations.size(), 0), is_lost_(system.relations.size(), 0),
      is_set_(system.functions.size(), 0) {
  for (const RuleId rule : rules)
    for (const Effect& effect : system[rule].effects)
      for (const Update& update : effect.updates)
        std::visit(overload{
                       [&](const AddTuple& add) { is_made_[add.relation.index] = 1; },
                       [&](const RemoveTuple& remove) { is_lost_[remove.relation.index] = 1; },
                       [&](const SetValue& set) { is_set_[set.function.index] = 1; },
                   },
                   update);
  for (const RelationId closure : system.closures) {
    const auto* base = std::get_if<RelationId>(&system[closure].closure_of);
    is_made_[closure.index] = base == nullptr ? char{1} : is_made_[base->index];
    is_lost_[closure.index] = base == nullptr ? char{1} : is_lost_[base->index];
  }
}

bool Permanence::has_fixed_terms(const Node& formula) const {
  bool is_fixed = true;
  for_each_term(formula, [&](const Term& term) {
    walk_term(term, [&](const Term& part) {
      if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&part))
        is_fixed = is_fixed && is_set_[(*application)->function.index] == 0;
    });
  });
  return is_fixed;
}

bool Permanence::stays_all(const std::vector<Formula>& parts, bool is_true) const {
  return std::ranges::all_of(parts, [&](const Formula& part) { return stays(*part, is_true); });
}

bool Permanence::stays(const Quantified& formula, bool is_true) const {
  const bool is_some = formula.kind == Quantifier::some || formula.kind == Quantifier::at_least;
  const bool is_all = formula.kind == Quantifier::all;
  const bool is_body_true = (is_some || is_all) == is_true;
  const auto guards_stay = [&](bool wanted) {
    return std::ranges::all_of(
        formula.binders, [&](const Binder& binder) { return binder.guard == nullptr || stays(*binder.guard, wanted); });
  };
  if (formula.kind == Quantifier::one)
    return guards_stay(true) && guards_stay(false) && stays(*formula.body, true) && stays(*formula.body, false);
  return guards_stay(is_some == is_true) && stays(*formula.body, is_body_true);
}

bool Permanence::stays(const Node& formula, bool is_true) const {
  return has_fixed_terms(formula) &&
         std::visit(overload{
                        [](const Constant&) { return true; },
                        [&](const Atom& it) { return (is_true ? is_lost_ : is_made_)[it.relation.index] == 0; },
                        [](const Equal&) { return true; },
                        [](const Member&) { return true; },
                        [&](const Not& it) { return stays(*it.body, !is_true); },
                        [&](const And& it) { return stays_all(it.parts, is_true); },
                        [&](const Or& it) { return stays_all(it.parts, is_true); },
                        [&](const Implies& it) { return stays(*it.left, !is_true) && stays(*it.right, is_true); },
                        [&](const Iff& it) {
                          return stays_all({it.left, it.right}, true) && stays_all({it.left, it.right}, false);
                        },
                        [&](const Quantified& it) { return stays(it, is_true); },
                        [&](const Call& it) { return stays(*system_[it.define].body, is_true); },
                        [](const Can&) { return false; },
                        [](const Did&) { return false; },
                        [](const Was&) { return false; },
                        [](const Reached&) { return false; },
                        [](const SomeSet&) { return false; },
                    },
                    formula.kind);
}

} // namespace chaperone::solver::invariants
