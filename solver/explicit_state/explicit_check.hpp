// A check without a solver: the interpreter looks at every state of small sizes.
// Covered by tests/solver/explicit_check_test.cpp.
#pragma once

#include "solver/api/answer.hpp"
#include "solver/api/deadline.hpp"
#include "solver/api/interrupt.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"

namespace chaperone::solver::explicit_state {

/// Decides the properties that `options` names (all, if none); every sort that the scope does not name has up to three
/// individuals. Scenarios, warnings and the audit are left to check(). Cost: see explore().
/// The search ends once `interrupt` is requested, as `deadline` does when it has passed.
CheckResult check(const model::System& system, const Options& options, Observer* observer, const Deadline& deadline,
                  const Interrupt& interrupt);

} // namespace chaperone::solver::explicit_state
