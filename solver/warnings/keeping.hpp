// Why each rule keeps the invariant of a proof, for a reader who wants to know what the
// proof rests on. Covered by tests/solver/keeping_test.cpp.
#pragma once

#include "solver/api/verdict.hpp"
#include "solver/encoding/session.hpp"

#include <vector>

namespace chaperone::solver::warnings {

/// For each rule that can touch what an inductive invariant (k = 1) speaks of. A rule of which Z3 does not say why is
/// left out. Cost: per rule, a question for each of its requirements and each part of the invariant.
std::vector<Keeping> keeping(encoding::Session& session, const model::System& system, model::PropertyId property,
                             const std::vector<model::Formula>& invariant);

} // namespace chaperone::solver::warnings
