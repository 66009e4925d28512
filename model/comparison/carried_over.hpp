// A run of one side's rules as one of the other's. Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "model/rules/system.hpp"

#include <optional>

namespace chaperone::model::comparison {

/// The same individuals, given facts and steps, in the symbols of the other side; expected outcomes stay with their
/// steps, what else the scenario asks for is left out. What the side `from` alone has is not given, and what the other
/// side alone has is as little as can be. Nothing where a step's rule or an argument's value has no counterpart.
/// Whether the other rules take it is for replay() to say. Linear in the scenario.
std::optional<Scenario> carried_over(Side from, const System& own, const System& other, const Matching& matching,
                                     const Scenario& scenario);

} // namespace chaperone::model::comparison
