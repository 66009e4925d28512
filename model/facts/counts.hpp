// How far formulas count. Covered by tests/model/counts_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <cstdint>
#include <vector>

namespace chaperone::model {

/// By sort: the most individuals that decide an `at least` or `at most` of the rules and properties: N of `at least N`,
/// one more than N of `at most N`. 0 where nothing is counted. Linear in the system.
std::vector<std::uint32_t> counts(const System& system);
/// The same of one formula, with the defines that it calls and what the rules require that its `can` asks about.
std::vector<std::uint32_t> counts(const System& system, const Formula& formula);

/// By sort: no state with fewer individuals makes the formula true (`is_true`), or false. At least 1.
std::vector<std::uint32_t> fewest(const System& system, const Formula& formula, bool is_true);

} // namespace chaperone::model
