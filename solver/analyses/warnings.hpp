// What is worth a warning and needs a solver to see: rules that can never fire and
// properties that hold whatever the rules do. Covered by tests/golden/.
#pragma once

#include "model/diagnostic.hpp"
#include "solver/encoding/session.hpp"
#include "solver/verdict.hpp"

#include <set>
#include <vector>

namespace chaperone::solver::analyses {

/// `dead_rule` and `vacuous_property` warnings, as far as the proofs and Z3 tell. One question for each rule that no
/// run has taken and each proved property.
std::vector<model::Diagnostic> warnings(encoding::Session& session, const model::System& system,
                                        const std::vector<Proof>& proofs, const std::set<model::RuleId>& rules_seen);

/// Of a system without initial states: the first `assume` or `init` that contradicts those before it.
model::Diagnostic contradiction(encoding::Session& session, const model::System& system);

} // namespace chaperone::solver::analyses
