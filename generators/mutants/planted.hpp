// How good a suite is at telling faulty services from the rules: each fault of memory that
// can be planted is told by a scenario, or proved never to show, or undecided.
// Covered by tests/generators/planted_test.cpp.
#pragma once

#include "generators/mutants/memory_fault.hpp"
#include "solver/step_questions.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace chaperone::generators {

struct PlantedFault {
  MemoryFault fault;
  std::optional<std::size_t> told_by; ///< the first scenario that tells it
  bool is_like_the_rules = false;     ///< proved, for any number of individuals and steps
};

/// Every fault of list_memory_faults(), in that order. What no scenario tells is asked of the solver alone, with the
/// limits of `options`; no small group is searched. Cost: a run of each scenario for each fault, and a proof for each
/// way in which what is left might show.
std::vector<PlantedFault> plant_faults(const model::System& system, const std::vector<model::Scenario>& scenarios,
                                       const solver::StepOptions& options);

} // namespace chaperone::generators
