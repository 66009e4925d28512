// The file's scenarios as an engine: one that fails because it breaks a property that it
// keeps is a run that breaks it. Covered by tests/solver/scenarios_test.cpp.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/api/observer.hpp"

#include <map>
#include <vector>

namespace chaperone::solver::scenarios {

class ScenarioEngine : public Engine {
public:
  /// `scope` limits the named sorts' sizes.
  ScenarioEngine(const model::System& system, const std::map<model::SortId, std::uint32_t>& scope, Observer& observer)
      : system_(system), scope_(scope), observer_(observer) {}

  bool takes(const Question& question, const Budget& budget) const override;
  /// The shortest of such runs, as it is. Cost: a replay of each scenario.
  std::vector<Standing> run(const std::vector<Question>& questions, const Budget& budget) override;

private:
  std::optional<Shown> run_of(const model::Scenario& scenario, model::PropertyId property) const;
  bool is_in_scope(const model::Scenario& scenario) const;

  const model::System& system_;
  const std::map<model::SortId, std::uint32_t>& scope_;
  Observer& observer_;
};

} // namespace chaperone::solver::scenarios
