// A formula with values in place of variables: `contact(creator, u)` becomes
// `contact(Ann, Bea)` when it is printed. Covered by tests/generators/facts_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <span>

namespace chaperone::reports {

/// Puts in what `bindings` assigns. Guards of inner quantifiers keep a set parameter's name: `all u: invited | …`.
model::Formula instantiate(const model::System& system, const model::Formula& formula,
                           std::span<const model::Assignment> bindings);

} // namespace chaperone::reports
