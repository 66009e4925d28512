// Questions: whether there is a run for each goal, which small groups, the solver and a check of the promises answer.
// Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/bounds.hpp"
#include "solver/check.hpp"

#include <future>
#include <vector>

namespace chaperone::generators {

/// What a check says of the promises.
class Promises {
public:
  /// `system` and `options` outlive it.
  Promises(const model::System& system, const CoverOptions& options);
  /// Of all promises of the file, in their order. The check begins when it is first asked for; several threads may ask.
  const std::vector<solver::PropertyAnswer>& verdicts() const { return checked_.get(); }
  std::vector<model::PropertyId> proved() const;

private:
  std::vector<solver::PropertyAnswer> checked() const;
  std::vector<model::PropertyId> all() const;

  const model::System& system_;
  const CoverOptions& options_;
  std::shared_future<std::vector<solver::PropertyAnswer>> checked_;
};

struct Answers {
  std::vector<solver::StepAnswer> goals;      ///< in their order; of goals about memory none, as undecided
  std::vector<solver::StepAnswer> conditions; ///< of memory, in the order of their questions
};

/// Answers the questions of the goals and, in the same search, of the conditions for those about memory.
Answers answer_goals(const Goals& goals, const std::vector<solver::StepQuestion>& conditions,
                     const CoverOptions& options, const Promises& promises, const solver::StepProgress& progress);

} // namespace chaperone::generators
