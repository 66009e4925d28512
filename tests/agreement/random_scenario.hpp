// Random scenarios: runs with names, which may well go wrong. Part of random_system.hpp.
#pragma once

#include "tests/agreement/random_formula.hpp"

#include <set>

namespace chaperone::tests {

class ScenarioDraw {
public:
  ScenarioDraw(Draw& draw, const Vocabulary& vocabulary, FormulaDraw& formulas)
      : draw_(draw), vocabulary_(vocabulary), formulas_(formulas) {}

  /// The whole declaration, about at most two individuals of a sort.
  std::string declaration(const std::string& name);

private:
  std::string individual(std::size_t sort);
  std::string tuple(const DrawnSymbol& symbol);
  std::string given();
  std::string step();

  Draw& draw_;
  const Vocabulary& vocabulary_;
  FormulaDraw& formulas_;
  std::vector<DrawnVariable> named_; ///< the individuals so far
};

} // namespace chaperone::tests
