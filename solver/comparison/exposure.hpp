// Who can come to something under the new rules who could not under the old ones, and
// who no longer can: told apart by what is true of them. Covered by tests/solver/exposure_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "solver/api/options.hpp"
#include "solver/api/verdict.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::solver::comparison {

using model::comparison::Side;

/// What is asked of individuals: `some a, b: User | φ`, by either side's symbols.
struct Reach {
  std::string name;             ///< as it is told
  model::Formula before, after; ///< closed; each a Quantified of kind `some` over individuals of the same sorts
};

/// Those of whom certain facts are true, and certain others not.
struct KindOfPeople {
  std::vector<std::optional<bool>> facts; ///< by ReachComparison::facts; none: it does not matter
  solver::Shown run;                      ///< of the side that has the kind, in its terms; at its end they are there
  std::vector<std::uint32_t> who;         ///< one for each variable
  Verdict elsewhere = solver::Unknown{};  ///< that the other side has none of them: Proved, Bounded or Unknown
};

struct ReachComparison {
  std::string name;
  std::vector<std::string> variables; ///< as the new side calls them
  std::vector<model::SortId> sorts;   ///< theirs, of the new side
  std::vector<std::string> facts;     ///< "approved(a, b)"
  std::size_t facts_left_out = 0;     ///< that would tell further kinds apart; they are too many
  std::vector<KindOfPeople> newly, no_longer;
  std::size_t on_both_sides = 0; ///< kinds that both were found to have, told apart by all the facts
  /// That this side has no further kind that the other one lacks: Proved, Bounded or Unknown.
  Verdict rest_of_new = solver::Unknown{}, rest_of_old = solver::Unknown{};

  bool differs() const { return !newly.empty() || !no_longer.empty(); }
  /// Is there an answer to everything that is asked?
  bool is_decided() const;
};

/// The names of the defines with parameters that both sides have, for individuals of the same sorts.
std::vector<std::string> defines_on_both_sides(const model::System& before, const model::System& after,
                                               const model::comparison::Matching& matching);
/// What the properties of either side speak of: those of these defines that they use.
std::vector<std::string> defines_asked_about(const model::System& before, const model::System& after,
                                             const model::comparison::Matching& matching);
/// `some x, y | NAME(x, y)` on both sides, which get variables for it. The define has parameters on both.
Reach reach_of_define(model::System& before, model::System& after, const std::string& name);

/// How questions are asked.
struct Asking {
  std::function<std::optional<Options>(Side)> options; ///< for one check; none: nothing is asked any more
  std::function<void(const std::function<void()>&, const std::function<void()>&)> side_by_side;
  bool is_thorough = true; ///< explores small groups for as long as it takes, not for some milliseconds
};

/// Cost: small groups of each side are explored, with a question for each way to tell individuals apart; then a check
/// of each side, and a further one for kinds that only larger groups show. The kinds that differ are told as few as can
/// be, for which a last check finds smallest runs. Every run has been replayed by the
/// interpreter, every proof checked again.
ReachComparison compare_reach(const model::System& before, const model::System& after,
                              const model::comparison::Matching& matching, const Reach& reach, const Asking& asking);

} // namespace chaperone::solver::comparison
