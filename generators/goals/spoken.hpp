// A formula in few words, for names that a person can say. Covered by tests/generators/goals_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <string>

namespace chaperone::generators {

/// What the formula asks in the end: without the individuals that `all` ranges over and what stands before `implies`.
/// `all u: User | member(g, u) implies not stranger(who, u)` is said as `not stranger(who, u)`, `no u: User | p(u)` as
/// `no p(u)`. Two formulas may be said alike.
std::string spoken(const model::System& system, const model::Formula& formula);

} // namespace chaperone::generators
