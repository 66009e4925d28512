// Exhaustive search by the interpreter, with no solver: every start, every step,
// breadth first, states equal up to renaming of individuals merged. Its answers are
// smallest by construction, so the tests hold the encoding against it; it shares no
// code with that encoding.
// Covered by tests/solver/explicit_test.cpp and tests/agreement/.
#pragma once

#include "solver/verdict.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace chaperone::solver {

/// How far to look.
struct ExplicitBounds {
  std::uint32_t individuals = 2;                     ///< most individuals of a sort that `sizes` does not name
  std::map<model::SortId, std::uint32_t> sizes = {}; ///< most individuals of these sorts
  std::uint32_t depth = 3;                           ///< most steps
  std::uint64_t states = 200'000;                    ///< most states kept, over all sizes, before giving up
};

struct ExplicitAnswer {
  /// The smallest run within the bounds that breaks (for `possible`: reaches) the property: fewest steps, then
  /// individuals, then given facts, then elements in set arguments. Only runs without conflicts count.
  std::optional<Shown> shown;
  std::uint32_t given_facts = 0;  ///< of `shown`: tuples, and enum-valued functions that differ from their first value
  std::uint32_t set_elements = 0; ///< of `shown`
  /// False where the budget ended the search; then `shown`, if there, is not known to be smallest, and
  /// nothing follows where it is not.
  bool is_complete = true;
  /// Nothing new could be reached any more before `depth`: with these sizes the answer holds for any number of steps.
  bool is_exhausted = false;
  std::uint64_t states = 0; ///< kept, over all sizes
};

/// Looks at every vector of sizes within the bounds. Cost: for each kept state all of its steps (2^n for a set
/// parameter over n individuals), and n! renamings of n individuals for each state reached; starts are multiplied
/// out one relation at a time, 2^(tuples of one relation) at once. Meant for two or three individuals of a sort.
ExplicitAnswer explore(const model::System& system, model::PropertyId property, const ExplicitBounds& bounds);

} // namespace chaperone::solver
