// Individuals that no state tells apart. Where it matters only whether some set will do, as many members of each kind
// are as good as any others (Ip and Dill, "Better Verification Through Symmetry", 1996).
// Covered by tests/model/likeness_test.cpp.
#pragma once

#include "model/meaning/state.hpp"

#include <functional>
#include <span>
#include <vector>

namespace chaperone::model {

/// Individuals of one sort, in ascending order, any two of which can be exchanged.
using Alike = std::vector<std::uint32_t>;

/// Of a sort, by their first members. The states have one layout; each stays what it is when two of a group are
/// exchanged. Values of enums and individuals that stand in an order are alike to nobody. Cost: individuals times
/// groups times the facts about one of them.
std::vector<Alike> groups_of_alike(std::span<const State* const> states, SortId sort);

/// The groups taken apart into those who are in the set, and the others.
void tell_apart(std::vector<Alike>& groups, const std::vector<std::uint32_t>& set);

/// Visits one of all sets that have as many members of each group, smaller sets first, until `visit` gives false. Gives
/// false where it did. `groups` is asked for when the empty set did not do.
bool for_each_set(const std::function<std::vector<Alike>()>& groups,
                  const std::function<bool(const std::vector<std::uint32_t>&)>& visit);

} // namespace chaperone::model
