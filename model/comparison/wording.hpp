// What two rule files say word for word alike, but for names, comments and order. No
// solver is needed for it. Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "model/rules/system.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chaperone::model::comparison {

/// The rules of both sides that do not say the same word for word, by their new id. Linear in the text.
std::set<RuleId> changed_rules(const System& before, const System& after, const Matching& matching);

/// Both sides require the same of a rule, word for word, and give another reason where it is not met; or they may
/// refuse it in the same states, for another reason.
struct ReasonChange {
  RuleId rule;                              ///< of the new side
  Span where;                               ///< of the condition, in the new file
  std::optional<std::string> before, after; ///< as written; none: no reason is given
};
/// In the new file's order. What names of parameters stand for counts, not the names. Linear in the text.
std::vector<ReasonChange> changed_reasons(const System& before, const System& after, const Matching& matching);

/// The properties that both sides have and that do not say the same word for word, defines written out, by their new
/// id. What is asked of the past is compared as it is written. Linear in the text.
std::set<PropertyId> reworded(const System& before, const System& after, const Matching& matching);

/// Do both sides say the same, but for names, comments, order and reasons: rules, starts and properties? Linear in the
/// text.
bool say_the_same(const System& before, const System& after, const Matching& matching);

} // namespace chaperone::model::comparison
