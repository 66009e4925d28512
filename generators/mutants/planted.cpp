// See planted.hpp.
#include "generators/mutants/planted.hpp"

#include "generators/mutants/doubts.hpp"
#include "generators/mutants/telling.hpp"
#include "model/meaning/interpreter.hpp"

#include <algorithm>
#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

class Planting {
public:
  Planting(const System& system, const std::vector<Scenario>& scenarios)
      : system_(system), scenarios_(scenarios), faults_(list_memory_faults(system)), doubts_(system) {
    for (const MemoryFault& fault : faults_)
      result_.push_back({fault, std::nullopt, false});
  }

  std::vector<PlantedFault> run(const solver::StepOptions& options) {
    play();
    std::vector<std::size_t> untold;
    for (std::size_t fault = 0; fault < faults_.size(); ++fault) {
      of_fault_.push_back(doubts_.of(faults_[fault]));
      if (!result_[fault].told_by)
        untold.push_back(fault);
    }
    possible_.assign(doubts_.questions().size(), false);
    note_what_told_faults_show();
    note_what_runs_show();
    prove(untold, options);
    return std::move(result_);
  }

private:
  void play() {
    std::vector<std::size_t> open(faults_.size());
    for (std::size_t i = 0; i < open.size(); ++i)
      open[i] = i;
    for (std::size_t scenario = 0; scenario < scenarios_.size(); ++scenario)
      for (const std::size_t fault : told_apart_by(system_, faults_, open, scenarios_[scenario])) {
        result_[fault].told_by = scenario;
        std::erase(open, fault);
      }
  }

  /// A fault shows only where each of its doubts has a question with a run.
  void note_what_told_faults_show() {
    for (std::size_t fault = 0; fault < faults_.size(); ++fault)
      for (const Doubts::Doubt& doubt : of_fault_[fault])
        if (result_[fault].told_by && doubt.size() == 1)
          possible_[doubt.front()] = true;
  }

  /// Each state of the runs, with an empty memory for what a memory may hold.
  void note_what_runs_show() {
    for (const Scenario& scenario : scenarios_) {
      const Layout layout(doubts_.system(), scenario.population);
      State now = initial_state(layout, scenario);
      for (const ScenarioItem& item : scenario.items) {
        const auto* step = std::get_if<ScenarioStep>(&item);
        if (step == nullptr)
          continue;
        const std::vector<Assignment> bindings = bindings_of(doubts_.system(), step->action);
        for (std::size_t i = 0; i < possible_.size(); ++i)
          if (const solver::StepQuestion& it = doubts_.questions()[i]; !possible_[i] && it.rule == step->action.rule)
            possible_[i] = evaluate(it.when, Moment{now}, bindings);
        auto after = take_step(now, step->action);
        if (auto* state = std::get_if<State>(&after))
          now = std::move(*state);
      }
    }
  }

  bool may_settle(const Doubts::Doubt& doubt) const {
    return std::none_of(doubt.begin(), doubt.end(), [&](std::size_t question) { return possible_[question]; });
  }

  void prove(const std::vector<std::size_t>& untold, solver::StepOptions options) {
    std::set<std::size_t> wanted;
    for (const std::size_t fault : untold)
      for (const Doubts::Doubt& doubt : of_fault_[fault])
        if (may_settle(doubt))
          wanted.insert(doubt.begin(), doubt.end());
    std::vector<solver::StepQuestion> questions;
    for (const std::size_t question : wanted)
      questions.push_back(doubts_.questions()[question]);
    options.bounds.worlds = 0;
    // Only a proof tells anything here, and one that is not found at once is rarely found at all.
    options.check.engine = solver::EngineChoice::inductive;
    options.check.rounds = 1;
    const std::vector<solver::StepAnswer> answers = solver::answer(doubts_.system(), questions, options);
    std::set<std::size_t> impossible;
    auto answer = answers.begin();
    for (const std::size_t question : wanted)
      if (std::holds_alternative<solver::ProvedImpossible>(*answer++))
        impossible.insert(question);
    for (const std::size_t fault : untold)
      result_[fault].is_like_the_rules =
          std::any_of(of_fault_[fault].begin(), of_fault_[fault].end(), [&](const Doubts::Doubt& doubt) {
            return std::all_of(doubt.begin(), doubt.end(), [&](std::size_t it) { return impossible.contains(it); });
          });
  }

  const System& system_;
  const std::vector<Scenario>& scenarios_;
  const std::vector<MemoryFault> faults_;
  Doubts doubts_;
  std::vector<std::vector<Doubts::Doubt>> of_fault_;
  std::vector<bool> possible_; ///< by question: a run is known
  std::vector<PlantedFault> result_;
};

} // namespace

std::vector<PlantedFault> plant_faults(const System& system, const std::vector<Scenario>& scenarios,
                                       const solver::StepOptions& options) {
  return Planting(system, scenarios).run(options);
}

} // namespace chaperone::generators
