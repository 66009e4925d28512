// What a run is searched for, and what is measured of it; no Z3 types.
#pragma once

#include "model/rules/system.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace chaperone::solver::encoding {

/// Any state at all.
struct AnyState {};
/// The last state breaks a `never` or `always`, or shows a `possible`.
struct Shows {
  model::PropertyId property;
};
/// After the last state the rule's requirements hold.
struct CanTake {
  model::RuleId rule;
};
/// After the last state the rule's requirements hold and its effects contradict each other.
struct RunsIntoConflict {
  model::RuleId rule;
};
/// In the last state some tuple of the relation holds.
struct HasTuple {
  model::RelationId relation;
};
using Target = std::variant<AnyState, Shows, CanTake, RunsIntoConflict, HasTuple>;

/// Tells targets apart.
inline std::string key_of(const Target& target) {
  return std::visit(model::overload{
                        [](const AnyState&) { return std::string("any"); },
                        [](const Shows& it) { return "shows " + std::to_string(it.property.index); },
                        [](const CanTake& it) { return "takes " + std::to_string(it.rule.index); },
                        [](const RunsIntoConflict& it) { return "conflict " + std::to_string(it.rule.index); },
                        [](const HasTuple& it) { return "tuple " + std::to_string(it.relation.index); },
                    },
                    target);
}

/// How large a run is, in the order in which runs are compared once they have equally many steps.
struct Measures {
  std::uint32_t individuals = 0; ///< of all sorts that are no enum
  std::uint32_t facts = 0;       ///< true tuples, and enum values other than the first, at the start
  std::uint32_t elements = 0;    ///< of set arguments
};

/// Upper limits for a search; none: not limited.
struct Limits {
  std::optional<std::uint32_t> individuals, facts, elements;
};

} // namespace chaperone::solver::encoding
