// Ways back, searched step by step from one state: the judge of `undoable`. Section "A way back" of
// docs/semantics.md. Covered by tests/model/way_back_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <optional>
#include <vector>

namespace chaperone::model {

/// The steps of a shortest way, none where `to` holds already; no value where there is no way of at most `within`
/// steps. Cost: the number of steps that the state allows, to the power of `within`.
std::optional<std::vector<Action>> way_back(const State& state, const WayBack& way,
                                            std::span<const Assignment> bindings);

/// Values of the `for` variables for which `from` holds and there is no way; no value where there always is one.
std::optional<std::vector<Assignment>> without_way_back(const State& state, const WayBack& way);

} // namespace chaperone::model
