// The bounded search as an engine: runs of growing length, for all questions together, so
// that they share the encoding of a run. Small instances first, then whether there are
// shorter runs at any size. Covered by tests/solver/strategy_test.cpp and tests/agreement/.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"
#include "solver/bounded/bounded.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace chaperone::solver::bounded {

class BoundedEngine : public Engine {
public:
  /// `scope` limits the named sorts' sizes.
  BoundedEngine(encoding::Session& session, const model::System& system,
                const std::map<model::SortId, std::uint32_t>& scope, LargerGroups larger_groups, Observer& observer);

  bool takes(const Question& question, const Budget& budget) const override;
  /// Of a question that has a run, only shorter ones are looked for; one that is not the smallest is made so.
  std::vector<Standing> run(const std::vector<Question>& questions, const Budget& budget) override;

private:
  /// A search for runs that hit a target, as far as it has come.
  struct Hunt {
    encoding::Target target;
    std::string name;
    RunsKnown runs;
    std::optional<Shown> found;
    std::uint32_t longest = 0; ///< run that is searched
    bool is_searched = true;   ///< false: no run is so short
    LargerGroups larger_groups = LargerGroups::looked_at;
    Wanted wanted = Wanted::smallest_run;
    bool may_be_proved = false;
    double seconds = 0;

    /// Lengths below this one are searched on small instances.
    std::uint32_t end() const { return found ? std::min(found->steps, longest + 1) : longest + 1; }
    /// And these at larger sizes too.
    std::uint32_t goal() const {
      if (larger_groups == LargerGroups::left_out || (found && wanted == Wanted::any_run))
        return 0;
      if (larger_groups == LargerGroups::for_shorter_runs && !found)
        return 0;
      if (larger_groups == LargerGroups::after_proofs && !found && may_be_proved)
        return std::min(runs.searched, 1U); // no start shows it: proofs need that
      return found ? found->steps : std::min(runs.searched, longest + 1);
    }
  };

  Hunt hunt_of(const Question& question, const Budget& budget) const;
  void adopt(Hunt& hunt);
  void search(std::vector<Hunt>& hunts);
  void search_at(Hunt& hunt, std::uint32_t depth);
  void exclude(std::vector<Hunt>& hunts, const Budget& budget);
  void exclude_at(Hunt& hunt, std::uint32_t depth);
  void tell(const Hunt& hunt, std::uint32_t depth, const char* outcome, double milliseconds) const;
  bool is_interrupted() const { return interrupt_.is_requested(); }

  const Interrupt& interrupt_; ///< ends the work; the session may heed another once that is done
  Observer& observer_;
  LargerGroups larger_groups_;
  BoundedSearch small_; ///< on small instances
  BoundedSearch any_size_;
  std::set<std::string> shrunk_; ///< targets whose run is as small as can be
  // Within one round, what was asked about larger sizes is not asked again.
  std::uint32_t excluded_in_ = UINT32_MAX; ///< the round of what follows
  std::set<std::string> excluded_;         ///< targets
  std::set<std::string> not_decided_;
};

} // namespace chaperone::solver::bounded
