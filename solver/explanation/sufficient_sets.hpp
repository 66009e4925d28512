// All minimal sets of clauses that suffice for a promise, by what single questions tell:
// the minimal hitting sets of the sets whose removal breaks it.
// Source: Reiter, "A theory of diagnosis from first principles", Artificial Intelligence
// 32, 1987; Liffiton, Previti, Malik, Marques-Silva, "Fast, flexible MUS enumeration",
// Constraints 21, 2016. Covered by tests/solver/sufficient_sets_test.cpp.
#pragma once

#include "model/facts/clauses.hpp"

#include <functional>
#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace chaperone::solver::explanation {

using model::ClauseSet;

/// All sets that have something of each of `sets` and of which nothing can be spared; none where there are more than
/// `most` on the way to them. Cost: exponential in the number of sets at worst.
std::optional<std::set<ClauseSet>> minimal_hitting_sets(const std::vector<ClauseSet>& sets, std::size_t most);

/// What is left without some clauses keeps the promise.
struct StillKept {};
/// It does not, and leaving out `needed`, some of those, is enough for that; never empty.
struct NoLongerKept {
  ClauseSet needed;
};
struct NotKnown {};
using Consequence = std::variant<StillKept, NoLongerKept, NotKnown>;

struct SufficientSets {
  std::vector<ClauseSet> sets; ///< each suffices, and nothing of it can be spared; ascending
  bool is_complete = false;    ///< there are no others
};

/// `breaking`: sets that are known to break the promise where they are left out. The promise must be such that leaving
/// out more never mends it. Cost: a question for each set found and for each set that has to be hit; at most `most`.
SufficientSets minimal_sufficient_sets(const ClauseSet& all, const std::vector<ClauseSet>& breaking,
                                       const std::function<Consequence(const ClauseSet& removed)>& leave_out,
                                       std::size_t most);

} // namespace chaperone::solver::explanation
