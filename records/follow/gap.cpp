// See gap.hpp.
#include "records/follow/gap.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace chaperone::follow {

using namespace model;

namespace {

/// So many steps are tried for one event.
constexpr std::size_t most_tried = 5'000;

class Bridge {
public:
  Bridge(live::LiveRun& run, const Action& event, const std::function<bool(const live::Judgement&)>& fits,
         std::size_t most)
      : run_(run), system_(run.system()), event_(event), fits_(fits), most_(most) {
    const Rule& rule = system_[event.rule];
    for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
      std::vector<live::Number>& known = known_.emplace_back();
      if (const auto* number = std::get_if<live::Number>(&event.args[i]))
        known = {*number};
      else
        known = std::get<std::vector<live::Number>>(event.args[i]);
    }
  }

  Bridges search() {
    for (std::uint32_t i = 0; i < system_.rules.size(); ++i)
      for (std::size_t at = 0; at < system_.rules[i].parameters.size(); ++at)
        if (!system_[system_.rules[i].parameters[at]].is_set)
          for (const live::Number number : of_event(system_[system_.rules[i].parameters[at]].sort)) {
            search(RuleId{i}, {{at, number}});
            search_with_somebody_new(RuleId{i}, at, number);
          }
    return std::move(found_);
  }

private:
  /// Those in the event that are of this sort.
  std::vector<live::Number> of_event(SortId sort) const {
    std::vector<live::Number> made;
    for (std::size_t i = 0; i < known_.size(); ++i)
      if (system_[system_[event_.rule].parameters[i]].sort == sort)
        made.insert(made.end(), known_[i].begin(), known_[i].end());
    return live::as_set(std::move(made));
  }

  bool is_over() const {
    return (newcomer_ ? found_.with_somebody_new : found_.steps).size() >= most_ || !found_.is_complete;
  }

  void search_with_somebody_new(RuleId id, std::size_t given, live::Number number) {
    const Rule& rule = system_[id];
    for (std::size_t at = 0; at < rule.parameters.size() && found_.is_complete; ++at) {
      const Variable& parameter = system_[rule.parameters[at]];
      if (at == given || parameter.is_set || system_[parameter.sort].is_enum || system_[parameter.sort].is_ordered)
        continue;
      std::string name = "somebody new";
      while (run_.individuals().find(parameter.sort, name) != live::nobody)
        name += '_';
      newcomer_ = run_.individuals().found_or_added(parameter.sort, name);
      newcomer_at_ = at;
      search(id, {{given, number}, {at, *newcomer_}});
      newcomer_.reset();
      run_.individuals().take_back_added();
    }
  }

  /// Steps of a rule with some arguments given.
  void search(RuleId id, const std::map<std::size_t, live::Number>& given) {
    const Rule& rule = system_[id];
    std::vector<VariableId> open;
    std::vector<std::size_t> sets;
    std::vector<live::Literal> literals;
    for (std::size_t i = 0; i < rule.parameters.size(); ++i)
      if (system_[rule.parameters[i]].is_set)
        sets.push_back(i);
      else if (!given.contains(i))
        open.push_back(rule.parameters[i]);
    // Sets are chosen afterwards, and the step is judged as a whole.
    if (sets.empty())
      for (const Requirement& requirement : rule.requirements)
        live::add_conjuncts(system_, {requirement.formula}, literals);
    const live::Search search = run_.planner().search(open, literals, false);
    std::vector<Action> steps;
    for (const auto& [at, number] : given)
      run_.bindings().values[rule.parameters[at].index] = number;
    live::Evaluation(run_.moment(), run_.bindings()).for_each(search, [&] {
      Action step{id, {}};
      for (const VariableId parameter : rule.parameters)
        step.args.emplace_back(system_[parameter].is_set ? StepArgument(std::vector<live::Number>())
                                                         : StepArgument(run_.bindings().values[parameter.index]));
      steps.push_back(std::move(step));
      found_.is_complete = (tried_ += 1) <= most_tried;
      return found_.is_complete;
    });
    for (Action& step : steps)
      try_with_sets(step, sets, 0);
  }

  /// Nobody, or one of those in the event.
  void try_with_sets(Action& step, const std::vector<std::size_t>& sets, std::size_t at) {
    if (is_over())
      return;
    if (at == sets.size())
      return try_step(step);
    auto& set = std::get<std::vector<live::Number>>(step.args[sets[at]]);
    set.clear();
    try_with_sets(step, sets, at + 1);
    for (const live::Number number : of_event(system_[system_[step.rule].parameters[sets[at]]].sort)) {
      std::get<std::vector<live::Number>>(step.args[sets[at]]) = {number};
      try_with_sets(step, sets, at + 1);
    }
  }

  void try_step(const Action& step) {
    Action told = step;
    if (newcomer_)
      told.args[newcomer_at_] = live::nobody;
    std::vector<Action>& found = newcomer_ ? found_.with_somebody_new : found_.steps;
    const auto is_same = [&](const Action& each) { return each.rule == told.rule && each.args == told.args; };
    if (std::ranges::any_of(found, is_same) || run_.judge(step).is_allowed != live::Truth::yes)
      return;
    const std::size_t before = run_.changes().list.size();
    if (run_.take(step))
      return;
    const bool fits = run_.changes().list.size() > before && fits_(run_.judge(event_));
    run_.undo(before);
    if (fits)
      found.push_back(std::move(told));
  }

  live::LiveRun& run_;
  const System& system_;
  const Action& event_;
  const std::function<bool(const live::Judgement&)>& fits_;
  std::size_t most_, tried_ = 0;
  std::vector<std::vector<live::Number>> known_; ///< by parameter of the event
  std::optional<live::Number> newcomer_;         ///< of whom nothing is known, while a step with them is looked for
  std::size_t newcomer_at_ = 0;                  ///< which argument they are
  Bridges found_;
};

} // namespace

Bridges bridges(live::LiveRun& run, const Action& event, const std::function<bool(const live::Judgement&)>& fits,
                std::size_t most) {
  return Bridge(run, event, fits, most).search();
}

} // namespace chaperone::follow
