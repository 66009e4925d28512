// What a suite is asked for, and every limit of the search for it, of its scenarios and of the suite. The limits of
// docs/limits.md stand here. Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/goals.hpp"
#include "generators/memory/search.hpp"
#include "solver/step_questions.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace chaperone::generators {

/// How large a suite may be.
struct Budget {
  std::optional<std::uint32_t> scenarios, steps;
};

struct Bounds {
  solver::SearchBounds small_groups = {}; ///< how far they are explored, and until when anything is looked for
  std::uint32_t solver_depth = solver::StepOptions().solver_depth; ///< most steps of a run that the solver looks for
  /// Of small groups, for what a mutant breaks: the populations of up to four individuals, where there are two sorts,
  /// and as much of them as most violations need.
  std::uint32_t mutant_worlds = 6;
  std::uint32_t mutant_states = 400;
  std::size_t most_refused = 5; ///< steps refused in one scenario: more would hide what it is about
  MemoryBounds memory = {};     ///< of the search for runs that hang on memory
  Budget budget = {};
};

struct CoverOptions {
  std::vector<GoalKind> kinds;
  std::vector<model::PropertyId> promises = {}; ///< for `violations`, `mutants`; empty: each `never` and `always`
  Bounds bounds = {};
  solver::Options check = {}; ///< for the solver: its time limit, scope, seed and threads

  bool wants(GoalKind kind) const;
  bool is_asked_about(model::PropertyId promise) const;
  std::size_t threads() const { return check.jobs > 1 ? 2 : 1; }
};

} // namespace chaperone::generators
