// When two formulas or effects say the same word for word, but for the names of
// variables and the order of what has none. Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <string>

namespace chaperone::model::comparison {

/// Equal for two formulas of one system only if they mean the same: bound variables are told by where they are bound,
/// free ones by their number, and the parts of `and`, `or`, `iff` and `=` are put in order. Linear but for sorting.
std::string canonical(const System& system, const Formula& formula);
std::string canonical(const System& system, const Define& define);
std::string canonical(const System& system, const Effect& effect);

} // namespace chaperone::model::comparison
