// See search.hpp.
#include "solver/small/search.hpp"

#include "model/scenarios/naming.hpp"
#include "solver/api/errors.hpp"
#include "solver/small/few_rules.hpp"
#include "solver/small/sizes.hpp"
#include "solver/small/world.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <numeric>

namespace chaperone::solver::small {

using namespace model;

namespace {

/// New numbers for individuals in the order in which steps, then the given facts mention them; the others come last.
class Order {
public:
  Order(const System& system, const StepFound& found) : system_(system) {
    for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
      const auto& names = found.run.population.names[sort];
      order_.emplace_back(names.size(), names.size());
      used_.push_back(0);
      if (system.sorts[sort].is_enum)
        for (std::uint32_t i = 0; i < names.size(); ++i)
          mention({sort}, i);
    }
    mention_individuals(found.run.given);
    for (const ScenarioItem& item : found.run.items)
      mention(std::get<ScenarioStep>(item).action);
    mention(found.action);
    for (const Given& given : found.run.given)
      std::visit(
          overload{
              [&](const GivenTuple& tuple) { mention(system.relations[tuple.relation.index].places, tuple.args); },
              [&](const GivenValue& value) {
                // Everybody has a value: only what differs from the first tells anything.
                if (value.value != 0) {
                  mention(system[value.function].places, value.args);
                  mention(system[value.function].result, value.value);
                }
              },
          },
          given);
  }

  /// How many individuals of each sort are mentioned; one at least.
  std::vector<std::uint32_t> sizes() const {
    std::vector<std::uint32_t> result;
    for (const std::uint32_t used : used_)
      result.push_back(std::max<std::uint32_t>(used, 1));
    return result;
  }

  /// The renaming, the others given the remaining numbers.
  Renaming renaming() const {
    Renaming result;
    for (std::size_t sort = 0; sort < order_.size(); ++sort) {
      std::uint32_t next = used_[sort];
      auto& targets = result.emplace_back();
      for (const std::size_t place : order_[sort])
        targets.push_back(place == order_[sort].size() ? next++ : static_cast<std::uint32_t>(place));
    }
    return result;
  }

private:
  /// Those that the file names are always there, and come first.
  void mention_individuals(const std::vector<Given>& given) {
    for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
      for (std::uint32_t i = 0; i < system_.sorts[sort].individuals.size(); ++i) {
        std::uint32_t index = i;
        for (const Given& fact : given)
          if (const auto* value = std::get_if<GivenValue>(&fact);
              value != nullptr && value->function == system_.sorts[sort].individuals[i])
            index = value->value;
        if (index < order_[sort].size())
          mention({sort}, index);
      }
  }

  void mention(SortId sort, std::uint32_t index) {
    std::size_t& place = order_[sort.index][index];
    if (place == order_[sort.index].size())
      place = used_[sort.index]++;
  }
  void mention(const std::vector<Place>& places, const std::vector<std::uint32_t>& args) {
    for (std::size_t i = 0; i < args.size(); ++i)
      mention(places[i].sort, args[i]);
  }
  void mention(const Action& action) {
    const std::vector<VariableId>& parameters = system_[action.rule].parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      std::visit(overload{
                     [&](std::uint32_t index) { mention(system_[parameters[i]].sort, index); },
                     [&](const std::vector<std::uint32_t>& set) {
                       for (const std::uint32_t index : set)
                         mention(system_[parameters[i]].sort, index);
                     },
                 },
                 action.args[i]);
  }

