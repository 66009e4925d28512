// See literals.hpp.
#include "records/live/literals.hpp"

#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"

namespace chaperone::live {

using namespace model;

namespace {

/// Beyond this many nodes a define is called, not written out.
constexpr std::size_t most_written_out = 2'000;

std::size_t size_of(const System& system, const Formula& formula) {
  std::size_t size = 0;
  walk(*formula, [&](const Node& node) {
    ++size;
    const auto* call = std::get_if<Call>(&node.kind);
    if (call != nullptr && size <= most_written_out)
      size += size_of(system, system[call->define].body);
  });
  return size;
}

} // namespace

Formula written_out(const System& system, const Call& call) {
  const Define& define = system[call.define];
  if (size_of(system, define.body) > most_written_out)
    return nullptr;
  Substitution what;
  for (std::size_t i = 0; i < define.parameters.size(); ++i)
    what.terms.emplace(define.parameters[i], call.args[i]);
  return with_terms(define.body, what);
}

void add_conjuncts(const System& system, const Literal& literal, std::vector<Literal>& made) {
  const auto add = [&](const Formula& formula, bool is_positive) {
    add_conjuncts(system, {formula, is_positive, literal.is_before}, made);
  };
  const auto add_all = [&](const std::vector<Formula>& parts) {
    for (const Formula& part : parts)
      add(part, literal.is_positive);
  };
  const Node& node = *literal.formula;
  if (const auto* constant = std::get_if<Constant>(&node.kind);
      constant != nullptr && constant->value == literal.is_positive)
    return;
  if (const auto* negated = std::get_if<Not>(&node.kind))
    return add(negated->body, !literal.is_positive);
  if (const auto* was = std::get_if<Was>(&node.kind))
    return add_conjuncts(system, {was->body, literal.is_positive, true}, made);
  if (const auto* all = std::get_if<And>(&node.kind); all != nullptr && literal.is_positive)
    return add_all(all->parts);
  if (const auto* any = std::get_if<Or>(&node.kind); any != nullptr && !literal.is_positive)
    return add_all(any->parts);
  if (const auto* implies = std::get_if<Implies>(&node.kind); implies != nullptr && !literal.is_positive) {
    add(implies->left, true);
    return add(implies->right, false);
  }
  if (const auto* call = std::get_if<Call>(&node.kind))
    if (const Formula formula = written_out(system, *call))
      return add(formula, literal.is_positive);
  made.push_back(literal);
}

std::vector<Literal> disjuncts(const Literal& literal) {
  const auto each = [&](const std::vector<Formula>& parts) {
    std::vector<Literal> made;
    for (const Formula& part : parts)
      made.push_back({part, literal.is_positive, literal.is_before});
    return made;
  };
  const Node& node = *literal.formula;
  if (const auto* any = std::get_if<Or>(&node.kind); any != nullptr && literal.is_positive)
    return each(any->parts);
  if (const auto* all = std::get_if<And>(&node.kind); all != nullptr && !literal.is_positive)
    return each(all->parts);
  if (const auto* implies = std::get_if<Implies>(&node.kind); implies != nullptr && literal.is_positive)
    return {{implies->left, false, literal.is_before}, {implies->right, true, literal.is_before}};
  return {};
}

std::vector<Literal> parts_of(const System& system, const Quantified& quantified, bool is_before) {
  std::vector<Literal> made;
  for (const Binder& binder : quantified.binders)
    if (binder.guard)
      add_conjuncts(system, {binder.guard, true, is_before}, made);
  add_conjuncts(system, {quantified.body, quantified.kind != Quantifier::all, is_before}, made);
  return made;
}

std::optional<Existence> existence(const System& system, const Literal& literal) {
  const auto* quantified = std::get_if<Quantified>(&literal.formula->kind);
  if (quantified == nullptr)
    return std::nullopt;
  const bool asks =
      quantified->kind == Quantifier::some || (quantified->kind == Quantifier::at_least && quantified->count == 1);
  const bool denies = quantified->kind == Quantifier::no || quantified->kind == Quantifier::all;
  if (!(literal.is_positive ? asks : denies))
    return std::nullopt;
  return Existence{quantified->binders, parts_of(system, *quantified, literal.is_before)};
}

std::optional<Existence> needed_existence(const System& system, const Literal& literal) {
  if (std::optional<Existence> some = existence(system, literal))
    return some;
  const auto* quantified = std::get_if<Quantified>(&literal.formula->kind);
  if (quantified == nullptr)
    return std::nullopt;
  const bool several = quantified->kind == Quantifier::at_least && quantified->count > 0;
  const bool too_many = quantified->kind == Quantifier::at_most || quantified->kind == Quantifier::lone;
  if (literal.is_positive ? several || quantified->kind == Quantifier::one : too_many)
    return Existence{quantified->binders, parts_of(system, *quantified, literal.is_before)};
  return std::nullopt;
}

std::set<VariableId> mentioned(const Term& term, const std::set<VariableId>& wanted) {
  std::set<VariableId> found;
  walk_term(term, [&](const Term& part) {
    const auto* variable = std::get_if<VariableId>(&part);
    if (variable != nullptr && wanted.contains(*variable))
      found.insert(*variable);
  });
  return found;
}

std::set<VariableId> mentioned(const Formula& formula, const std::set<VariableId>& wanted) {
  std::set<VariableId> found;
  walk(*formula,
       [&](const Node& node) { for_each_term(node, [&](const Term& term) { found.merge(mentioned(term, wanted)); }); });
  return found;
}

} // namespace chaperone::live
