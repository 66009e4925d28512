// Formulas with other terms in place of their free variables.
// Covered by tests/model/formula_test.cpp.
#pragma once

#include "model/rules/formula.hpp"

#include <functional>
#include <map>

namespace chaperone::model {

struct Substitution {
  std::map<VariableId, Term> terms = {};
  std::map<VariableId, RelationId> sets = {}; ///< a one-place relation for a set parameter
  std::map<Value, Term> values = {};
  std::map<FunctionId, Term> constants = {}; ///< of functions without places
  /// What says of a term whether it is in a set parameter.
  std::map<VariableId, std::function<Formula(const Term&)>> members = {};
};

/// `formula` with all of these put in. Every binding has a variable of its own, so nothing is captured. A set that
/// `can` or `did` is asked for by name is not replaced.
Formula with_terms(const Formula& formula, const Substitution& what);
Term with_terms(const Term& term, const Substitution& what);

} // namespace chaperone::model
