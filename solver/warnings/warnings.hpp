// What is worth a warning and needs a solver to see: rules that can never fire, effects that never happen
// and properties that hold whatever the rules do. Covered by tests/solver/check_test.cpp.
#pragma once

#include "model/text/diagnostic.hpp"
#include "solver/api/answer.hpp"
#include "solver/api/verdict.hpp"
#include "solver/encoding/session.hpp"

#include <set>
#include <vector>

namespace chaperone::solver::warnings {

/// `dead_rule`, `idle_effect` and `vacuous_property` warnings, as far as the proofs and Z3 tell. At most one question
/// for each rule that no run has taken, each effect with a condition and each proved property.
std::vector<model::Diagnostic> find(encoding::Session& session, const model::System& system,
                                    const std::vector<Proof>& proofs, const std::set<model::RuleId>& rules_seen);

/// `conflict_undecided`: the search was cut short.
model::Diagnostic conflict_undecided(const model::System& system, const UndecidedConflict& conflict);

/// Of a system without initial states: the first `assume` or `init` that contradicts those before it, or the last one
/// where Z3 does not say, or is interrupted.
model::Diagnostic contradiction(encoding::Session& session, const model::System& system);

} // namespace chaperone::solver::warnings
