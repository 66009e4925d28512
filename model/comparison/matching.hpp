// Which declaration of the old rules is which of the new ones: by name, and by what
// `--rename OLD=NEW` says. Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "model/text/diagnostic.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::model::comparison {

/// Which of the two rule files is meant.
enum class Side { before, after };

constexpr Side other(Side side) {
  return side == Side::before ? Side::after : Side::before;
}

/// What the old file calls `before` is `after` in the new one.
struct Rename {
  std::string before;
  std::string after;
};

/// For each declaration of one side the counterpart on the other, where there is one.
template <class Id> struct Pairs {
  std::vector<std::optional<Id>> of_before; ///< by the old index: the new id
  std::vector<std::optional<Id>> of_after;  ///< by the new index: the old id

  const std::vector<std::optional<Id>>& of(Side side) const { return side == Side::before ? of_before : of_after; }
};

/// Declarations of one name that cannot be the same thing, such as relations with other places.
struct Mismatch {
  std::string what;   ///< "relation `member` has other places", of both sides
  Span before, after; ///< of the names
};

struct Matching {
  Pairs<SortId> sorts;
  Pairs<RelationId> relations;
  Pairs<FunctionId> functions;
  Pairs<RuleId> rules;
  Pairs<PropertyId> properties;
  std::vector<std::vector<std::optional<std::uint32_t>>> values; ///< by old enum and value: the new value
  std::vector<Mismatch> mismatches;                              ///< each side keeps its own
  std::vector<std::string> unused;                               ///< renames that name nothing, as written
  /// Old and new individuals of `with` that stand in one place of their sorts' lists, and so of populations, though
  /// they have no common name. Such rules cannot be compared.
  std::vector<std::pair<FunctionId, FunctionId>> displaced;
};

/// Pairs what has one name and one shape: sorts both open or both enums, relations and functions with the same places,
/// rules with the same parameters, properties of one kind. Linear in the declarations, but for looking up names.
Matching match(const System& before, const System& after, const std::vector<Rename>& renames = {});

} // namespace chaperone::model::comparison
