// See read_cells.hpp.
#include "generators/mutants/read_cells.hpp"

#include "model/rules/walk.hpp"

namespace chaperone::generators {

using namespace model;

namespace {

const Value* compared_with(const System& system, const Formula& formula, const Application* wanted) {
  const Value* result = nullptr;
  walk(*formula, [&](const Node& node) {
    if (const auto* call = std::get_if<Call>(&node.kind); call && !result)
      result = compared_with(system, system[call->define].body, wanted);
    const auto* equal = std::get_if<Equal>(&node.kind);
    if (!equal)
      return;
    for (const auto& [side, other] : {std::pair(&equal->left, &equal->right), std::pair(&equal->right, &equal->left)})
      if (const auto* read = std::get_if<std::shared_ptr<const Application>>(side); read && read->get() == wanted)
        result = std::get_if<Value>(other);
  });
  return result;
}

/// The formulas of the part of the rule that the place lies in.
std::vector<Formula> formulas_of(const System& system, const ReadingPlace& place) {
  const Rule& rule = system[place.rule];
  if (place.part == Misreading::Part::requirement)
    return {rule.requirements[place.index].formula};
  std::vector<Formula> result;
  for (const Binder& binder : rule.effects[place.index].binders)
    if (binder.guard)
      result.push_back(binder.guard);
  if (rule.effects[place.index].where)
    result.push_back(rule.effects[place.index].where);
  return result;
}

} // namespace

bool ReadCells::may_be(const std::vector<Term>& terms) const {
  for (std::size_t i = 0; i < terms.size(); ++i)
    if (const auto* value = std::get_if<Value>(&terms[i]); value && args[i] && *args[i] != value->index)
      return false;
  return true;
}

ReadCells read_cells(const System& system, const ReadingPlace& place) {
  ReadCells result{place.symbol, {}, {}};
  const std::vector<Term>& terms =
      std::visit([](const auto* it) -> const std::vector<Term>& { return it->args; }, place.occurrence);
  for (const Term& term : terms) {
    const auto* value = std::get_if<Value>(&term);
    result.args.push_back(value ? std::optional(value->index) : std::nullopt);
  }
  if (const auto* application = std::get_if<const Application*>(&place.occurrence))
    for (const Formula& formula : formulas_of(system, place))
      if (const Value* value = compared_with(system, formula, *application))
        result.compared = value->index;
  return result;
}

} // namespace chaperone::generators
