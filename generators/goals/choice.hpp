// Choice: from the runs that answer the goals, few scenarios that cover all of them.
// Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/packing.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace chaperone::generators {

struct SuiteScenario {
  /// Each step with the outcome that the rules have for it, none where they leave it open; a refusal with its reason
  /// where the rules give one.
  model::Scenario scenario;
  std::vector<std::size_t> goals; ///< all that it covers, ascending
  std::vector<std::size_t> own;   ///< those that no scenario before it covers
  /// Where it has none of its own: the goal whose twin it shows, the step allowed.
  std::optional<std::size_t> twin_of = {};
};

/// Chooses scenarios and packs them: steps that are refused change nothing, so that several may be tried in one.
class Choice {
public:
  /// So many steps may be refused in one scenario. The goals outlive it.
  Choice(const Goals& goals, std::size_t most_refused) : goals_(goals), most_refused_(most_refused) {}

  /// A run that covers the goal, and perhaps others.
  void offer(std::size_t goal, const solver::Answered& answer);
  /// A run for memory.
  void offer(Candidate run) { candidates_.push_back(std::move(run)); }

  /// Most telling first, each with a name of its own. What adds nothing is left out. With `packing`, short runs are put
  /// behind those for memory.
  std::vector<SuiteScenario> scenarios(const Packing* packing = nullptr);

private:
  using Elements = std::set<std::size_t>; ///< goals, and behind them twins
  Elements elements_of(const GoalReader& reader, const Candidate& candidate) const;
  std::vector<std::size_t> ordered(std::vector<Elements>& sets) const;
  void leave_out_contained();
  void merge_alike();
  void pack(const Packing& packing);
  SuiteScenario described(const Candidate& candidate, const Elements& elements, Elements& before) const;
  bool is_seen(std::size_t goal, const model::Scenario& scenario) const;

  const Goals& goals_;
  std::size_t most_refused_;
  std::vector<Candidate> candidates_;
  std::vector<std::pair<std::size_t, Candidate>> twins_; ///< with the goal whose twin it is
};

} // namespace chaperone::generators
