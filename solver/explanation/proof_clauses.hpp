// Which clauses a proof makes use of, and which it goes through without: a few questions
// where a check would look for a proof anew. Covered by tests/solver/reliance_test.cpp.
#pragma once

#include "model/facts/clauses.hpp"
#include "solver/api/verdict.hpp"
#include "solver/encoding/session.hpp"

#include <optional>
#include <vector>

namespace chaperone::solver::explanation {

/// Two sessions: what one finds, the other asks again.
struct Sessions {
  encoding::Session& finding;
  encoding::Session& auditing;
};

/// Clauses that suffice for the proof of a property together with all effects, few of them to spare; what is required
/// by rules that the property asks about with `can` is among them. The proof has been checked again on the rules with
/// these alone. None where Z3 does not say. Cost: for each rule, a question for each of
/// its requirements and each part of the invariant. Throws Interrupted.
std::optional<model::ClauseSet> clauses_used(const Sessions& sessions, const model::System& system,
                                             const std::vector<model::Clause>& clauses, const Proof& proof);

/// Of these clauses of rules those without which the proof goes through as well, one left out at a time; both sessions
/// say so. Cost: at most two questions for each clause and part of the invariant. Throws Interrupted.
model::ClauseSet goes_through_without(const Sessions& sessions, const model::System& system,
                                      const std::vector<model::Clause>& clauses, const model::ClauseSet& asked,
                                      const Proof& proof);

} // namespace chaperone::solver::explanation
