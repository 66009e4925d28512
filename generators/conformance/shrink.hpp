// A difference in its smallest form: individuals, steps, given facts and set elements are left
// out and individuals made one that have no part in the same step, each attempt run anew on the service.
// Covered by tests/conformance/shrink_test.cpp.
#pragma once

#include "generators/conformance/trial.hpp"

#include <functional>
#include <optional>

namespace chaperone::conformance {

/// Of a run with a difference.
Signature signature_of(const Run& run);

/// Runs a trial anew; nothing where the adapter failed, or there is no time left.
using Attempt = std::function<std::optional<Run>(const Trial&)>;

struct Shrunk {
  Trial trial;
  Run run;
  std::size_t attempts = 0; ///< runs on the service
};

/// The smallest form that single removals lead to, of `trial` whose run on the service was `run`. Attempts that are
/// no scenario of the rules are not run. At most `most_attempts` runs: linear in the size of the trial for each thing
/// that can be left out.
Shrunk shrink(Trial trial, Run run, const Attempt& attempt, std::size_t most_attempts = 300);

/// The trial without an individual and all that speaks of it, or with it replaced by another one of its sort. Nothing
/// where the last step, or a sort's last individual, would go.
std::optional<Trial> without(const Trial& trial, model::SortId sort, std::uint32_t index,
                             std::optional<std::uint32_t> replaced_by = std::nullopt);

} // namespace chaperone::conformance
