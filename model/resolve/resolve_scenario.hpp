// Resolves a scenario block against the rules, whose names are known by then.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#pragma once

#include "model/resolve/resolve_names.hpp"

#include <optional>

namespace chaperone::model {

/// Nothing where something in it is mistaken, which has then been reported. Linear.
std::optional<Scenario> resolve_scenario(const syntax::Declaration& declaration, Resolution& resolution);

} // namespace chaperone::model
