// Steps drawn at random, for walks and races. The same seed draws the same steps.
// Covered by tests/conformance/walk_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <cstdint>
#include <random>
#include <vector>

namespace chaperone::conformance {

using Random = std::mt19937_64;

/// A number below `end`, which is at least 1. (The library's distributions differ between libraries.)
std::uint32_t below(Random& random, std::size_t end);

/// Some arguments for the rule; a set has at most four members, so that large populations do not make every set large.
model::Action random_action(const model::Layout& layout, model::RuleId rule, Random& random);

/// Which requirements of its rule stand in an action's way.
std::vector<std::size_t> broken_requirements(const model::State& state, const model::Action& action);

} // namespace chaperone::conformance
