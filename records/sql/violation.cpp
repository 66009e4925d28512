#include "records/sql/violation.hpp"

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
    } else if (const auto* call = std::get_if<Call>(&formula->kind); call != nullptr && call->args.empty()) {
      formula = system[call->define].body;
    } else {
      const auto* it = std::get_if<Quantified>(&formula->kind);
      const bool is_leading = it != nullptr && (it->kind == Quantifier::some                                ? is_true
                                                : it->kind == Quantifier::no || it->kind == Quantifier::all ? !is_true
                                                                                                            : false);
      if (!is_leading)
        break;
      for (const Binder& binder : it->binders) {
        into.told_variables.push_back(binder.variable);
        if (binder.guard)
          parts.push_back(binder.guard);
      }
      is_true = it->kind != Quantifier::all;
      formula = Formula(it->body);
    }
  }
  if (const auto* implies = std::get_if<Implies>(&formula->kind); implies != nullptr && !is_true) {
    parts.push_back(implies->left);
    parts.push_back(model::negation(implies->right));
  } else {
    parts.push_back(is_true ? formula : model::negation(formula));
  }
  into.told = conjunction(std::move(parts));
}

} // namespace

ViolationOrWhyNot violation_of(System& system, const Formula& formula, bool is_wanted) {
  Reduction reduction(system);
  Condition body = reduction.of(formula);
  if (reduction.obstacle())
    return {std::nullopt, *reduction.obstacle()};
  if (is_wanted)
    body = negated(body);
  records::Violation made;
  while (const auto* some = std::get_if<Exists>(&body->kind)) {
    if (some->is_value)
      break;
    made.leading.insert(made.leading.end(), some->variables.begin(), some->variables.end());
    body = Condition(some->body);
  }
  made.body = body;
  tell(system, formula, !is_wanted, made);
  if (made.told_variables.size() != made.leading.size()) // a leading variable within a define
    made.told = nullptr;
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
  return violation_of(system, formula, property.kind == model::PropertyKind::always);
}

} // namespace chaperone::records
