// Two steps sent at once, over two adapters: rules hold one step at a time, services often do not.
// What comes of both must be what comes of one of the two orders.
// Covered by tests/conformance/conform_test.cpp and tests/services/.
#pragma once

#include "generators/conformance/conformance.hpp"
#include "generators/conformance/station.hpp"

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace chaperone::conformance {

struct RaceAnswer {
  std::size_t races = 0, steps = 0;
  std::vector<RacedRules> raced;
  std::size_t left_out = 0;             ///< pairs of steps that were not raced, since there were races enough
  std::vector<std::size_t> accepted;    ///< known deviations that were seen, each as often as it was
  std::vector<RuleCount> rules;         ///< by RuleId: the steps of every race, and those before them
  double waited = 0;                    ///< seconds, for both adapters
  std::vector<Finding> findings;        ///< ends that neither order has, at their smallest: one for each pair of rules
  std::vector<TrialAnswer> one_by_one;  ///< pairs that go wrong one after the other, too: no race is needed for those
  std::optional<TrialAnswer> undecided; ///< where a race failed and ended them all; its last two steps are at once
};

class Racing {
public:
  Racing(std::shared_ptr<const model::System> system, const Settings& settings, ScenarioNames& names)
      : system_(std::move(system)), settings_(settings), first_(*system_, settings.adapter, names),
        second_(*system_, settings.adapter, names), names_(names) {}

  /// Races pairs of steps that get in each other's way, from states that the trials go through: those that would
  /// break a promise together first, each several times.
  RaceAnswer run(const std::vector<Trial>& trials);

private:
  /// The trial with its last two steps at once; nothing where the steps before them do not go as the rules say.
  std::optional<Run> race_once(const Trial& trial, bool second_goes_first);
  Tolerance tolerance() const { return {&settings_.accepted, settings_.settle, nullptr, settings_.adapter.is_stopped}; }
  std::optional<Run> race_often(const Trial& trial);
  /// Does the service differ from the rules where it takes the two one after the other? Then that is noted.
  bool is_wrong_one_by_one(const Trial& trial);
  void count(const Trial& trial, const Run& before);
  std::optional<Run> compare(const Trial& trial, Run before, const std::array<StepReply, 2>& replies, Adapter& adapter);

  std::shared_ptr<const model::System> system_;
  const Settings& settings_;
  Station first_, second_;
  ScenarioNames& names_;
  RaceAnswer answer_;
  std::set<std::pair<model::RuleId, model::RuleId>> raced_rules_; ///< those with a finding
};

/// Of the two steps at once at a trial's end, in either order.
std::pair<model::RuleId, model::RuleId> rules_of(const Trial& trial);

/// The pairs worth racing, the best of each two rules first; each trial ends in the two steps.
std::vector<Trial> worth_racing(const std::vector<Trial>& trials, std::uint32_t seed);

} // namespace chaperone::conformance
