// What the rules say to a request in some state, looked at once for all faulty services
// that are asked the same. Covered by tests/generators/faulty_service_test.cpp.
#pragma once

#include "generators/memory/other_steps.hpp"

#include <optional>
#include <vector>

namespace chaperone::generators {

struct WrittenCell {
  Cell cell;
  std::uint32_t value;
};

/// An action that is asked for in a state, and what comes of it under the rules.
struct Attempt {
  model::Action action;
  model::State before;
  std::vector<std::size_t> broken; ///< the requirements that are false, ascending
  bool conflicts = false;          ///< its effects do, whether it is allowed or not
  /// All that the effects write, whether the request is allowed or not, removals first; empty in a conflict.
  std::vector<WrittenCell> writes;
  model::State after;

  bool is_allowed() const { return broken.empty() && !conflicts; }
};

Attempt attempt_of(const model::State& state, model::Action action);

} // namespace chaperone::generators
