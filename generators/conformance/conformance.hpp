// The front door: compares a service with its rules.
//
//   Settings settings;
//   settings.adapter.command = "python3 my_adapter.py";
//   const Answer answer = conform(system, trials, settings);
//   if (answer.conforms()) ...
//
// Covered by tests/conformance/conform_test.cpp.
#pragma once

#include "generators/conformance/adapter.hpp"
#include "generators/conformance/deviation.hpp"
#include "generators/conformance/shrink.hpp"
#include "generators/conformance/trial.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::conformance {

struct Progress {
  std::string doing; ///< "scenarios", "in another order", "walks", "races", "shrinking"
  std::size_t done = 0, all = 0;
};

struct Settings {
  AdapterSettings adapter;
  std::uint32_t jobs = 1;  ///< adapters at once
  bool runs_once = false;  ///< not a second time in another order
  std::uint32_t walks = 0; ///< random walks beside the trials
  std::uint32_t steps_per_walk = 30;
  std::uint32_t seed = 0;               ///< of the walks and races
  bool races = false;                   ///< two steps at once
  std::vector<Deviation> accepted = {}; ///< known: a run goes on behind them
  std::chrono::milliseconds settle{0};  ///< how long the service may take to become as the rules have it
  std::function<void(const Progress&)> on_progress = [](const Progress&) {}; ///< from any thread
};

/// The result of one trial. `run` is empty if it was never tried.
struct TrialAnswer {
  Trial trial;
  std::optional<Run> run;
  std::optional<Failure> failure; ///< why it is undecided
  bool differs() const { return !failure && run && run->first_difference() != nullptr; }
  bool conforms() const { return !failure && run && run->first_difference() == nullptr; }
  bool is_undecided() const { return !conforms() && !differs(); }
  /// Its steps stand in no file and in no suite: a walk or a race that was begun.
  bool has_own_steps() const { return run && trial.origin != Trial::Origin::scenario && !trial.actions.empty(); }
};

/// One difference between the service and the rules, in its smallest form.
struct Finding {
  Trial trial;
  Run run;                                 ///< of a race: the two steps one after the other, each with its outcome
  std::vector<std::string> found_in;       ///< the names of the trials that show it
  std::size_t found_steps = 0;             ///< how many steps the shortest of them took
  std::size_t attempts = 0;                ///< runs on the service to make it smaller
  bool was_looked_at_again = false;        ///< with Settings::settle: it is known whether it lasts
  std::vector<std::string> not_shown = {}; ///< Answer::not_shown
};

/// How often a rule was tried, by what the rules say of the step.
struct RuleCount {
  std::size_t allowed = 0, refused = 0;
};
/// `by_rule` has a place for each rule.
void count_step(std::vector<RuleCount>& by_rule, model::RuleId rule, bool is_refused);

/// What became of a deviation that was accepted.
struct AcceptedCount {
  std::size_t seen = 0; ///< how often, in scenarios, walks and races
  bool is_gone = false; ///< its own scenario was run, and it was not seen anywhere
};

/// Two rules whose steps were sent at once, the earlier one of the file first, and how often.
struct RacedRules {
  model::RuleId first, second;
  std::size_t races = 0;
};

struct Answer {
  std::vector<TrialAnswer> trials; ///< the scenarios in their order, then the walks
  std::vector<Finding> findings;
  std::optional<Failure> no_adapter;        ///< it cannot be started at all: nothing was run
  std::vector<AcceptedCount> accepted = {}; ///< by place in Settings::accepted
  std::vector<RuleCount> rules;             ///< by RuleId: scenarios, walks and races
  std::vector<std::string> not_shown;       ///< relations and functions that change and that the service does not show
  bool shows_nothing = false;               ///< of what changes: the outcomes alone were compared
  std::size_t steps = 0;                    ///< tried on the service, reruns included
  std::size_t races = 0;
  std::vector<RacedRules> raced;      ///< best first
  std::size_t races_left_out = 0;     ///< pairs of steps that were not raced, since there were races enough
  std::size_t walks_without_step = 0; ///< asked for and not run: no start, or no step from there, was found
  double seconds = 0;
  double waited = 0; ///< of those, waiting for the adapters (with several, their sum)
  bool conforms() const;
  bool is_undecided() const; ///< some trial could not be run to its end
  bool is_empty() const;     ///< no step was taken: there was nothing to run
};

/// Runs every trial, then (but for `runs_once`) all of them again in the opposite order on fresh adapters, then the
/// walks and races; differences are shrunk. Cost: the service's.
Answer conform(const std::shared_ptr<const model::System>& system, std::vector<Trial> trials, const Settings& settings);

} // namespace chaperone::conformance
