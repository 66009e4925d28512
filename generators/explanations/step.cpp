// See step.hpp.
#include "generators/explanations/step.hpp"

#include "generators/story/story.hpp"
#include "model/rules/mentions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_set>

namespace chaperone::explanations {

using namespace model;

namespace {

constexpr std::size_t most_missing = 3;
constexpr std::size_t most_sets = 10;
/// So many changed states are looked at.
constexpr std::size_t most_changes = 200'000;
constexpr std::size_t most_states = 20'000;
/// So many argument lists are tried, all states together: one or two seconds.
constexpr std::size_t most_tries = 2'000'000;
constexpr std::size_t longest_way = 6;

struct StateHash {
  std::size_t operator()(const State& state) const { return state.hash(); }
};

/// Could the step be taken in this state?
bool is_allowed(const State& state, const Action& action) {
  return std::holds_alternative<State>(take_step(state, action));
}

/// Which few facts have to be otherwise.
class Missing {
public:
  Missing(const State& state, const Action& action) : state_(state), action_(action), system_(state.layout().system()) {
    Mentions read;
    for (const Requirement& requirement : system_[action.rule].requirements)
      collect_mentions(system_, requirement.formula, read);
    for (const RelationId relation : read.relations)
      for_each_place(state.layout(), system_[relation].places, [&](const std::vector<std::uint32_t>& args) {
        if (!system_[relation].is_symmetric || args[0] <= args[1])
          candidates_.push_back({GivenTuple{relation, args}, !state.holds(relation, args), system_[relation].is_fixed});
      });
    for (const FunctionId function : read.functions)
      for_each_place(state.layout(), system_[function].places, [&](const std::vector<std::uint32_t>& args) {
        for (std::uint32_t value = 0; value < state.layout().size(system_[function].result); ++value)
          if (value != state.value(function, args))
            candidates_.push_back({GivenValue{function, args, value}, true, system_[function].is_fixed});
      });
    // Those that steps can change come first.
    std::ranges::stable_sort(candidates_, {}, &MissingFact::is_fixed);
  }

  std::vector<std::vector<MissingFact>> find() {
    for (std::size_t size = 1; size <= most_missing && found_.empty(); ++size)
      choose(0, size, state_);
    std::ranges::stable_sort(found_, {}, [](const std::vector<MissingFact>& set) {
      return std::ranges::count(set, true, &MissingFact::is_fixed);
    });
    return std::move(found_);
  }
  bool are_there_more() const { return are_there_more_; }

private:
  void choose(std::size_t first, std::size_t left, const State& changed) {
    for (std::size_t i = first; i < candidates_.size() && looked_at_ < most_changes && !are_there_more_; ++i) {
      State next = changed;
      put(next, candidates_[i]);
      chosen_.push_back(candidates_[i]);
      if (left > 1)
        choose(i + 1, left - 1, next);
      else if (++looked_at_; is_allowed(next, action_))
        keep();
      chosen_.pop_back();
    }
  }

  void keep() {
    are_there_more_ = found_.size() == most_sets;
    if (!are_there_more_)
      found_.push_back(chosen_);
  }

  static void put(State& state, const MissingFact& fact) {
    std::visit(overload{
                   [&](const GivenTuple& it) { state.put(it.relation, it.args, fact.holds); },
                   [&](const GivenValue& it) { state.set(it.function, it.args, it.value); },
               },
               fact.wanted);
  }

  const State& state_;
  const Action& action_;
  const System& system_;
  std::vector<MissingFact> candidates_, chosen_;
  std::vector<std::vector<MissingFact>> found_;
  std::size_t looked_at_ = 0;
  bool are_there_more_ = false;
};

/// Argument lists of all rules, or most_tries where there are more.
std::size_t count_lists(const Layout& layout) {
  std::size_t all = 0;
  for (const Rule& rule : layout.system().rules) {
    std::size_t lists = 1;
    for (const VariableId parameter : rule.parameters) {
      const Variable& variable = layout.system()[parameter];
      const std::size_t size = layout.size(variable.sort);
      const std::size_t choices = !variable.is_set ? size : size < 20 ? std::size_t{1} << size : most_tries;
      lists = std::min(most_tries, lists * choices);
    }
    all = std::min(most_tries, all + lists);
  }
  return std::max<std::size_t>(all, 1);
}

/// Breadth first, so that the way is a shortest one.
std::optional<std::vector<Action>> way_to(const State& start, const Action& action) {
  struct Reached {
    State state;
    std::vector<Action> way;
  };
  std::unordered_set<State, StateHash> seen{start};
  std::deque<Reached> open;
  open.push_back({start, {}});
  const std::size_t lists = count_lists(start.layout());
  for (std::size_t tried = lists; !open.empty() && seen.size() < most_states && tried < most_tries; tried += lists) {
    const Reached at = std::move(open.front());
    open.pop_front();
    for (const Action& step : enabled_steps(at.state)) {
      const auto next = take_step(at.state, step);
      const auto* state = std::get_if<State>(&next);
      if (!state || !seen.insert(*state).second)
        continue;
      std::vector<Action> way = at.way;
      way.push_back(step);
      if (is_allowed(*state, action))
        return way;
      if (way.size() < longest_way)
        open.push_back({*state, std::move(way)});
    }
  }
  return std::nullopt;
}

} // namespace

std::variant<StepExplained, std::string> explain_step(const System& system, const Scenario& scenario,
                                                      std::uint32_t number) {
  const Scenario run = reports::bare(scenario);
  if (number == 0 || number > run.items.size())
    return fmt::format("`{}` has no step {}: it has {}", scenario.name, number,
                       reports::counted(run.items.size(), "step"));
  const Replay played = replay(system, run);
  if (played.steps.size() < number)
    return fmt::format("the run ends before step {}{}", number,
                       played.failure ? ": " + played.failure->message : std::string());
  const Played& step = played.steps[number - 1];
  const State& before = number == 1 ? played.start : played.steps[number - 2].after;
  StepExplained made;
  made.system = &system;
  made.population = scenario.population;
  made.number = number;
  made.action = step.action;
  made.outcome = step.outcome;
  const Rule& rule = system[step.action.rule];
  const std::vector<Assignment> bindings = bindings_of(system, step.action);
  for (std::size_t i = 0; i < rule.requirements.size(); ++i)
    made.requirements.push_back({i, evaluate(rule.requirements[i].formula, Moment{before}, bindings),
                                 reports::explain(rule.requirements[i].formula, Moment{before}, bindings)});
  if (is_allowed(before, step.action))
    return made;
  Missing missing(before, step.action);
  made.missing = missing.find();
  made.are_more_missing = missing.are_there_more();
  made.way = way_to(before, step.action);
  return made;
}

} // namespace chaperone::explanations
