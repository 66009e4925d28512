// What may be said of individuals beside tuples and values: the quantified parts of the
// property and of what rules require, such as `some p: Person | reviewed(d, p)` of d. With
// these an invariant can say that there is somebody. Covered by tests/solver/learning_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <vector>

namespace chaperone::solver::invariants {

/// A formula about one state.
struct Derived {
  model::Formula formula;
  std::vector<model::Place> about;          ///< the sorts of its free variables
  std::vector<model::VariableId> variables; ///< and the variables
};

/// How much is said beside tuples and values.
enum class Facts {
  none,
  parts,   ///< of the property and of requirements
  lasting, ///< these, as far as questions about them are decided, and Origins::still_possible() before them
  all,     ///< parts; parts of `init`, of assumptions, projections of relations, and parts with one value replaced
};

/// Those of the property and of these rules, and for each tuple that a rule with such requirements adds, that the rest
/// of the rule's arguments could be found: `some q: Quorum | all n: Node | …` for `add decided(v)`. The whole property
/// is none of them. With Facts::all also the quantified parts of `init`, and of assumptions behind the first
/// quantifier; `some y: S | r(x, y)` for each relation and each choice of its places; and parts of the property with a
/// variable for a function without places, such as `today()`: a promise about one value often holds for what has been
/// said of another. The first 32, in a fixed order; linear in the rules.
std::vector<Derived> derived_facts(const model::System& system, model::PropertyId property,
                                   const std::vector<model::RuleId>& rules, Facts wanted);

} // namespace chaperone::solver::invariants