  const System& system_;
  std::vector<std::vector<std::size_t>> order_;
  std::vector<std::uint32_t> used_;
};

/// Applies a renaming; what names an individual beyond `sizes` is left out.
StepFound renamed_run(const System& system, const StepFound& found, const Renaming& names,
                      const std::vector<std::uint32_t>& sizes) {
  StepFound result;
  result.run.population = model::name_individuals(system, sizes);
  const auto size = [&](SortId sort) { return result.run.population.size(sort); };
  const auto rename = [&](const std::vector<Place>& places, std::vector<std::uint32_t>& args) {
    bool is_there = true;
    for (std::size_t i = 0; i < args.size(); ++i) {
      args[i] = names[places[i].sort.index][args[i]];
      is_there = is_there && args[i] < size(places[i].sort);
    }
    return is_there;
  };
  for (Given given : found.run.given) {
    const bool is_there =
        std::visit(overload{
                       [&](GivenTuple& tuple) {
                         const bool stays = rename(system[tuple.relation].places, tuple.args);
                         if (system[tuple.relation].is_symmetric)
                           std::sort(tuple.args.begin(), tuple.args.end());
                         return stays;
                       },
                       [&](GivenValue& value) {
                         const Function& function = system[value.function];
                         value.value = names[function.result.index][value.value];
                         return rename(function.places, value.args) && value.value < size(function.result);
                       },
                   },
                   given);
    if (is_there)
      result.run.given.push_back(std::move(given));
  }
  for (const ScenarioItem& item : found.run.items) {
    ScenarioStep step = std::get<ScenarioStep>(item);
    step.action = renamed(system, step.action, names);
    result.run.items.emplace_back(std::move(step));
  }
  result.action = renamed(system, found.action, names);
  return result;
}

/// Given facts in the order in which the interpreter tells them.
StepFound in_order(const System& system, StepFound found) {
  const Layout layout(system, found.run.population);
  found.run.given = given_of(initial_state(layout, found.run));
  return found;
}

} // namespace

std::optional<Replay> replayed(const System& system, const Scenario& run) {
  Replay result = replay(system, run);
  if (result.failure)
    return std::nullopt;
  return result;
}

bool is_confirmed(const System& system, const StepQuestion& question, const StepFound& found) {
  if (question.after &&
      (found.run.items.empty() || std::get<ScenarioStep>(found.run.items.back()).action.rule != *question.after))
    return false;
  const auto run = replayed(system, found.run);
  if (!run)
    return false;
  const State& last = run->steps.empty() ? run->start : run->steps.back().after;
  const std::vector<Assignment> bindings = bindings_of(system, found.action);
  return evaluate(question.when, Moment{last}, bindings);
}

StepFound tidied(const System& system, const StepFound& found, const std::function<bool(const StepFound&)>& is_good) {
  const Order order(system, found);
  std::vector<std::uint32_t> all;
  for (const auto& names : found.run.population.names)
    all.push_back(static_cast<std::uint32_t>(names.size()));
  StepFound smaller = in_order(system, renamed_run(system, found, order.renaming(), order.sizes()));
  if (is_good(smaller))
    return smaller;
  StepFound whole = in_order(system, renamed_run(system, found, order.renaming(), all));
  return is_good(whole) ? whole : found;
}

namespace {

constexpr std::uint32_t states_of_few_rules = 1'500;

class Search {
public:
  Search(const System& system, const std::vector<StepQuestion>& questions, const SearchBounds& bounds,
         const Progress& progress)
      : system_(system), questions_(questions), bounds_(bounds), progress_(progress), answers_(questions.size()),
        without_twin_(questions.size()) {}

  std::vector<std::optional<Answered>> run() {
    for (const std::vector<std::uint32_t>& sizes : list_sizes(system_, bounds_)) {
      if (count_open() == 0 || is_out_of_time())
        break;
      explore(sizes);
      tell();
    }
    if (extent_.is_cut_by_states && !few_rules_)
      look_with_few_rules();
    extent_.has_time_left = !is_out_of_time();
    for (std::size_t i = 0; i < answers_.size(); ++i)
      if (!answers_[i])
        answers_[i] = std::move(without_twin_[i]);
    return std::move(answers_);
  }

  const Extent& extent() const { return extent_; }

private:
  void tell() const {
    if (progress_)
      progress_(questions_.size() - count_open(), questions_.size());
  }

  std::size_t count_open() const {
    return static_cast<std::size_t>(std::count(answers_.begin(), answers_.end(), std::nullopt));
  }

  bool is_out_of_time() const { return bounds_.is_out_of_time(); }

