// A suite of scenarios that covers goals: which goal is covered by which scenario,
// which is proved impossible to cover, and which is undecided.
// Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/mutant_breaks.hpp"
#include "solver/step_questions.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::generators {

struct Covered {
  std::size_t scenario = 0; ///< index into Coverage::scenarios: the first that covers the goal
};
/// Proved: by no run, over any number of individuals.
struct Impossible {};
struct Open {
  std::string reason;
};
/// Covered, but by a scenario beyond the budget.
struct LeftOut {};
using GoalStatus = std::variant<Covered, Impossible, Open, LeftOut>;

struct SuiteScenario {
  /// Each step with the outcome that the rules have for it; a refusal with its reason where the rules give one.
  model::Scenario scenario;
  std::vector<std::size_t> goals; ///< all that it covers, ascending
  std::vector<std::size_t> own;   ///< those that no scenario before it covers
  /// Where it has none of its own: the goal whose twin it shows, the step allowed.
  std::optional<std::size_t> twin_of = {};
};

/// A way to break a promise.
struct BrokenPromise {
  model::PropertyId promise;
  model::Scenario scenario; ///< named; its last step is what the requirements should not have let through
  /// Of the last step: the first requirement that looked at those whom the promise is about, and not at what breaks it.
  /// None where no requirement looked at them.
  std::optional<std::size_t> requirement = {};
};

/// Violations of one promise that the same step lets through, past the same requirement.
struct ViolationCause {
  model::PropertyId promise;
  model::RuleId rule;
  std::optional<std::size_t> requirement;
  std::size_t ways = 0;  ///< essentially different violations, those that a budget or a shard leaves out included
  std::size_t steps = 0; ///< of the shortest
  bool is_of(const BrokenPromise& violation) const;
};

struct Coverage {
  Goals goals;
  std::vector<GoalStatus> status; ///< by goal
  /// Most telling first: each covers the most of what those before it do not.
  std::vector<SuiteScenario> scenarios;
  /// Of goal kind `violations`: each essentially different one, by promise and then by cause.
  std::vector<BrokenPromise> violations;
  /// In the order of the promises and of the rules in the file; what no requirement looked at comes first.
  std::vector<ViolationCause> causes;
  /// Of goal kind `mutants`: by promise, those that break it.
  std::vector<MutantBreaks> mutant_breaks;
  std::size_t scenarios_without_budget = 0; ///< violations included
};

/// Is there a goal that was neither covered nor proved impossible to cover?
bool has_open(const Coverage& coverage);

/// How many of some mutants the suite tells from the rules. Those that are proved to be like the rules do not count
/// against it; undecided ones do.
struct MutationScore {
  std::size_t told_apart = 0, undecided = 0, like_the_rules = 0, left_out = 0;
  std::size_t different() const { return told_apart + undecided + left_out; }
};
std::vector<std::size_t> mutants_of(const Coverage& coverage);
MutationScore mutation_score(const Coverage& coverage, const std::vector<std::size_t>& mutants);

/// How large a suite may be.
struct Budget {
  std::optional<std::uint32_t> scenarios, steps;
};

struct CoverOptions {
  std::vector<GoalKind> kinds;
  std::vector<model::PropertyId> promises = {}; ///< for `violations`, `mutants`; empty: each `never` and `always`
  solver::StepOptions search = {};
  Budget budget = {};
};

/// Every scenario and what it is said to cover has been run by the interpreter. Scenarios that add nothing are left
/// out; steps that are refused change nothing, so that several may be tried in one scenario. Cost: that of
/// solver::answer(), and one run for each answer.
Coverage cover(const model::System& system, const CoverOptions& options, const solver::StepProgress& progress = {});

} // namespace chaperone::generators
