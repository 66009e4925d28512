// What can be said only once everything has been resolved: recursive defines, how
// deep formulas are with defines written out, `can` behind a define, and which
// constraints speak of fixed relations alone.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#pragma once

#include "model/resolve/resolve_names.hpp"

namespace chaperone::model {

/// A formula may be this deep, once its defines are written out in it. Stated in docs/language.md.
inline constexpr std::uint32_t deepest_formula = 2000;

/// Needs every define's body to be there unless an error has been reported. Linear.
void check_resolved(Resolution& resolution);

} // namespace chaperone::model
