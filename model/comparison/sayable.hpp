// Whether what one rule file says can be said in the symbols of the other.
// Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "model/rules/system.hpp"

namespace chaperone::model::comparison {

/// Has the other side all that `formula` of `side` names: sorts, values, relations, functions and rules, also inside
/// defines? What a rule named by `can` requires is each side's own. Each define is followed once for each call.
bool can_be_said(const System& own, const Matching& matching, Side side, const Formula& formula);

} // namespace chaperone::model::comparison
