// How far a state is from a formula, and which single changes would bring it nearer: the measure of
// a local search, after Selman, Kautz and Cohen, "Local search strategies for satisfiability testing", 1996.
// Covered by tests/conformance/start_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <cstddef>
#include <vector>

namespace chaperone::conformance {

/// A tuple that should hold or not, or a value that a place should have.
struct Wish {
  model::Given fact;
  bool holds = true; ///< of a tuple
};

struct Distance {
  std::size_t changes = 0; ///< about how many single changes are needed; 0: the formula holds
  std::vector<Wish> wishes;
  std::size_t looked_at = 0; ///< atoms: what measuring cost
};

/// Of all of these at once. Cost: product of the sizes of nested binders.
Distance distance_to(const model::State& state, const std::vector<const model::Formula*>& formulas);

void grant(model::State& state, const Wish& wish);

} // namespace chaperone::conformance
