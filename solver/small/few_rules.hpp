// A few rules that may suffice for a run to where a question is answered. Where many rules write the same relations,
// the states that all of them reach are too many long before the runs are long enough. Covered by
// tests/solver/search_test.cpp.
#pragma once

#include "solver/api/step_question.hpp"

#include <vector>

namespace chaperone::solver::small {

/// For each question: its own rules; then for each relation or function that is read and that can change one rule that
/// adds to it, one that removes from it and one for each value that it is set to; what those read, too, and so on.
/// Rules that are there already are preferred, then those that read least. Ascending. A guess: a run may need others.
std::vector<std::vector<model::RuleId>> few_rules_for(const model::System& system,
                                                      const std::vector<StepQuestion>& questions);

} // namespace chaperone::solver::small
