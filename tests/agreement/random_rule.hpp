// Random rules: parameters, requirements and effects. Part of random_system.hpp.
#pragma once

#include "tests/agreement/random_formula.hpp"

namespace chaperone::tests {

/// A rule's name and parameters, of which a file may have two versions.
struct DrawnRule {
  DrawnSymbol symbol;
  std::vector<DrawnVariable> parameters;
  std::optional<std::string> actor = {}; ///< the parameter with `by`
};

class RuleDraw {
public:
  RuleDraw(Draw& draw, const Vocabulary& vocabulary, FormulaDraw& formulas)
      : draw_(draw), vocabulary_(vocabulary), formulas_(formulas) {}

  /// The parameters of a rule of that name.
  DrawnRule head(const std::string& name);
  /// The whole declaration, with requirements and effects of its own each time.
  std::string declaration(const DrawnRule& rule);

private:
  using Scope = std::vector<DrawnVariable>;

  static std::string by(const DrawnRule& rule, const DrawnVariable& parameter);
  std::string requirement(const Scope& parameters);
  std::string may_refuse(const Scope& parameters);
  std::string effect(const Scope& parameters);
  std::string changed_tuple(const DrawnSymbol& symbol, const Scope& parameters, const Scope& bound);

  Draw& draw_;
  const Vocabulary& vocabulary_;
  FormulaDraw& formulas_;
};

} // namespace chaperone::tests
