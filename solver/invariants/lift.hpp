// From a cube to what it says of individuals of any number: a formula of the rule
// language. Covered by tests/solver/learning_test.cpp.
#pragma once

#include "solver/invariants/instance.hpp"

#include <optional>
#include <vector>

namespace chaperone::solver::invariants {

/// No individuals, all different, are as the cube says: `all x, y: S | x = y or …`. Nothing where the cube speaks of
/// more individuals than the system has spare variables.
std::optional<model::Formula> lifted(const Instance& instance, const Cube& cube);

/// Of each cube that speaks of a closure's steps: the same of all that the closure joins. What is so of all x and y
/// with r(x, y) is often so of all that the closure of r joins. It is never learned on an instance, where closures are
/// exact; Z3, which knows only that they are transitive, has to be told. Whether it holds is not asked here.
std::vector<model::Formula> lifted_to_closures(const Instance& instance, const std::vector<Cube>& cubes);

} // namespace chaperone::solver::invariants
