// Covers the goals about memory: what the conditions rule out is impossible, and for the rest
// runs are searched from where the conditions' runs end.
// Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/goals/bounds.hpp"
#include "generators/goals/candidates.hpp"
#include "generators/goals/memory_conditions.hpp"
#include "solver/api/step_question.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::generators {

struct MemoryCover {
  std::vector<Candidate> candidates; ///< with the goals of the catalogue that each meets
  std::vector<bool> is_impossible;   ///< by goal of the catalogue
  bool is_out_of_time = false;       ///< the search ended before it was done
};

/// `answers` are those to the conditions' questions, in their order. The same seed gives the same runs.
MemoryCover cover_memory(const Catalogue& catalogue, const MemoryConditions& conditions,
                         const std::vector<solver::StepAnswer>& answers, const CoverOptions& options);

/// The goals of the catalogue that a scenario meets, ascending.
std::vector<std::size_t> memory_goals_met(const Catalogue& catalogue, const model::Scenario& scenario);

} // namespace chaperone::generators
