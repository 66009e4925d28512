// What the effects of a step did to given facts, and what their conditions kept them from doing, as data.
// Covered by tests/generators/deeds_test.cpp.
#pragma once

#include "generators/story/reasons.hpp"

#include "model/meaning/interpreter.hpp"

#include <cstddef>
#include <vector>

namespace chaperone::reports {

/// An effect of a step and a fact: what it made so, or would have undone if its `where` had been true.
struct Deed {
  std::size_t effect = 0; ///< index into Rule::effects
  Reason fact;
  bool is_done = true;         ///< false: `fact` held before and holds still
  std::vector<Reason> because; ///< why its `where` was true or false; empty without one
};

/// The deeds of a step that was taken from `before`, for these facts: those that were not so before with the effects
/// that made them so, the others with the effects that only their `where` kept from undoing them. Facts that are not
/// about one tuple or one function's value have none. Cost: the assignments of each effect's `for`, for each fact.
std::vector<Deed> deeds_of(const model::State& before, const model::Action& action, const std::vector<Reason>& facts);

} // namespace chaperone::reports
