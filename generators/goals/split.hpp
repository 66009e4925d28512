// A requirement taken apart: what must all be true for it, and what each of those can
// be true by. Covered by tests/generators/goals_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <vector>

namespace chaperone::generators {

/// Formulas that are together equivalent to `formula`, as small as can be had without changing what is counted: `and`,
/// negated `or`, what stands under `all` and behind `implies` is taken apart, and so are defines that say such things.
std::vector<model::Formula> conjuncts(const model::System& system, const model::Formula& formula);

/// The binders of the `all` that a formula may begin with, also as `no` or `not some`, and what stands behind.
struct Universal {
  std::vector<model::Binder> binders; ///< none where it begins with none
  model::Formula body;
};
Universal universal(const model::Formula& formula);

/// One way in which a formula can be true, and the formula without that way.
struct Disjunct {
  model::Formula way;
  model::Formula others;
};
/// The ways; none where there is only one. `all x | a or b` has the ways a and b.
std::vector<Disjunct> disjuncts(const model::System& system, const model::Formula& formula);

} // namespace chaperone::generators
