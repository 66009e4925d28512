// Steps drawn at random, for walks and races. The same seed draws the same steps.
// Covered by tests/conformance/walk_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

namespace chaperone::conformance {

using Random = std::mt19937_64;

/// A number below `end`, which is at least 1. (The library's distributions differ between libraries.)
std::uint32_t below(Random& random, std::size_t end);

/// Some arguments for the rule; a set has at most four members, so that large populations do not make every set large.
model::Action random_action(const model::Layout& layout, model::RuleId rule, Random& random);

/// Does this requirement of its rule alone stand in the action's way; without one: does none?
bool is_decided_by(const model::State& state, const model::Action& action, std::optional<std::size_t> alone);

} // namespace chaperone::conformance
