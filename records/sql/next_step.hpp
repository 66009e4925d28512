// When a step that can be taken now breaks a promise: the weakest precondition of each rule (model/steps/after), taken
// apart so that each alternative begins with what the rule changes (Blakeley, Larson and Tompa, "Efficiently Updating
// Materialized Views", 1986). Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/sql/branches.hpp"
#include "records/sql/violation.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::records {

/// One way in which a step breaks the promise. The leading variables and the rule's parameters for individuals are free
/// in the condition; a set parameter has the members that the way needs, and no others.
struct WayToBreak {
  Condition condition;
  std::map<model::VariableId, std::vector<Slot>> sets;
};

struct WaysToBreak {
  std::vector<WayToBreak> ways;
  std::string why_not; ///< not empty: what keeps this rule from being looked at
  /// False where a set with more members than a way needs may take the step, or break the promise, as well.
  bool has_all_sets = true;
};

/// A relation for each sort: true of the one individual that is there only if the step or the case names it.
using Newcomers = std::map<model::SortId, model::RelationId>;

/// The ways of a rule to lead from a state where the promise is not broken for the leading variables to one where it
/// is: all requirements are true and nothing conflicts. Variables are added to the system. Cost: exponential in the
/// number of the promise's facts that the rule changes.
WaysToBreak ways_to_break(model::System& system, model::RuleId rule, const Violation& violation,
                          const Newcomers& newcomers = {});

} // namespace chaperone::records
