// What a rule that takes something may take as well, as a programmer may get it wrong. Covered by
// tests/generators/goals_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <vector>

namespace chaperone::generators {

struct Taking {
  model::Effect effect;
  model::Formula ended; ///< what it ends: `invited(other_Team, u)`
};

/// What somebody in the step has elsewhere, and what is theirs where a closure leads from somebody in the step, or to
/// them; none of a rule that takes nothing. Adds the variables that they need to `system`.
std::vector<Taking> takings(model::System& system, model::RuleId rule);

} // namespace chaperone::generators
