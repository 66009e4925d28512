// The ways in which a promise can be broken: each essentially different run, for rules
// that are not safe. Covered by tests/solver/violations_test.cpp.
// Source of "different": traces of independent steps, Mazurkiewicz, 1977.
#pragma once

#include "solver/api/step_question.hpp"

#include <vector>

namespace chaperone::solver::small {

struct Violation {
  model::Scenario scenario; ///< its last step breaks the promise; none of its steps and facts can be left out
};

/// Runs that break the promise, shortest first, up to `longer` steps more than the shortest of them. Two are one if
/// they differ only in the names of individuals, the order of independent steps, or in what can be left out. Every way
/// to break the promise is looked at that passes only through states reached as fast as can be, within the populations
/// and the number of states that `bounds` allows. Empty where nothing breaks it there.
std::vector<Violation> list_violations(const model::System& system, model::PropertyId promise,
                                       const SearchBounds& bounds, std::uint32_t longer = 1);

} // namespace chaperone::solver::small
