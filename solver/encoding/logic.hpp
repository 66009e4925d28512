// Building Boolean Z3 terms with constants folded away, so that what a rule
// file fixes (an empty start, a rule that was not chosen) never reaches Z3.
// Only solver/encoding includes this.
#pragma once

#include <vector>
#include <z3++.h>

namespace chaperone::solver::encoding {

z3::expr conjunction(z3::context& context, const std::vector<z3::expr>& parts);
z3::expr disjunction(z3::context& context, const std::vector<z3::expr>& parts);
z3::expr negation(const z3::expr& formula);
z3::expr implication(const z3::expr& left, const z3::expr& right);
z3::expr equivalence(const z3::expr& left, const z3::expr& right);

/// At least `count` of `parts`; a cardinality constraint where folding does not decide it.
z3::expr at_least(z3::context& context, const std::vector<z3::expr>& parts, std::uint64_t count);
/// The same, inside quantifiers too. Cost: the number of parts, times `count` while that is small.
z3::expr so_many_of(z3::context& context, const std::vector<z3::expr>& parts, std::uint64_t count);

} // namespace chaperone::solver::encoding
