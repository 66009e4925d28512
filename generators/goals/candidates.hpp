// Runs with the steps that are tried along the way, and what they cover. Part of
// coverage.hpp; covered by tests/generators/coverage_test.cpp.
#pragma once

#include "generators/goals/goals.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace chaperone::generators {

/// A run, and steps that are tried on its way and refused.
struct Candidate {
  model::Population population;
  std::vector<model::Given> given;
  std::vector<model::Action> path;                           ///< the steps that are taken
  std::map<std::size_t, std::vector<model::Action>> refused; ///< tried after so many steps
  /// Of a run for memory, in which the order of all that is tried matters: the goals of the catalogue that it meets.
  std::optional<std::vector<std::size_t>> memory = {};
  std::size_t count_refused() const;
};

/// From a run and the step to be tried at its end, whether it is allowed there or not.
Candidate candidate_of(const model::System& system, const solver::StepFound& found);

/// What takes `other` in as well: the same start, one path the other's beginning, and no more refused steps than
/// that. Gives false where `into` cannot.
bool merge(Candidate& into, const Candidate& other, std::size_t most_refused);

/// Does `whole` start where `part` starts and go through all of it?
bool contains(const Candidate& whole, const Candidate& part);

/// The candidate as a scenario, with every outcome as the rules have it.
model::Scenario scenario_of(const model::System& system, const Candidate& candidate);

/// Says which goals some step of a scenario covers, by the interpreter's word.
class GoalReader {
public:
  explicit GoalReader(const Goals& goals); ///< which outlive it
  /// Without those about memory.
  std::set<std::size_t> covered_by(const model::Scenario& scenario) const;

private:
  const Goals& goals_;
  std::vector<std::size_t> of_states_;
  /// By the step's rule and, where that matters, the rule of the step before.
  std::map<std::pair<model::RuleId, std::optional<model::RuleId>>, std::vector<std::size_t>> of_steps_;
};

/// Does a service with this rule in place of the system's behave otherwise in the scenario? Run by the interpreter on
/// both.
bool tells_apart(const model::System& system, model::RuleId rule, const model::Rule& changed,
                 const model::Scenario& scenario);

} // namespace chaperone::generators
