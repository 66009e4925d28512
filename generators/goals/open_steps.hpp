// Steps that may be refused, in suites: a test that goes on behind one may end there, so
// that goals are looked for where no such step is on the way, if that is possible.
// Covered by tests/generators/may_refuse_goals_test.cpp.
#pragma once

#include "solver/step_questions.hpp"

#include <vector>

namespace chaperone::generators {

/// Where a step of the rule that its requirements allow must be allowed.
model::Formula must_be_allowed(const model::Rule& rule);
/// Is there no such place, whatever the state?
bool may_always_be_refused(const model::Rule& rule);

/// As solver::answer(), but of two answers the one whose steps all must be allowed, or at least those before the one
/// that is asked about. Cost: for rules that say `may refuse`, two more searches of small populations.
std::vector<solver::StepAnswer> answer_surely(const model::System& system,
                                              const std::vector<solver::StepQuestion>& questions,
                                              const solver::StepOptions& options, const solver::StepProgress& progress);

} // namespace chaperone::generators
