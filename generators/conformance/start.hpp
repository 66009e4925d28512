// Where walks start: individuals and facts that every `assume` and `init` allows.
// Covered by tests/conformance/start_test.cpp.
#pragma once

#include "generators/conformance/sample.hpp"

#include "model/meaning/interpreter.hpp"

#include <optional>
#include <vector>

namespace chaperone::conformance {

struct Start {
  model::Population population;
  std::vector<model::Given> given;
};

/// Does every `assume` and `init` allow it?
bool is_start(const model::System& system, const Start& start);

/// A start near `near` with three individuals of each sort, or with as many as one is found for; new ones come behind
/// those that are there. Nothing where none is found at all. A local search: it may miss what there is, and what it
/// spends is limited.
std::optional<Start> roomy_start(const model::System& system, const Start& near, Random& random);

/// Another start with the same individuals: some facts are changed at random, and what they break is mended.
Start varied(const model::System& system, const Start& start, Random& random);

} // namespace chaperone::conformance
