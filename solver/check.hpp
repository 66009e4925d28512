// The front door of the solver: a system in, audited verdicts out.
//
//   solver::Options options;
//   solver::CheckResult result = solver::check(system, options, nullptr);
//   for (const auto& answer : result.properties) tell(answer);
//
// Every answer is checked before it is returned: the interpreter replays a scenario, and a fresh Z3
// session re-checks a proof. A mismatch throws InternalError.
#pragma once

#include "model/rules/system.hpp"
#include "solver/api/answer.hpp"
#include "solver/api/errors.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"

namespace chaperone::solver {

/// Decides every property, runs every scenario, and looks for what is worth a warning.
/// Cost: docs/architecture.md, "What a check costs".
CheckResult check(const model::System& system, const Options& options, Observer* observer = nullptr);

/// Asks all running checks to end with what they know. May be called from any thread, also a signal handler's. Checks
/// that begin later are not affected.
void request_interrupt();

} // namespace chaperone::solver
