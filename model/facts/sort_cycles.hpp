// Finds where functions and quantifiers lead from a sort back to itself:
// Z3 cannot be sure to decide questions about such rules.
// Covered by tests/model/sort_cycles_test.cpp.
#pragma once

#include "model/facts/sort_edges.hpp"
#include "model/rules/system.hpp"
#include "model/text/diagnostic.hpp"

#include <optional>
#include <vector>

namespace chaperone::model {

struct SortCycle {
  std::vector<SortId> way;         ///< from the first sort back to it
  std::vector<EdgeReason> reasons; ///< why each leads to the next
};

/// A shortest one among those in the questions that are asked about the property, if there is any.
std::optional<SortCycle> sort_cycle(const System& system, PropertyId property);

/// Is one of the edges of `more` on a cycle among the edges of both sets?
bool is_on_cycle(const System& system, const SortEdges& common, const SortEdges& more);

/// For properties whose verdict stays open: one warning per cycle, with the lines that make it; a sort is named in one
/// warning only. What only some property adds is looked at for each property by itself, as the engines ask about one at
/// a time.
std::vector<Diagnostic> sort_cycle_warnings(const System& system, const std::vector<PropertyId>& open);

} // namespace chaperone::model
