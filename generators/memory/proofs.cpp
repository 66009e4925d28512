// See proofs.hpp.
#include "generators/memory/proofs.hpp"

#include "model/meaning/interpreter.hpp"

namespace chaperone::generators {

using namespace model;

std::vector<bool> shown_by(const System& system, const std::vector<solver::StepQuestion>& questions,
                           const std::vector<Scenario>& runs) {
  std::vector<bool> result(questions.size());
  for (const Scenario& run : runs) {
    const Layout layout(system, run.population);
    State now = initial_state(layout, run);
    for (const ScenarioItem& item : run.items) {
      const auto* step = std::get_if<ScenarioStep>(&item);
      if (step == nullptr)
        continue;
      const std::vector<Assignment> bindings = bindings_of(system, step->action);
      for (std::size_t i = 0; i < result.size(); ++i)
        if (!result[i] && questions[i].rule == step->action.rule)
          result[i] = evaluate(questions[i].when, Moment{now}, bindings);
      auto after = take_step(now, step->action);
      if (auto* state = std::get_if<State>(&after))
        now = std::move(*state);
    }
  }
  return result;
}

std::set<std::size_t> proved_impossible(const System& system, const std::vector<solver::StepQuestion>& questions,
                                        const std::set<std::size_t>& wanted, solver::StepOptions options) {
  std::vector<solver::StepQuestion> asked;
  for (const std::size_t question : wanted)
    asked.push_back(questions[question]);
  options.bounds.worlds = 0;
  options.check.engine = solver::EngineChoice::inductive;
  options.check.rounds = 1;
  const std::vector<solver::StepAnswer> answers = solver::answer(system, asked, options);
  std::set<std::size_t> result;
  auto answer = answers.begin();
  for (const std::size_t question : wanted)
    if (std::holds_alternative<solver::ProvedImpossible>(*answer++))
      result.insert(question);
  return result;
}

} // namespace chaperone::generators
