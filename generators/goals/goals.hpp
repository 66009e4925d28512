// What a suite of scenarios must cover, as questions about single steps.
// Covered by tests/generators/goals_test.cpp.
#pragma once

#include "generators/goals/mutants.hpp"
#include "generators/memory/catalogue.hpp"
#include "solver/api/step_question.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::generators {

/// In the order in which they are listed and reported.
enum class GoalKind { rules, requirements, boundary, effects, pairs, memory, violations, mutants };
const char* name_of(GoalKind kind);
std::optional<GoalKind> goal_kind(const std::string& name);
std::vector<GoalKind> all_goal_kinds();

struct Goal {
  GoalKind kind = GoalKind::rules;
  std::string name;  ///< an identifier, unique among the goals; depends on the rule that the goal is about alone
  std::string claim; ///< what a test for it is about: "befriend is refused: only `not child(a)` stands in the way"
  model::Span where; ///< in the rule file
  /// Of a promise's boundary: about a state, not a step. Its rule is none of the rules, has no parameters and
  /// does nothing: see with_probe().
  solver::StepQuestion question;
  std::optional<model::PropertyId> promise; ///< whose boundary it is
  /// About a whole run: then its question names the rule alone.
  std::optional<MemoryGoal> memory = {};
  std::optional<model::Rule> mutant; ///< the rule that a scenario must tell apart
};

struct Goals {
  /// The rules with more variables, which the questions use: all else is as it was.
  model::System system;
  std::vector<Goal> goals;
  /// Those about memory are listed one after another, in the order of the system's Catalogue.
  std::size_t first_of_memory() const;
};

/// The rules, and behind them one that changes nothing and can be tried in every state.
model::System with_probe(model::System system);

/// The goals of these kinds, kind by kind and in the file's order. `violations` has none: they are not known
/// beforehand.
Goals list_goals(const model::System& system, const std::vector<GoalKind>& kinds);

} // namespace chaperone::generators
