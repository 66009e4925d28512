// What rules do beside what they say: they keep the relations in which `once` and `since` remember. And the formula
// that stands for a way back. Sections "The past" and "A way back" of docs/semantics.md.
// Covered by tests/model/past_test.cpp and tests/model/way_back_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <cstddef>

namespace chaperone::model::steps {

/// ψ of `φ since ψ` as it is kept where ψ counts at the start and φ asks about steps.
Formula or_before(const Formula& since, const Formula& held);
/// Is it true now? Reads the memory's relation in the present state.
Formula is_remembered(const Memory& memory);

/// Gives every rule the effects that keep the system's memories from `first` on, and each memory an empty start.
/// Cost: one or two effects for each rule and memory.
void add_upkeep(System& system, std::size_t first = 0);

/// The same of rules that were changed: what they keep, and the formulas of its ways back, are made anew.
void remake_upkeep(System& system);

/// Does it look at the run and not at one state or step: at the past, or at ways back? Then it says more of the rules
/// than its own words do.
bool looks_at_runs(const Property& property);

/// `all binders: from implies there is a way`: what an `undoable` comes to. Grows with the number of rules to the power
/// of `within`.
Formula always_a_way_back(System& system, const WayBack& way);

} // namespace chaperone::model::steps
