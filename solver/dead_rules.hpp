// Rules that no run ever takes, though single states allow them; requirements that no
// reachable state meets; relations that stay empty because of it.
// Covered by tests/solver/dead_rules_test.cpp.
#pragma once

#include "model/text/diagnostic.hpp"
#include "solver/api/options.hpp"

#include <set>
#include <vector>

namespace chaperone::solver {

/// `dead_rule` and `empty_relation` warnings about rules that are neither in `seen` nor in `known_dead`. Each is proved
/// like a property that it is impossible. Cost: a search of small groups for all of these rules, and for those that it
/// does not see, a check of two rounds.
std::vector<model::Diagnostic> dead_rules(const model::System& system, const Options& options,
                                          const std::set<model::RuleId>& seen,
                                          const std::set<model::RuleId>& known_dead);

} // namespace chaperone::solver
