// Who plays which part in a run that a solver made up: individuals get their names by what the rules say of them.
// Covered by tests/model/casting_test.cpp.
#pragma once

#include "model/meaning/state.hpp"
#include "model/rules/scenario.hpp"
#include "model/rules/system.hpp"

namespace chaperone::model {

/// The same run with other names and numbers. The value of a function without places that no rule sets is named after
/// it: the declared name that the function's name contains (`bot()` is Bot, `admin_perm()` admin), else the function's
/// own (`server()` is Server). The individuals of a sort that an assumed total order orders come in this order; others
/// as they appear in the steps, so that who acts first has the first of the declared names that are left. Names are
/// those of name_individuals() otherwise. A scenario with an `expect` stays as it is. Linear in the scenario, but for
/// sorting.
Scenario cast(const System& system, const Scenario& scenario);

/// The same run with the individuals of each ordered sort numbered by its order, so that their names follow it, but for
/// named individuals, which come first. Names, and other sorts, stay as they are; `expect`s must not stand in it.
Scenario in_order(const System& system, const Scenario& scenario);

/// Does the order of a sort follow the population in this state? `order` is the sort's.
bool is_usual_order(const State& state, RelationId order);

} // namespace chaperone::model
