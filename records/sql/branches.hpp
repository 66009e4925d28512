// A condition as alternatives, each a list of parts that hold together, with what they say of each other put in.
// Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/sql/condition.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace chaperone::records {

/// Are they the same but for the names of bound variables?
bool are_alike(const Condition& one, const Condition& other);

/// The condition where each of `known` is true: what is among them, or whose negation is, is left out. Equivalent to it
/// beside them, but more is certain and less is possible.
Condition given(const Condition& condition, const std::vector<Condition>& known);
/// The same for the parts of each Every, one beside the other.
Condition propagated(const Condition& condition);

/// All of `parts`, with what `equal` says put in: variables that are the same as others.
struct Branch {
  std::vector<Condition> parts;
  std::map<model::VariableId, Slot> equal;

  /// With the equalities as parts of their own.
  Condition condition() const;
};

/// Alternatives that together are the condition; variables bound by its leading `Exists` are free in them. Only an
/// Either in which some fact or equality must hold is taken apart. Nothing where there are more than `most`.
std::optional<std::vector<Branch>> branches_of(const Condition& condition, std::size_t most);

} // namespace chaperone::records
