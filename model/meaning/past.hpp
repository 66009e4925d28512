// What `once` and `since` mean, by the moments of a run and not by what rules keep: the judge of the memories.
// Section "The past" of docs/semantics.md. Covered by tests/model/past_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <optional>
#include <string>

namespace chaperone::model {

/// A memory that says something else than the run does, in words; none where all are right.
/// Cost: the square of the run's length for each memory and list of places.
std::optional<std::string> wrong_memory(const Replay& run);

} // namespace chaperone::model
