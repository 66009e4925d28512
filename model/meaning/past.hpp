// What `once` and `since` mean, by the moments of a run and not by what rules keep: the judge of the memories.
// Section "The past" of docs/semantics.md. Covered by tests/model/past_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::model {

/// A memory that says something else than the run does, in words; none where all are right.
/// Cost: the square of the run's length for each memory and list of places.
std::optional<std::string> wrong_memory(const Replay& run);

/// The moment from which on what the memory speaks of is true at the run's end, as the number of steps before it: of
/// `since` the last, of `once` the first. None where it is not true of these individuals.
std::optional<std::size_t> true_since(const Replay& run, const Memory& memory, const std::vector<std::uint32_t>& args);

} // namespace chaperone::model
