#include "records/sql/violation.hpp"

#include "records/sql/reduction.hpp"

#include "model/rules/substitution.hpp"
#include "records/sql/branches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace chaperone::records {

using namespace model;

namespace {

/// Goes down the leading quantifiers of a formula that is to be true or false; guards become parts of what is told.
void tell(const System& system, Formula formula, bool is_true, Violation& into) {
  std::vector<Formula> parts;
  while (true) {
    if (const auto* negation = std::get_if<Not>(&formula->kind)) {
      formula = Formula(negation->body);
      is_true = !is_true;
    } else if (const auto* call = std::get_if<Call>(&formula->kind)) {
      const Define& define = system[call->define];
      Substitution given;
      for (std::size_t i = 0; i < call->args.size(); ++i)
        given.terms.emplace(define.parameters[i], call->args[i]);
      const Formula body = with_terms(define.body, given);
      if (!std::holds_alternative<Quantified>(body->kind))
        break;
      formula = body;
    } else {
      const auto* it = std::get_if<Quantified>(&formula->kind);
      const bool is_some = it != nullptr && it->kind == Quantifier::some;
      const bool is_all = it != nullptr && (it->kind == Quantifier::no || it->kind == Quantifier::all);
      if (is_true ? !is_some : !is_all)
        break;
      for (const Binder& binder : it->binders) {
        into.leading.push_back(binder.variable);
        if (binder.guard)
          parts.push_back(binder.guard);
      }
      is_true = it->kind != Quantifier::all;
      formula = Formula(it->body);
    }
  }
  if (const auto* implies = std::get_if<Implies>(&formula->kind); implies != nullptr && !is_true) {
    parts.push_back(implies->left);
    parts.push_back(negation(implies->right));
  } else {
    parts.push_back(is_true ? formula : negation(formula));
  }
  into.told = conjunction(std::move(parts));
}

} // namespace

ViolationOrWhyNot violation_of(System& system, const Formula& formula, bool is_wanted) {
  Violation made;
  tell(system, formula, !is_wanted, made);
  Reduction reduction(system);
  made.body = propagated(reduction.of(made.told));
  if (reduction.obstacle())
    return {std::nullopt, *reduction.obstacle()};
  std::set<std::string> taken;
  for (const VariableId variable : made.leading) {
    std::string name = system[variable].name;
    for (int i = 2; !taken.insert(name).second; ++i)
      name = fmt::format("{}{}", system[variable].name, i);
    made.names.push_back(std::move(name));
  }
  return {std::move(made), {}};
}

ViolationOrWhyNot violation_of(System& system, const Property& property) {
  if (property.way_back)
    return {std::nullopt, "it asks for a way back, which takes steps"};
  if (property.asks_past)
    return {std::nullopt, "it asks about the past, and data show one moment"};
  if (property.is_about_steps)
    return {std::nullopt, "it is about steps, and data show one state"};
  const Formula formula = property.formula; // the system grows
  return violation_of(system, formula, property.kind == PropertyKind::always);
}

} // namespace chaperone::records
