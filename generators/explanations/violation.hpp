// What a violation takes: which facts and steps it needs, which may be anything, and which
// requirements let all essentially different violations through. Everything is replayed by the interpreter.
// Covered by tests/generators/violation_test.cpp.
#pragma once

#include "model/facts/clauses.hpp"
#include "model/meaning/interpreter.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace chaperone::explanations {

/// A place at the start of a run: a tuple of a relation, or a function's place.
struct StartFact {
  model::Given now;  ///< a tuple, whether it holds or not; or the function's value
  bool holds = true; ///< of a tuple
};

/// Changed by itself, with all else as it is.
struct Needs {
  std::vector<StartFact> needed;  ///< changed, the run is none any more, or does not break the promise
  std::vector<StartFact> fixed;   ///< an `assume` or `init` does not let it be otherwise
  std::vector<StartFact> free;    ///< it may be anything
  std::vector<std::size_t> steps; ///< indices of steps that cannot be left out
  std::vector<std::size_t> spare; ///< indices of steps that can
};

/// Of a run whose last step shows the property. Cost: a replay for each tuple and each value over its population.
Needs needs_of(const model::System& system, model::PropertyId property, const model::Scenario& run);

/// A requirement that was met when a promise broke, although it looked at somebody whom the broken promise is about.
struct Cause {
  model::RuleId rule;
  std::optional<std::size_t> requirement; ///< index into Rule::requirements; none: no requirement looked at them
  auto operator<=>(const Cause&) const = default;
};

/// Why a promise can be broken.
struct Causes {
  std::vector<model::Scenario> violations; ///< essentially different ones, shortest first
  /// Sets with a cause for each violation, none of which can be spared; the smallest first.
  std::vector<std::vector<Cause>> sets;
  bool is_complete = true; ///< there are no other sets for these violations
};

/// Looks for violations in small populations, up to one step longer than the shortest; with what is known `until` then.
Causes causes_of(const model::System& system, model::PropertyId property,
                 std::optional<std::chrono::steady_clock::time_point> until);

/// What is told of a property that is violated.
struct Violation {
  Needs needs;
  Causes causes;
};

} // namespace chaperone::explanations
