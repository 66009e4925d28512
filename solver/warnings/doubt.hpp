// Which rules may be such that no state can take them? A small instance often shows the contrary, and spares a
// question to Z3. Covered by tests/solver/step_questions_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "solver/api/interrupt.hpp"

#include <vector>

namespace chaperone::solver::warnings {

/// Of these rules those that no state of a small instance can take in which all that is known holds; ascending as
/// given. Throws encoding::Unsupported. Cost: as many SAT questions as states it takes to show all others; at most one
/// for each rule.
std::vector<model::RuleId> rules_in_doubt(const model::System& system, const std::vector<model::Formula>& known,
                                          const std::vector<model::RuleId>& rules, std::uint32_t individuals,
                                          const Interrupt& interrupt);

} // namespace chaperone::solver::warnings
