// A check without a solver: the interpreter looks at every state of small sizes.
// Covered by tests/solver/explicit_check_test.cpp.
#pragma once

#include "solver/check.hpp"
#include "solver/deadline.hpp"
#include "solver/encoding/interrupt.hpp"

namespace chaperone::solver {

/// Decides the properties that `options` names (all, if none); every sort that the scope does not name has up to three
/// individuals. Scenarios, warnings and the audit are left to check(). Cost: see explore().
/// The search ends once `interrupt` is requested, as `deadline` does when it has passed.
CheckResult check_by_looking(const model::System& system, const Options& options, Observer* observer,
                             const Deadline& deadline, const encoding::Interrupt& interrupt);

} // namespace chaperone::solver
