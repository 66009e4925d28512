// A search for runs that hit a target, as far as it has come: what is excluded, what was
// found, and where it stopped. Several are searched together, one length after the other,
// so that they share the encoding of a run. Covered by tests/solver/strategy_test.cpp.
#pragma once

#include "solver/bounded/bounded.hpp"
#include "solver/crowd/crowd_search.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::solver::strategy {

struct Hunt {
  encoding::Target target;
  std::string name;                           ///< of the property, or of the rule
  std::uint32_t searched = 0;                 ///< no run of fewer steps hits it, within small sizes
  std::uint32_t beyond = 0;                   ///< no run of fewer steps hits it, as far as it can be said beyond these
  std::uint32_t excluded = 0;                 ///< no run of fewer steps hits it, for any number of individuals
  std::optional<bounded::NoneWithin> limited; ///< the first length that was not excluded for every size
  std::optional<bounded::NoneWithin> small;   ///< the sizes within which `searched` holds; none: any
  std::optional<Shown> found;
  bool is_settled = false;                 ///< there is nothing more to search for
  bool is_told = false;                    ///< somebody has heard of `found`
  std::string stopped;                     ///< why nothing longer was searched in this round
  std::uint32_t wished = 0;                ///< a run of so many steps may be there
  bool takes_a_step = false;               ///< the target is a step after the run, which counts too
  std::optional<crowd::CrowdSearch> crowd; ///< asked first, as long as it tells
  double seconds = 0;

  /// The longest run that is searched.
  std::uint32_t longest(std::uint32_t depth) const {
    const std::uint32_t most = std::max(depth, wished);
    return takes_a_step ? most - 1 : most;
  }
  /// Lengths below this one are looked at for larger sizes too.
  std::uint32_t goal() const { return found ? found->steps : searched; }
};

/// What the searches tell on the way.
struct HuntListener {
  std::function<void(const Hunt&, std::uint32_t depth)> begins = {};
  std::function<void(const Hunt&, std::uint32_t depth, const char* outcome, double seconds)> ends = {};
};

class Hunting {
public:
  Hunting(encoding::Session& session, const model::System& system, const std::map<model::SortId, std::uint32_t>& scope,
          HuntListener listener);

  /// Runs of up to `depth` steps (of a hunt that wishes for more: so many) on small instances, for all hunts that have
  /// found nothing. Ends for a hunt where a question is given up.
  void search(const std::vector<Hunt*>& hunts, std::uint32_t depth);
  /// Then whether there are shorter runs than was searched, for any number of individuals. A hunt that has found a run
  /// is settled where there are none.
  void exclude(const std::vector<Hunt*>& hunts);
  /// A run of `shown`'s length was found in another way: makes it as small as can be.
  void adopt(Hunt& hunt, Shown shown);
  /// Is there no initial state at all? Undecided counts as no.
  bool has_no_start();

private:
  void search_at(Hunt& hunt, std::uint32_t depth);
  void exclude_at(Hunt& hunt, std::uint32_t depth);
  bool is_interrupted() const { return interrupt_.is_requested(); }

  const Interrupt& interrupt_;
  HuntListener listener_;
  bounded::BoundedSearch small_; ///< on small instances
  bounded::BoundedSearch any_size_;
};

} // namespace chaperone::solver::strategy
