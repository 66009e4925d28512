// Finds invariants: facts that nobody wrote down, kept by every step, from which a
// property follows for any number of individuals. Learned on a small instance, each
// for all renamings of its individuals; lifted to formulas; then Z3 is asked about
// sorts of any size. Where it finds a step that breaks one, the instance grows by
// what that step needs. Source: Goel and Sakallah, "On symmetry and quantification",
// NFM 2021; why this way: docs/decisions/0007. Covered by tests/agreement/.
#pragma once

#include "model/rules/system.hpp"
#include "solver/encoding/session.hpp"
#include "solver/invariants/derived.hpp"
#include "solver/invariants/instance.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::solver::invariants {

/// Where a search that was given up goes on with more effort.
struct InvariantProgress {
  std::vector<std::uint32_t> sizes;                            ///< of the last instance; none: from the start
  std::vector<std::vector<std::pair<Variable, bool>>> learned; ///< cubes of the instance before
};

struct InvariantSearch {
  model::PropertyId property;
  std::uint32_t seed = 0;
  bool is_whole = false;     ///< see invariants::Question; without it learning is faster and finds less
  Facts facts = Facts::none; ///< what is said beside tuples and values
  std::function<void(const std::string&)> note; ///< a line of --verbose
  std::uint64_t questions = 60'000;             ///< to the SAT solver, about one instance
  int conflicts = -1;                           ///< of each of them; less than 0: no limit
  /// Why Z3 does not say whether the property alone is kept; empty: it does, or was not asked.
  std::string undecided_alone;
  std::vector<model::Formula> known = {}; ///< that hold in every reachable state, and are kept together
  InvariantProgress* progress = nullptr;  ///< read at first, and kept for the next search; may be null
};

/// State formulas that hold at the start and that every rule keeps as long as the property was not shown; then no step
/// shows the property. Or nothing, and why.
struct InvariantFound {
  bool is_found = false;
  std::vector<model::Formula> formulas;
  std::string reason; ///< where nothing was found
  /// Nothing was found because such a chain of steps leads to the property, as far as can be said without looking at
  /// the whole state: maybe a run. None: there is no such chain, or it was not come across.
  std::optional<std::uint32_t> chain;
  bool has_given_up = false; ///< nothing was found because Z3 does not say whether facts are kept
  bool wants_more = false;   ///< nothing was found because a limit was reached: with higher ones, it may be
  bool is_too_large = false; ///< an instance is larger than Settings::learning_work allows
};

/// The property must not be shown at the start. Cost: a few hundred small SAT questions and one for Z3 per rule in
/// each of a few rounds; exponential at worst, bounded by the number of questions.
InvariantFound find_invariant(encoding::Session& session, const model::System& system, const InvariantSearch& search);

} // namespace chaperone::solver::invariants
