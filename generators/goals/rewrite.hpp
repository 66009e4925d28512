// A formula with one of its parts changed, for each part. Covered through
// mutants.hpp by tests/generators/goals_test.cpp.
#pragma once

#include "model/system.hpp"

#include <functional>
#include <vector>

namespace chaperone::generators {

/// A part of a formula in another form.
struct Rewriting {
  model::Formula formula; ///< the whole
  model::Formula part;    ///< as it was
  model::Formula changed; ///< as it is now
  int sign;               ///< 1: the whole is true where the part is, or oftener; -1: the other way; 0: neither
};

/// Forms that a part may be changed to; called for each part, the whole first.
using Rewriter = std::function<std::vector<model::Formula>(const model::Formula& part)>;

/// One for each form of each part. Defines and the insides of `can` are not entered.
std::vector<Rewriting> rewritings(const model::Formula& formula, const Rewriter& rewriter);

} // namespace chaperone::generators
