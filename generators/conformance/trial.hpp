// One scenario tried on the service and held against the rules, step by step. The rules' part is
// the interpreter's: it says what each step should do, and the service's answers are compared.
// Covered by tests/conformance/conform_test.cpp.
#pragma once

#include "generators/conformance/adapter.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::conformance {

/// A scenario without its expectations: the rules say what is to come of each step.
struct Trial {
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
  bool operator==(const Difference&) const = default;
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
};

struct Run {
  std::shared_ptr<const model::Layout> layout;
  model::State start;
  std::vector<SeenStep> steps;          ///< the last one is the one that differs, if any does
  std::optional<Difference> difference; ///< none: as the rules have it, as far as it went
  std::optional<Failure> failure;       ///< it did not get to its end
  bool conforms() const { return !difference && !failure; }
};

/// The trial as a scenario, with the outcomes that the rules give and, where they leave a step open, the service gave
/// in `run` (none: allowed).
model::Scenario scenario_of(const Trial& trial, const Run* run = nullptr);

/// What is tried next, from a state that the rules and the service agree on; nothing: that was all.
using Chooser = std::function<std::optional<model::Action>(const model::State& now)>;

/// Runs until the chooser has no more, the service differs from the rules, or the adapter fails. `scenario` is the
/// name that the adapter keeps this run's individuals apart by. The chosen steps must not conflict in the rules.
Run run(Adapter& adapter, const std::string& scenario, const Trial& trial, const Chooser& next);
Run run(Adapter& adapter, const std::string& scenario, const Trial& trial);

/// Is it a scenario of the rules: its start is one, and no step conflicts?
bool is_runnable(const Trial& trial);

} // namespace chaperone::conformance
