// Making formulas from formulas; see model/rules/formula.hpp.
// Covered by tests/model/formula_test.cpp.
#include "model/rules/formula.hpp"

namespace chaperone::model {

Formula negation(const Formula& formula) {
  if (const auto* inner = std::get_if<Not>(&formula->kind))
    return inner->body;
  if (const auto* constant = std::get_if<Constant>(&formula->kind))
    return make_formula(Constant{!constant->value}, formula->span);
  return make_formula(Not{formula}, formula->span);
}

Formula conjunction(std::vector<Formula> parts, Span span) {
  if (parts.empty())
    return make_formula(Constant{true}, span);
  if (parts.size() == 1)
    return std::move(parts.front());
  return make_formula(And{std::move(parts)}, span);
}

bool is_constant(const Formula& formula, bool value) {
  const auto* constant = std::get_if<Constant>(&formula->kind);
  return constant != nullptr && constant->value == value;
}

Formula disjunction(std::vector<Formula> parts, Span span) {
  std::erase_if(parts, [](const Formula& part) { return is_constant(part, false); });
  if (parts.empty())
    return make_formula(Constant{false}, span);
  if (parts.size() == 1)
    return std::move(parts.front());
  return make_formula(Or{std::move(parts)}, span);
}

} // namespace chaperone::model
