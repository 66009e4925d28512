// What breaks a promise, as a condition with the promise's leading variables free.
// Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/sql/condition.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::records {

struct Violation {
  std::vector<model::VariableId> leading; ///< as the file binds them; each assignment that satisfies `body` is one case
  std::vector<std::string> names;         ///< of the leading variables; all different
  model::Formula told;                    ///< the body in the words of the file
  Condition body;
};

/// A formula that must not be true of the data, split behind its leading `some`; those below `not` and `all` or `no`
/// count as well. Variables are added to the system. Without a violation: why one state does not tell.
struct ViolationOrWhyNot {
  std::optional<Violation> violation;
  std::string why_not;
};
ViolationOrWhyNot violation_of(model::System& system, const model::Formula& formula, bool is_wanted);
/// Of a `never` or `always`.
ViolationOrWhyNot violation_of(model::System& system, const model::Property& property);

} // namespace chaperone::records
