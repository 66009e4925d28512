// Random properties: any formula, or a pattern of facts that steps may lead to. Part of random_system.hpp.
#pragma once

#include "tests/agreement/random_formula.hpp"

namespace chaperone::tests {

/// "never", "always" or "possible", and what the property says.
struct DrawnProperty {
  std::string kind;
  std::string formula;
};

class PropertyDraw {
public:
  PropertyDraw(Draw& draw, const Vocabulary& vocabulary, FormulaDraw& formulas)
      : draw_(draw), vocabulary_(vocabulary), formulas_(formulas) {}

  DrawnProperty any_formula();
  /// `some x: S, y: T | r(x, y) and not s(x) and …`, or `at least 2` of them, over what rules change.
  DrawnProperty pattern();

private:
  using Scope = std::vector<DrawnVariable>;

  std::string literal(const Scope& scope, bool is_about_steps);
  std::string variable_of(const Scope& scope, std::size_t sort);
  std::string applied(const DrawnSymbol& symbol, const Scope& scope);
  std::string asked(const char* word, const Scope& scope, std::uint32_t left_open);

  Draw& draw_;
  const Vocabulary& vocabulary_;
  FormulaDraw& formulas_;
};

} // namespace chaperone::tests
