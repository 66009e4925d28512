// What a check shall do: which properties, by which engines, how far and how long.
// Plain values; cli/options.cpp fills them in.
#pragma once

#include "model/rules/system.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace chaperone::solver {

/// What a question to a solver may cost before it is given up.
enum class Effort {
  full, ///< seconds: for a verdict
  some, ///< less, for one of many questions
};

/// Which engines may answer. The caller chooses; docs/usage.md says what each is good for.
enum class EngineChoice {
  automatic,      ///< bounded and inductive together
  inductive,      ///< proofs, and runs only as far as their base needs
  bounded,        ///< runs of growing length, and no proofs
  explicit_state, ///< the interpreter, all states of small sizes, and no solver
};

/// Where small groups do not decide about a length, whether any number of individuals is looked at.
enum class LargerGroups {
  looked_at,
  after_proofs,     ///< only for shorter runs than one that was found, and for what no proof was found of
  for_shorter_runs, ///< than the run found: nothing else is excluded for larger groups
  left_out,         ///< a run that is found need not be the smallest
};

struct Options {
  std::vector<model::PropertyId> properties;        ///< empty: all
  std::uint32_t depth = 12;                         ///< most steps that are searched
  std::optional<std::chrono::milliseconds> timeout; ///< for the whole call
  std::map<model::SortId, std::uint32_t> scope;     ///< a sort's most individuals; others are not limited
  std::uint32_t seed = 0;
  EngineChoice engine = EngineChoice::automatic;
  std::uint32_t jobs = 2; ///< threads, at most two; the answers do not depend on it
  /// Of a `possible`, first tries to prove that it is impossible, and searches runs afterwards. For callers that have
  /// searched short runs already.
  bool proves_first = false;
  bool explores =
      true; ///< automatic: also looks at all states of small sizes, which costs more than a proof or a run does
  LargerGroups larger_groups = LargerGroups::looked_at; ///< the last two: of --engine bounded
  std::uint32_t searched = 0;             ///< runs of fewer steps have been looked for, within small sizes
  std::vector<model::PropertyId> any_run; ///< of these any run will do: no shorter and no smaller one is looked for
  /// A property of which learning suspects a run is not tried to be proved any further.
  bool only_likely_proofs = false;
  Effort effort = Effort::full;
  std::uint32_t rounds = UINT32_MAX; ///< most rounds of growing effort (solver/strategy/rounds.hpp)
  bool seeks_conflicts = true;       ///< also searches for runs into conflicts
  bool warns = true;                 ///< also looks for what is worth a warning
  bool advises = true;               ///< what stays open names the lines that make it hard, and what to try
  bool explains = false;             ///< says of each rule why it keeps an invariant (Proved::keeping)
};

} // namespace chaperone::solver
