// Which populations a search looks at. Covered by tests/solver/search_test.cpp.
#pragma once

#include "solver/api/step_question.hpp"

#include <vector>

namespace chaperone::solver::small {

inline constexpr std::uint32_t most_individuals = 4; ///< of a sort without a scope

/// Vectors of sizes, fewest individuals first, at most `bounds.worlds`, and then some with more of what is counted; too
/// wide states are left out.
std::vector<std::vector<std::uint32_t>> list_sizes(const model::System& system, const SearchBounds& bounds);

} // namespace chaperone::solver::small
