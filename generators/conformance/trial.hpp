// One scenario tried on the service and held against the rules, step by step. The rules' part is
// the interpreter's: it says what each step should do, and the service's answers are compared.
// Covered by tests/conformance/conform_test.cpp.
#pragma once

#include "generators/conformance/service.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::conformance {

/// A scenario without its expectations: the rules say what is to come of each step.
struct Trial {
  enum class Origin { scenario, walk, race };
  Origin origin = Origin::scenario;
  std::string name;
  std::string file;      ///< where it was read from; empty for a walk
  model::Span span = {}; ///< where it stands in its system's sources; nowhere if it was made
  std::shared_ptr<const model::System> system;
  model::Population population;
  std::vector<model::Given> given;
  std::vector<model::Action> actions;
  std::vector<model::PropertyId> keeps; ///< must hold on the service, whatever the rules say
};
Trial trial_of(std::shared_ptr<const model::System> system, std::string file, const model::Scenario& scenario);

/// How a service differs from the rules.
enum class Kind {
  allows,  ///< a step that the rules refuse
  refuses, ///< a step that the rules allow
  other,   ///< the outcome is the rules', what holds afterwards is not
  promise, ///< all is as the rules have it, and what the scenario keeps is broken
  race,    ///< two steps at once, with an end that neither order has
};
const char* word_for(Kind kind);

struct Difference {
  Kind kind = Kind::allows;
  std::vector<model::PropertyId> broken; ///< `never` and `always` that are broken by what the service shows
  bool is_at_first = false;              ///< it was gone when the service was looked at again: see Tolerance::settle
  bool operator==(const Difference&) const = default;
};

/// A difference behind which a run goes on.
struct Passed {
  Difference difference;
  std::optional<std::size_t> accepted; ///< of Tolerance::accepted; none: it went away by itself
  model::State seen;                   ///< what the service showed at first
  std::chrono::milliseconds lasted{0}; ///< until the service was as the rules have it
};

struct SeenStep {
  model::Action action;
  std::optional<model::Refusal> refusal; ///< the rules'; none: they allow it
  StepReply seen;                        ///< the service's
  model::State rules_after, seen_after;  ///< after a step that is declined the rules have the state before it
  /// Of a step that the rules allow: what lets the service choose, as indices into Rule::may_refuse.
  std::vector<std::size_t> may_refuse = {};
  /// Did the service refuse what it may refuse?
  bool is_declined() const { return !may_refuse.empty() && seen.outcome == model::Outcome::refused; }
  std::optional<Passed> passed = {};
  /// The state that the next step is judged from.
  const model::State& goes_on_from() const { return passed && passed->accepted ? seen_after : rules_after; }
};

/// What makes two runs show the same flaw: the kind of difference, the promises broken, the last step's rule, the
/// requirement that should have stopped it, and whether the service refused the step as it may.
struct Signature {
  Difference difference;
  model::RuleId rule;
  std::optional<std::size_t> requirement;
  bool is_declined = false;
  bool operator==(const Signature&) const = default;
};
Signature signature_of(const Difference& difference, const SeenStep& step);

struct Deviation;

/// Flaws that did not go away, so that nobody waits for them again. For several threads.
class LastingFlaws {
public:
  bool has(const Signature& flaw) const;
  void add(const Signature& flaw);

private:
  mutable std::mutex mutex_;
  std::vector<Signature> flaws_;
};

/// Which differences do not end a run.
struct Tolerance {
  const std::vector<Deviation>* accepted = nullptr; ///< known ones; null: there are none
  std::chrono::milliseconds settle{0}; ///< how long what the service shows may take to become what the rules say
  LastingFlaws* lasting = nullptr;     ///< not waited for; null: each is
  std::function<bool()> is_stopped = [] { return false; };
};

struct Run {
  std::shared_ptr<const model::Layout> layout;
  model::State start;
  std::vector<SeenStep> steps;                  ///< the last one is the one that differs, if any does
  std::optional<Difference> difference;         ///< none: as the rules have it, as far as it went
  std::optional<Failure> failure;               ///< it did not get to its end
  std::optional<model::Action> unanswered = {}; ///< of a failure at a step: what was tried
  bool conforms() const { return first_difference() == nullptr && !failure; }
  /// That nobody accepted; the first may have been so only at first.
  const Difference* first_difference() const;
};

/// The trial as a scenario, with the outcomes that the rules give and, where they leave a step open, the service gave
/// in `run` (none: allowed).
model::Scenario scenario_of(const Trial& trial, const Run* run = nullptr);

/// What is tried next, from a state that the rules and the service agree on; nothing: that was all.
using Chooser = std::function<std::optional<model::Action>(const model::State& now)>;

/// Runs until the chooser has no more, the service differs from the rules more than is tolerated, or the adapter fails.
/// `scenario` is the name that the adapter keeps this run's individuals apart by. Behind an accepted deviation the run
/// goes on with what the service shows; a step that conflicts there is left out. Else the chosen steps must not
/// conflict.
Run run(Service& service, const std::string& scenario, const Trial& trial, const Chooser& next,
        const Tolerance& tolerance = {});
Run run(Service& service, const std::string& scenario, const Trial& trial, const Tolerance& tolerance = {});

/// The trial's steps, one after the other; before the last one `pause` is called, where there is one.
Chooser steps_of(const Trial& trial, const std::function<void()>& pause = {});
/// Waits, unless it is stopped.
void wait_for(std::chrono::milliseconds time, const std::function<bool()>& is_stopped);

/// The trial with the steps that the run took, and the one that came to nothing.
Trial as_run(Trial trial, const Run& run);

/// Is it a scenario of the rules: its start is one, and no step conflicts?
bool is_runnable(const Trial& trial);

} // namespace chaperone::conformance
