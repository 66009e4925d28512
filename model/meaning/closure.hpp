// Closures in a state: what follows from their relations. Section "Closures" of docs/semantics.md.
// Covered by tests/model/closure_test.cpp.
#pragma once

#include "model/meaning/state.hpp"

#include <cstdint>
#include <vector>

namespace chaperone::model {

/// Puts into the state what its closures hold, whatever they held before. Cost: n^3 for each closure over n
/// individuals.
void close(State& state);

/// By individual: whom it leads to in one step of what the closure is of.
std::vector<std::vector<std::uint32_t>> closure_edges(const State& state, RelationId closure);

/// A shortest way from one individual to another along what the closure is of, both ends included; empty where there is
/// none.
std::vector<std::uint32_t> path(const State& state, RelationId closure, std::uint32_t from, std::uint32_t to);

} // namespace chaperone::model
