// See planted.hpp.
#include "generators/mutants/planted.hpp"

#include "generators/memory/proofs.hpp"
#include "generators/mutants/doubts.hpp"
#include "generators/mutants/telling.hpp"
#include "generators/mutants/value_doubts.hpp"
#include "model/meaning/interpreter.hpp"

#include <algorithm>
#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

class Planting {
public:
  Planting(const System& system, const std::vector<Scenario>& scenarios)
      : system_(system), scenarios_(scenarios), faults_(list_memory_faults(system)), doubts_(system),
        value_doubts_(system) {
    for (const MemoryFault& fault : faults_)
      result_.push_back({fault, std::nullopt, false});
  }

  std::vector<PlantedFault> run(const solver::StepOptions& options) {
    play();
    std::vector<std::size_t> untold;
    for (std::size_t fault = 0; fault < faults_.size(); ++fault) {
      of_fault_.push_back(doubts_.of(faults_[fault]));
      ways_.emplace_back();
      if (result_[fault].told_by)
        continue;
      untold.push_back(fault);
      ways_.back() = value_doubts_.ways_of(faults_[fault]);
    }
    possible_ = shown_by(doubts_.system(), doubts_.questions(), scenarios_);
    note_what_told_faults_show();
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

  bool may_settle(const Doubts::Doubt& doubt) const {
    return std::none_of(doubt.begin(), doubt.end(), [&](std::size_t question) { return possible_[question]; });
  }

  void prove(const std::vector<std::size_t>& untold, const solver::StepOptions& options) {
    std::set<std::size_t> wanted;
    for (const std::size_t fault : untold)
      for (const Doubts::Doubt& doubt : of_fault_[fault])
        if (may_settle(doubt))
          wanted.insert(doubt.begin(), doubt.end());
    const std::vector<bool> shown = shown_by(value_doubts_.system(), value_doubts_.questions(), scenarios_);
    std::set<std::size_t> wanted_of_values;
    for (std::size_t question = 0; question < shown.size(); ++question)
      if (!shown[question])
        wanted_of_values.insert(question);
    const std::set<std::size_t> impossible = proved_impossible(doubts_.system(), doubts_.questions(), wanted, options);
    const std::set<std::size_t> impossible_of_values =
        proved_impossible(value_doubts_.system(), value_doubts_.questions(), wanted_of_values, options);
    const auto never_happens = [&](const Doubts::Doubt& doubt) {
      return std::ranges::all_of(doubt, [&](std::size_t it) { return impossible.contains(it); });
    };
    const auto may_be = [&](const ValueWay& way) {
      return value_doubts_.may_be(way, [&](std::size_t it) { return impossible_of_values.contains(it); });
    };
    for (const std::size_t fault : untold)
      result_[fault].is_like_the_rules = std::ranges::any_of(of_fault_[fault], never_happens) ||
                                         (ways_[fault] && std::ranges::none_of(*ways_[fault], may_be));
  }

  const System& system_;
  const std::vector<Scenario>& scenarios_;
  const std::vector<MemoryFault> faults_;
  Doubts doubts_;
  std::vector<std::vector<Doubts::Doubt>> of_fault_;
  ValueDoubts value_doubts_;
  std::vector<std::optional<std::vector<ValueWay>>> ways_; ///< by fault
  std::vector<bool> possible_;                             ///< by question: a run is known
  std::vector<PlantedFault> result_;
};

} // namespace

std::vector<PlantedFault> plant_faults(const System& system, const std::vector<Scenario>& scenarios,
                                       const solver::StepOptions& options) {
  return Planting(system, scenarios).run(options);
}

} // namespace chaperone::generators
