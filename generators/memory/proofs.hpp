// Which questions about single steps are proved to have no run, quickly: only a proof tells anything here, and one that
// is not found at once is rarely found at all. Covered by tests/generators/planted_test.cpp.
#pragma once

#include "model/rules/scenario.hpp"
#include "solver/step_questions.hpp"

#include <cstddef>
#include <set>
#include <vector>

namespace chaperone::generators {

/// By question: does a state of these runs answer it? What the rules do not have, but `system` has, is empty in them.
std::vector<bool> shown_by(const model::System& system, const std::vector<solver::StepQuestion>& questions,
                           const std::vector<model::Scenario>& runs);

/// Those of `wanted` that no run answers, of any length and over any number of individuals.
std::set<std::size_t> proved_impossible(const model::System& system, const std::vector<solver::StepQuestion>& questions,
                                        const std::set<std::size_t>& wanted, solver::StepOptions options);

} // namespace chaperone::generators
