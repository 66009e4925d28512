// A suite of scenarios that covers goals. It says which scenario covers which goal, which
// goals are proved impossible to cover, and which are undecided. First the goals are listed as
// questions (goals.hpp) and answered (answers.hpp). Then scenarios are chosen from the answers
// (choice.hpp), and a budget keeps the first of them. All limits are in bounds.hpp.
// Covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/choice.hpp"
#include "generators/goals/mutant_breaks.hpp"
#include "generators/goals/violations.hpp"
#include "generators/mutants/planted.hpp"

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
  std::string remedy; ///< the cheapest thing that may decide it: "--scope Room=1"
};
/// Covered, but by a scenario beyond the budget.
struct LeftOut {};
using GoalStatus = std::variant<Covered, Impossible, Open, LeftOut>;

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
  /// Of goal kinds `mutants` and `memory`: services that remember wrongly, with the scenario that tells each from the
  /// rules, also where that is beyond the budget.
  std::vector<PlantedFault> faulty_services;
  std::size_t scenarios_without_budget = 0; ///< violations included
};

/// How many goals were neither covered nor proved impossible to cover.
std::size_t count_open(const Coverage& coverage);

/// How many of some mutants the suite tells from the rules. Mutants that are proved to be like the rules do not lower
/// the score; undecided ones do.
struct MutationScore {
  std::size_t told_apart = 0, undecided = 0, like_the_rules = 0, left_out = 0;
  std::size_t different() const { return told_apart + undecided + left_out; }
};
std::vector<std::size_t> mutants_of(const Coverage& coverage);
MutationScore mutation_score(const Coverage& coverage, const std::vector<std::size_t>& mutants);
/// The same for the faulty services.
MutationScore memory_score(const Coverage& coverage);

/// Finds the suite. The interpreter has run every scenario, and confirmed what it covers. Scenarios that add
/// nothing are left out.
/// Cost: that of solver::answer(), and one run for each answer.
Coverage cover(const model::System& system, const CoverOptions& options, const solver::StepProgress& progress = {});

} // namespace chaperone::generators
