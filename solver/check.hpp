// The front door of the solver: a system in, audited verdicts out.
//
//   solver::Options options;
//   solver::CheckResult result = solver::check(system, options, nullptr);
//   for (const auto& answer : result.properties) tell(answer);
//
// No answer leaves here before the interpreter has replayed its scenario or a fresh
// session has proved it again; a mismatch throws InternalError.
#pragma once

#include "model/system.hpp"
#include "solver/api/answer.hpp"
#include "solver/api/errors.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"

namespace chaperone::solver {

/// Decides every property, runs every scenario, and looks for what is worth a warning.
/// Cost: docs/architecture.md, "What a check costs".
CheckResult check(const model::System& system, const Options& options, Observer* observer = nullptr);

/// Asks the running checks, from any thread or a signal handler's thread, to end with what they know. Those that begin
/// later take no notice.
void request_interrupt();

} // namespace chaperone::solver
