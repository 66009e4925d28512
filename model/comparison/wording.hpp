// What two rule files say word for word alike, but for names, comments and order. No
// solver is needed for it. Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "model/rules/system.hpp"

#include <set>

namespace chaperone::model::comparison {

/// The rules of both sides that do not say the same word for word, by their new id. Linear in the text.
std::set<RuleId> changed_rules(const System& before, const System& after, const Matching& matching);

/// Do both sides say the same, but for names, comments and order: rules, starts and properties? Linear in the text.
bool say_the_same(const System& before, const System& after, const Matching& matching);

} // namespace chaperone::model::comparison
