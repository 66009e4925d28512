// What is known of a property that is being decided, and of a rule that may run into a conflict.
#pragma once

#include "solver/api/engine.hpp"

#include <optional>
#include <string>

namespace chaperone::solver::strategy {

/// Runs that are looked for.
struct Hunt {
  Subject about;
  std::string name; ///< of the property, or of the rule
  RunsKnown runs;
  std::optional<Shown> found;
  bool is_settled = false;  ///< somebody has heard of `found`, or there is nothing to find
  std::uint32_t wished = 0; ///< a run of so many steps may be there
  double seconds = 0;
};

struct Work : Hunt {
  model::PropertyId property;
  model::Formula invariant;                   ///< that the property states; null for one about steps
  bool is_of_crowd = false;                   ///< runs are searched and proofs made in a crowd
  mutable std::optional<model::System> crowd; ///< that crowd's system, once a proof is tried
  mutable std::uint32_t based = 0;            ///< no run of fewer steps shows it, at sizes beyond the scope too
  bool is_proved = false;
  std::optional<Proved> proved;
  std::uint32_t refused_proofs = 0; ///< that could not be checked again
  std::string no_proof;             ///< why no proof was found
  bool has_given_up = false;        ///< a question of a proof's was not decided
  std::string undecided_alone;      ///< why Z3 does not say whether the property by itself is kept
  std::uint32_t suspected = 0;      ///< a run may show it in so many steps
};

} // namespace chaperone::solver::strategy