  void explore(const std::vector<std::uint32_t>& sizes) {
    World world(system_, sizes, bounds_.states_per_world);
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < questions_.size(); ++i)
      if (!answers_[i])
        asked.push_back(i);
    world.until = bounds_.until;
    world.keeps_edges = std::any_of(asked.begin(), asked.end(), [&](std::size_t i) { return questions_[i].after; });
    if (!world.start(few_rules_))
      return;
    std::vector<WorldQuestion> open;
    for (const std::size_t i : asked) {
      open.push_back(world.prepared(i, questions_[i]));
      if (open.back().any.is_false())
        open.pop_back();
    }
    std::vector<World::Answer> found;
    std::uint32_t depth = 0;
    while (!open.empty() && !is_out_of_time() && world.advance(open, found, depth < bounds_.depth))
      ++depth;
    extent_.is_cut_by_states = extent_.is_cut_by_states || world.is_full();
    extent_.is_cut_by_depth = extent_.is_cut_by_depth || depth >= bounds_.depth;
    std::erase_if(open, [](const WorldQuestion& it) { return !it.question->after; });
    if (!open.empty())
      world.answer_pairs(open, found);
    const auto twins = world.twins(found, questions_);
    for (std::size_t i = 0; i < found.size(); ++i)
      keep(found[i].index, found[i].found, twins[i]);
  }

  /// What is still open, with those of the rules alone that each question seems to need.
  void look_with_few_rules() {
    std::map<std::vector<RuleId>, std::vector<std::size_t>> by_rules;
    std::vector<std::vector<RuleId>> few = few_rules_for(system_, questions_);
    for (std::size_t i = 0; i < questions_.size(); ++i)
      if (!answers_[i] && 2 * few[i].size() <= system_.rules.size())
        by_rules[std::move(few[i])].push_back(i);
    SearchBounds bounds = bounds_;
    bounds.states_per_world = std::min(bounds.states_per_world, states_of_few_rules);
    for (const auto& [rules, asked] : by_rules) {
      if (is_out_of_time())
        return;
      std::vector<StepQuestion> questions;
      for (const std::size_t i : asked)
        questions.push_back(questions_[i]);
      Search search(system_, questions, bounds, {});
      search.few_rules_ = &rules;
      std::vector<std::optional<Answered>> found = search.run();
      for (std::size_t k = 0; k < asked.size(); ++k)
        if (found[k])
          keep(asked[k], found[k]->found, found[k]->twin);
      tell();
    }
  }

  void keep(std::size_t index, const StepFound& found, const std::optional<StepFound>& twin) {
    const StepQuestion& question = questions_[index];
    if (!is_confirmed(system_, question, found))
      throw InternalError(fmt::format("a run found for a step of `{}` was not confirmed", system_[question.rule].name));
    Answered result{tidied(system_, found, [&](const StepFound& it) { return is_confirmed(system_, question, it); })};
    if (twin)
      result.twin = tidied(system_, *twin, [&](const StepFound& it) { return is_allowed(it); });
    if (twin && !is_allowed(*result.twin))
      throw InternalError(fmt::format("a step of `{}` that should be allowed is not", system_[question.rule].name));
    if (twin || !question.wants_twin)
      answers_[index] = std::move(result);
    else if (!without_twin_[index])
      without_twin_[index] = std::move(result);
  }

  bool is_allowed(const StepFound& found) const {
    StepFound whole = found;
    whole.run.items.emplace_back(ScenarioStep{found.action, Outcome::allowed, std::nullopt, {}});
    return replayed(system_, whole.run).has_value();
  }

  const System& system_;
  const std::vector<StepQuestion>& questions_;
  const SearchBounds& bounds_;
  const Progress& progress_;
  std::vector<std::optional<Answered>> answers_;
  std::vector<std::optional<Answered>> without_twin_; ///< as long as no larger population has one
  Extent extent_;
  const std::vector<RuleId>* few_rules_ = nullptr; ///< the only ones looked at
};

} // namespace

std::vector<std::optional<Answered>> search(const System& system, const std::vector<StepQuestion>& questions,
                                            const SearchBounds& bounds, const Progress& progress, Extent* extent) {
  Search search(system, questions, bounds, progress);
  std::vector<std::optional<Answered>> answers = search.run();
  if (extent != nullptr)
    *extent = search.extent();
  return answers;
}

} // namespace chaperone::solver::small
