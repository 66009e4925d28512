// Exhaustive search by the interpreter, with no solver: every start, every step,
// breadth first, states equal up to renaming of individuals merged. Its answers are
// smallest by construction, so the tests hold the encoding against it; it shares no
// code with that encoding.
// Covered by tests/solver/explicit_test.cpp and tests/agreement/.
#pragma once

#include "solver/api/verdict.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::solver::explicit_state {

/// How far to look.
struct ExplicitBounds {
  std::uint32_t individuals = 2;                     ///< most individuals of a sort that `sizes` does not name
  std::map<model::SortId, std::uint32_t> sizes = {}; ///< most individuals of these sorts
  std::uint32_t depth = 3;                           ///< most steps
  std::uint64_t states = 200'000;                    ///< most states kept, over all sizes, before giving up
  std::uint64_t bytes = 1ULL << 30U;                 ///< most memory, estimated, for what is kept
  std::uint64_t work = UINT64_MAX;       ///< most steps tried, each counted as often as its state is dear to rename
  std::function<bool()> is_stopped = {}; ///< asked now and then; may be empty
  std::function<void(std::uint32_t depth)> deepens = {}; ///< told before runs of a new length; may be empty
};

/// What became of one property.
struct ExplicitFinding {
  /// The smallest run within the bounds that breaks (for `possible`: reaches) the property: fewest steps, then
  /// individuals, then given facts, then elements in set arguments. Only runs without conflicts count.
  std::optional<Shown> shown;
  std::uint32_t given_facts = 0;  ///< of `shown`: tuples, and enum-valued functions that differ from their first value
  std::uint32_t set_elements = 0; ///< of `shown`
};

struct ExplicitAnswer {
  std::vector<ExplicitFinding> found; ///< one for each property asked about
  /// For rules that can run into a conflict within the depth, a shortest run that ends with that step.
  std::map<model::RuleId, model::Scenario> conflicts;
  std::uint32_t searched = 0; ///< all runs of fewer steps than these were looked at
  /// Why the search ended early; empty where it did not. What was found at the last depth need not be smallest then.
  std::string stopped;
  /// Nothing new could be reached any more before `depth`: with these sizes the answer holds for any number of steps.
  bool is_exhausted = false;
  std::uint64_t states = 0; ///< kept, over all sizes
};

/// Looks at every vector of sizes within the bounds, for all properties at once. Cost: for each kept state all of its
/// steps (2^n for a set parameter over n individuals), and up to a thousand renamings for each state reached; starts
/// are multiplied out one relation at a time, 2^(tuples of one relation) at once. Meant for two or three individuals
/// of a sort.
ExplicitAnswer explore(const model::System& system, const std::vector<model::PropertyId>& properties,
                       const ExplicitBounds& bounds);

/// Most individuals of a sort that the search takes.
constexpr std::uint32_t most_explicit_individuals = 8;

} // namespace chaperone::solver::explicit_state
