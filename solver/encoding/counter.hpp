// Counts in unary, as plain formulas: the j-th output is true where more than j of
// the parts are. Bailleux and Boufkhad, "Efficient CNF encoding of Boolean
// cardinality constraints", CP 2003. A limit is then one literal, which can be
// lowered from question to question while all that was learned stays.
// Only solver/encoding includes this. Covered by tests/agreement/.
#pragma once

#include <cstdint>
#include <vector>
#include <z3++.h>

namespace chaperone::solver::encoding {

/// Outputs 0 … min(parts, most + 1) - 1: output j is true if at least j + 1 parts are. O(parts × most) formulas.
std::vector<z3::expr> count_in_unary(z3::context& context, const std::vector<z3::expr>& parts, std::uint32_t most);

} // namespace chaperone::solver::encoding
