// What the effects of a rule come to, as formulas over the state before the step:
// whether they conflict, and whether two lists of effects lead to different states.
// Sections 5 and 6 of docs/semantics.md. Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "model/steps/transplant.hpp"

#include <span>
#include <vector>

namespace chaperone::model::steps {

/// The effects of a rule in one system, and how to say them in another.
struct Saying {
  std::span<const Effect> effects;
  Transplant& in;
};

/// Would the effects both add and remove one tuple, or set one place to two values? The constant false where that can
/// be seen not to be. Cost: one part for each pair of updates that may meet.
Formula conflict_of(System& to, const Saying& said);

/// Does the relation hold of `at` after the effects, read in the state before them?
Formula holds_after(System& to, const Saying& said, RelationId relation, const std::vector<Term>& at);
/// Is the function's value at `at` this one after them?
Formula is_value_after(System& to, const Saying& said, FunctionId function, const std::vector<Term>& at,
                       const Term& value);

/// Would the two lead to different values of some relation or function, read in one state?
Formula difference_of(System& to, const Saying& one, const Saying& two, const std::vector<RelationId>& relations,
                      const std::vector<FunctionId>& functions);

} // namespace chaperone::model::steps
