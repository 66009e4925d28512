// What is known of a property that is being decided.
#pragma once

#include "model/system.hpp"
#include "solver/invariants/invariant_search.hpp"
#include "solver/strategy/hunt.hpp"

#include <array>
#include <optional>
#include <string>

namespace chaperone::solver::strategy {

/// One way to look for an invariant (see invariants::InvariantSearch), and whether it can still lead anywhere.
struct Learning {
  bool is_whole = false;
  invariants::Facts facts = invariants::Facts::none;
  invariants::InvariantProgress progress = {};
  bool is_exhausted = false;  ///< more effort teaches nothing more
  std::uint32_t given_up = 0; ///< so often a limit was reached: then another seed is tried
};

struct Work {
  model::PropertyId property;
  model::Formula invariant; ///< that the property states; null for one about steps
  Hunt hunt;
  bool is_proved = false;
  std::optional<Proved> proved;
  std::uint32_t refused_proofs = 0;           ///< that could not be checked again
  std::string no_proof;                       ///< why no proof was found
  bool has_given_up = false;                  ///< a question of a proof's was not decided
  std::string undecided_alone;                ///< why Z3 does not say whether the property by itself is kept
  std::optional<std::size_t> tried_with = {}; ///< so many proofs to rest on, when it was last tried by one step
  bool fails_by_one_step = false;             ///< then; else it was not decided
  std::uint32_t k = 1;                        ///< of the largest induction tried
  std::uint32_t suspected = 0;                ///< a run may show it in so many steps
  std::array<Learning, 6> learnings{Learning{false, invariants::Facts::none},  Learning{true, invariants::Facts::none},
                                    Learning{false, invariants::Facts::parts}, Learning{true, invariants::Facts::parts},
                                    Learning{false, invariants::Facts::all},   Learning{true, invariants::Facts::all}};
  double seconds = 0;
};

} // namespace chaperone::solver::strategy
