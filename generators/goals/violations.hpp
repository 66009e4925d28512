// Ways to break the promises, and what lets them through: the goal kind `violations`.
// Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/answers.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace chaperone::generators {

/// A way to break a promise.
struct BrokenPromise {
  model::PropertyId promise;
  model::Scenario scenario; ///< named; its last step is what the requirements should not have let through
  /// Of the last step: the first requirement that looked at those whom the promise is about, and not at what breaks it.
  /// None where no requirement looked at them.
  std::optional<std::size_t> requirement = {};
};

/// Violations of one promise that the same step lets through, past the same requirement.
struct ViolationCause {
  model::PropertyId promise;
  model::RuleId rule;
  std::optional<std::size_t> requirement;
  std::size_t ways = 0;  ///< essentially different violations, those that a budget or a shard leaves out included
  std::size_t steps = 0; ///< of the shortest
  bool is_of(const BrokenPromise& violation) const;
};

/// Of a promise that is proved there are none. Of another, those of small groups, or where these show none the one
/// that a check shows; one that is broken at the start is left out, since no step lets that through. By promise and
/// then by cause.
std::vector<BrokenPromise> find_violations(const model::System& system, const CoverOptions& options,
                                           const Promises& promises);

/// Of violations in that order.
std::vector<ViolationCause> causes_of(const std::vector<BrokenPromise>& violations);

} // namespace chaperone::generators
