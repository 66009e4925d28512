// What a step does to the ways along which a closure's tuples hold: a service that keeps what follows from shares,
// teams or grants has to find all that an edge carried, and no more. Covered by tests/generators/memory_test.cpp.
#pragma once

#include "model/meaning/state.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace chaperone::generators {

/// A tuple of a closure that a step changed, or that it cut a way of.
struct WayChange {
  std::array<std::uint32_t, 2> ends;
  std::uint32_t before, after; ///< 0 or 1
  /// From the beginning to the nearest edge that came or went, and from there to the end: how many edges at least.
  std::array<std::uint32_t, 2> distances;
  bool is_led_to; ///< something leads to the end afterwards
};

/// The fewest edges from one to the other; more than there are individuals where nothing leads there.
std::uint32_t edges_between(const model::State& state, model::RelationId closure, std::uint32_t from, std::uint32_t to);

/// In the order of the tuples. Nothing where no edge came or went.
std::vector<WayChange> changed_ways(const model::State& before, const model::State& after, model::RelationId closure);

} // namespace chaperone::generators
