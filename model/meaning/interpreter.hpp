// The reference semantics: what a formula, a step and a scenario mean, without a
// solver. It follows docs/semantics.md section by section. The encoding is checked
// against it: every scenario that Chaperone prints has been run here.
// Covered by tests/model/interpreter_test.cpp and tests/agreement/.
#pragma once

#include "model/meaning/state.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::model {

/// Where a formula is evaluated: the present state and, for `was` and `did`, the step that led to it.
struct Moment {
  const State& now;
  const State* before = nullptr;     ///< null at the start
  const Action* last_step = nullptr; ///< null at the start
};

/// A value for a variable: an index, or a set parameter's sorted indices.
struct Assignment {
  VariableId variable;
  StepArgument value;
};

/// Truth of a closed formula, or of one whose free variables are all in `bindings`.
/// `was` and `did` need `Moment::before`. Cost: product of the sizes of nested binders.
bool evaluate(const Formula& formula, const Moment& moment, std::span<const Assignment> bindings = {});
/// The index of a term's value.
std::uint32_t evaluate(const Term& term, const Moment& moment, std::span<const Assignment> bindings = {});

/// Pairs the rule's parameters with an action's arguments.
std::vector<Assignment> bindings_of(const System& system, const Action& action);

/// A refused step: the first requirement that is false.
struct Refusal {
  std::size_t requirement = 0; ///< index into Rule::requirements
};
/// A step that both adds and removes one tuple, or sets one place to two values.
struct Conflict {
  std::size_t first_effect = 0, second_effect = 0; ///< indices into Rule::effects
  std::variant<RelationId, FunctionId> where;
  std::vector<std::uint32_t> args;
};

std::optional<Refusal> why_refused(const State& state, const Action& action);
/// The `may refuse` statements that let the service refuse the action, as indices into Rule::may_refuse. If there is
/// none and the requirements hold, the action must be allowed.
std::vector<std::size_t> may_be_refused(const State& state, const Action& action);
/// The next state; `state` itself is unchanged.
std::variant<State, Refusal, Conflict> take_step(const State& state, const Action& action);

/// One occurrence of a relation or function where a step reads something else than the state holds, like a service with
/// a wrong memory. An occurrence in a define counts only where the given requirement or effect calls the define.
struct Misreading {
  enum class Part { requirement, effect };
  Part part = Part::requirement;
  std::size_t index = 0; ///< into Rule::requirements or Rule::effects
  std::variant<const Atom*, const Application*> occurrence;
  /// What is read at these arguments if the state holds `value` (0 or 1 for a relation).
  std::function<std::uint32_t(std::span<const std::uint32_t> args, std::uint32_t value)> read;
  bool has_order_of_text = false; ///< else the arguments of a symmetric relation come in ascending order
};
std::variant<State, Refusal, Conflict> take_step(const State& state, const Action& action, const Misreading& otherwise);

/// One tuple that a step adds (1) or removes (0), a symmetric pair in ascending order; or a function's new value.
struct Write {
  std::variant<RelationId, FunctionId> where;
  std::vector<std::uint32_t> args;
  std::uint32_t value = 0;
};
/// Everything that the effects write, also what holds already. It does not matter whether the step is refused.
std::variant<std::vector<Write>, Conflict> writes_of(const State& state, const Action& action);

/// All steps that no requirement refuses, rule by rule; some may conflict. Cost: all argument lists, with 2^n
/// for a set parameter over n individuals.
std::vector<Action> enabled_steps(const State& state);

/// Is `property` broken (a `possible`: reached) at this moment? A property about steps is never broken at the start.
bool is_violated(const Property& property, const Moment& moment);

/// The state that a scenario starts in. Named individuals are the first of their sort, and an order of which nothing is
/// given is that of the population.
State initial_state(const Layout& layout, const Scenario& scenario);
/// What a scenario must give to start in this state: true tuples (a symmetric pair once), enum-valued functions
/// that differ from their first value, and all values of functions into sorts. Neither closures, nor what a start has
/// without being given.
std::vector<Given> given_of(const State& state);
/// The first `assume` or `init` that the state breaks, or null.
const Constraint* broken_constraint(const State& state);

/// What happened at one step of a replayed scenario. `after` equals the state before for a refused step.
struct Played {
  Action action;
  std::variant<Outcome, Conflict> outcome;
  std::optional<Refusal> refusal; ///< of a step that a requirement refuses
  State after;
  /// For a step that no requirement refuses: what lets the service choose, as indices into Rule::may_refuse.
  std::vector<std::size_t> may_refuse = {};
};

/// Why a scenario failed; `item` is an index into Scenario::items, or none for the start.
struct ScenarioFailure {
  std::optional<std::size_t> item;
  Span span;
  std::string message;
  std::string code;                   ///< "start", "outcome", "reason", "expect", "keeps" or "conflict"
  std::optional<PropertyId> property; ///< of "keeps"
};

struct Replay {
  std::shared_ptr<const Layout> layout;
  State start;
  std::vector<Played> steps;              ///< as far as it went
  std::optional<ScenarioFailure> failure; ///< none: passed
};

/// Runs a scenario from its start until its end or its first wrong outcome.
Replay replay(const System& system, const Scenario& scenario);

/// A told-as text or a reason with its {x} filled in: "Ann starts Group1 with Bea and Cal"; an empty set
/// reads "nobody", and `{{` a brace.
std::string fill_in(const std::string& text, const System& system, const Action& action, const Population& population);

} // namespace chaperone::model
