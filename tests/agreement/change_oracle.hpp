// How two rule files differ, found by two interpreters side by side, over all states of
// small sizes. It knows nothing of how solver/comparison combines the two.
#pragma once

#include "model/comparison/matching.hpp"
#include "solver/comparison/compare.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::tests {

/// Two versions of one file: the symbols and variables are the same, under the same ids.
struct RulePair {
  model::System before, after;
};

/// A random file and one that was changed in up to three places: parts of rules, rules that are left out, and starts.
RulePair random_pair(std::uint64_t seed);

/// The new side with other names and its rules in another order.
struct Renamed {
  model::System after;
  std::vector<model::comparison::Rename> renames;
  std::map<std::string, std::string> old_names; ///< of rules, by their new names
};

/// About half of the names are others; some are those of another declaration of their kind.
Renamed renamed(const RulePair& pair, std::uint64_t seed);

struct OracleBounds {
  std::uint32_t individuals = 2; ///< most of each sort
  std::uint32_t depth = 3;
  std::size_t states = 20'000; ///< most pairs of states
};

/// By question ("newly_allowed act1"): the fewest steps of a run that comes to it. `other_state` and the starts too.
struct OracleAnswer {
  std::map<std::string, std::uint32_t> fewest;
  bool gave_up = false;
};

OracleAnswer ask_oracle(const RulePair& pair, const OracleBounds& bounds);

/// Everything in which compare() of the old side and `told` does not agree; `answers` counts its verdicts, by their
/// words.
std::vector<std::string> disagreements(const RulePair& pair, const Renamed& told, const OracleAnswer& oracle,
                                       const OracleBounds& bounds, const solver::comparison::Comparison& found,
                                       std::map<std::string, int>& answers);

} // namespace chaperone::tests
