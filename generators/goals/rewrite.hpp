// A formula with one of its parts changed, for each part. Covered through
// mutants.hpp by tests/generators/goals_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <functional>
#include <string>
#include <vector>

namespace chaperone::generators {

/// What a define says of these arguments.
model::Formula body_of(const model::System& system, const model::Call& call);

/// What a part of a formula may be changed to, and how that is said.
struct Form {
  model::Formula formula;
  std::string what;
};

/// A formula with a part of it in another form.
struct Rewriting {
  model::Formula formula; ///< the whole
  model::Formula part;    ///< as it was
  std::string what;       ///< of the form
  int sign;               ///< 1: the whole is true where the part is, or oftener; -1: the other way; 0: neither
};

/// Forms that a part may be changed to; called for each part, the whole first.
using Rewriter = std::function<std::vector<Form>(const model::Formula& part)>;

/// One for each form of each part, in the order in which the rewriter is called. Defines are entered, where they are
/// called with the same arguments once only; the insides of `can` are not.
std::vector<Rewriting> rewritings(const model::System& system, const model::Formula& formula, const Rewriter& rewriter);

} // namespace chaperone::generators
