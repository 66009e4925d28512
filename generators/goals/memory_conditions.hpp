// What must be possible for a goal about memory to be met, as questions about single steps:
// where one of them is proved impossible, so is the goal. Their runs are where searches begin.
// Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/catalogue.hpp"
#include "solver/api/step_question.hpp"

#include <vector>

namespace chaperone::generators {

struct MemoryConditions {
  std::vector<solver::StepQuestion> questions; ///< distinct ones, of steps
  /// By goal of the catalogue: of each list some question must have a run.
  std::vector<std::vector<std::vector<std::size_t>>> needs;
};

/// Adds the variables that the questions need to `system`, whose catalogue it is.
MemoryConditions list_memory_conditions(model::System& system, const Catalogue& catalogue);

/// By goal: does an answer rule it out? `answers` are those to the conditions' questions.
std::vector<bool> ruled_out(const MemoryConditions& conditions, const std::vector<solver::StepAnswer>& answers);

} // namespace chaperone::generators
