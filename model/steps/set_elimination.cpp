// See set_elimination.hpp.
#include "model/steps/set_elimination.hpp"

#include "model/rules/substitution.hpp"
#include "model/steps/after.hpp"

#include <algorithm>

namespace chaperone::model::steps {
namespace {

/// In which polarities a set parameter occurs in a formula.
struct Occurrence {
  bool positive = false, negative = false;

  bool is_none() const { return !positive && !negative; }
  Occurrence flipped() const { return {negative, positive}; }
  Occurrence operator|(Occurrence other) const { return {positive || other.positive, negative || other.negative}; }
  Occurrence both() const { return *this | flipped(); }
};

Occurrence occurrence(const Formula& formula, VariableId set);

Occurrence occurrence_in_quantifier(const Quantified& node, VariableId set) {
  Occurrence guards, body = occurrence(node.body, set);
  for (const Binder& binder : node.binders)
    if (binder.guard)
      guards = guards | occurrence(binder.guard, set);
  switch (node.kind) {
  case Quantifier::all:
    return guards.flipped() | body;
  case Quantifier::some:
  case Quantifier::at_least:
    return guards | body;
  case Quantifier::no:
  case Quantifier::lone:
  case Quantifier::at_most:
    return (guards | body).flipped();
  case Quantifier::one:
    break;
  }
  return (guards | body).both();
}

Occurrence occurrence_in_all(const std::vector<Formula>& parts, VariableId set) {
  Occurrence found;
  for (const Formula& part : parts)
    found = found | occurrence(part, set);
  return found;
}

Occurrence occurrence(const Formula& formula, VariableId set) {
  const auto in = [&](const Formula& part) { return occurrence(part, set); };
  return std::visit(overload{
                        [](const Constant&) { return Occurrence{}; },
                        [](const Atom&) { return Occurrence{}; },
                        [](const Equal&) { return Occurrence{}; },
                        [&](const Member& node) {
                          return Occurrence{node.set == set, false};
                        },
                        [&](const Not& node) { return in(node.body).flipped(); },
                        [&](const And& node) { return occurrence_in_all(node.parts, set); },
                        [&](const Or& node) { return occurrence_in_all(node.parts, set); },
                        [&](const Implies& node) { return in(node.left).flipped() | in(node.right); },
                        [&](const Iff& node) { return (in(node.left) | in(node.right)).both(); },
                        [&](const Quantified& node) { return occurrence_in_quantifier(node, set); },
                        [](const Call&) { return Occurrence{}; },
                        [](const Can&) { return Occurrence{}; },
                        [](const Did&) { return Occurrence{}; },
                        [&](const Was& node) { return in(node.body); },
                        [&](const Reached& node) { return in(node.step).both(); },
                        [&](const SomeSet& node) { return in(node.body); },
                    },
                    formula->kind);
}

bool is_member_of(const Formula& guard, VariableId set, VariableId element) {
  const Member* member = guard ? std::get_if<Member>(&guard->kind) : nullptr;
  const VariableId* variable = member ? std::get_if<VariableId>(&member->element) : nullptr;
  return member && member->set == set && variable && *variable == element;
}

/// `all x: s, … | φ` with no further mention of s says: s is within { x | all … | φ }.
std::optional<SetBound> upper_bound(const Formula& formula, VariableId set) {
  const auto* node = std::get_if<Quantified>(&formula->kind);
  if (!node || node->kind != Quantifier::all || !occurrence(node->body, set).is_none())
    return std::nullopt;
  std::optional<std::size_t> at;
  for (std::size_t i = 0; i < node->binders.size(); ++i) {
    const Binder& binder = node->binders[i];
    if (!binder.guard || occurrence(binder.guard, set).is_none())
      continue;
    if (at || !is_member_of(binder.guard, set, binder.variable))
      return std::nullopt;
    at = i;
  }
  if (!at)
    return std::nullopt;
  std::vector<Binder> others = node->binders;
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(*at));
  Formula body = node->body;
  if (!others.empty())
    body = make_formula(Quantified{Quantifier::all, 0, std::move(others), body});
  return SetBound{node->binders[*at].variable, body};
}

/// `all x: S | φ implies x in s` with no further mention of s says: { x | φ } is within s.
std::optional<SetBound> lower_bound(const Formula& formula, VariableId set) {
  const auto* node = std::get_if<Quantified>(&formula->kind);
  if (!node || node->kind != Quantifier::all || node->binders.size() != 1)
    return std::nullopt;
  const Binder& binder = node->binders.front();
  const auto* implies = std::get_if<Implies>(&node->body->kind);
  const Formula& conclusion = implies ? implies->right : node->body;
  if (!is_member_of(conclusion, set, binder.variable))
    return std::nullopt;
  std::vector<Formula> conditions;
  if (binder.guard)
    conditions.push_back(binder.guard);
  if (implies)
    conditions.push_back(implies->left);
  Formula condition = conjunction(std::move(conditions));
  if (!occurrence(condition, set).is_none())
    return std::nullopt;
  return SetBound{binder.variable, condition};
}

void flatten(const Formula& formula, std::vector<Formula>& parts) {
  if (const auto* node = std::get_if<And>(&formula->kind))
    for (const Formula& part : node->parts)
      flatten(part, parts);
  else
    parts.push_back(formula);
}

} // namespace

namespace {

std::optional<DecidingSet> deciding_set(const std::vector<Formula>& parts, VariableId set) {
  DecidingSet largest, smallest;
  smallest.is_intersection = false;
  bool largest_decides = true, smallest_decides = true;
  for (const Formula& part : parts) {
    const Occurrence found = occurrence(part, set);
    if (found.is_none())
      continue;
    if (auto bound = upper_bound(part, set))
      largest.bounds.push_back(std::move(*bound));
    else
      largest_decides = largest_decides && !found.negative;
    if (const auto* member = std::get_if<Member>(&part->kind))
      smallest.members.push_back(member->element);
    else if (auto bound = lower_bound(part, set))
      smallest.bounds.push_back(std::move(*bound));
    else
      smallest_decides = smallest_decides && !found.positive;
  }
  if (largest_decides)
    return largest;
  if (smallest_decides)
    return smallest;
  return std::nullopt;
}

/// Whether the set has this member.
Formula is_in(System& system, const DecidingSet& set, const Term& element) {
  std::vector<Formula> parts;
  for (const SetBound& bound : set.bounds)
    parts.push_back(renewed(system, with_terms(bound.formula, {{{bound.variable, element}}})));
  for (const Term& member : set.members)
    parts.push_back(make_formula(Equal{element, member}));
  return set.is_intersection ? conjunction(std::move(parts)) : disjunction(std::move(parts));
}

} // namespace

std::optional<DecidingSet> deciding_set(const Rule& rule, VariableId set) {
  std::vector<Formula> parts;
  for (const Formula& asked : asked_by_can(rule))
    flatten(asked, parts);
  return deciding_set(parts, set);
}

Formula for_some_set(System& system, VariableId set, const Formula& body) {
  std::vector<Formula> parts;
  flatten(body, parts);
  const auto deciding = deciding_set(parts, set);
  if (!deciding)
    return make_formula(SomeSet{set, body});
  Substitution members;
  members.members.emplace(set, [&](const Term& element) { return is_in(system, *deciding, element); });
  return with_terms(body, members);
}

} // namespace chaperone::model::steps
