// From a cube to what it says of individuals of any number: a formula of the rule
// language. Covered by tests/solver/learning_test.cpp.
#pragma once

#include "solver/invariants/instance.hpp"

namespace chaperone::solver::invariants {

/// No individuals, all different, are as the cube says: `all x, y: S | x = y or …`. Nothing where the cube speaks of
/// more individuals than the system has spare variables.
std::optional<model::Formula> lifted(const Instance& instance, const Cube& cube);

} // namespace chaperone::solver::invariants
