// Which arguments a rule's requirements allow: behind `can`, and for listing the
// enabled steps of a state. Sections "Steps" and "Can" of docs/semantics.md.
// Covered by tests/model/interpreter_test.cpp.
#include "model/meaning/evaluator.hpp"
#include "model/rules/mentions.hpp"

#include <algorithm>

namespace chaperone::model {

std::vector<std::uint32_t> as_set(std::vector<std::uint32_t> members) {
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

namespace {

std::vector<Formula> required_of(const Rule& rule) {
  std::vector<Formula> result;
  for (const Requirement& requirement : rule.requirements)
    result.push_back(requirement.formula);
  return result;
}

ChoicePlan plan(const System& system, RuleId rule, const std::vector<Formula>& conditions) {
  const Rule& declared = system[rule];
  ChoicePlan plan{rule, {}, {}};
  // Sets come last, so that what mentions no set is settled before any subset is tried.
  for (const bool is_set : {false, true})
    for (std::size_t i = 0; i < declared.parameters.size(); ++i)
      if (system[declared.parameters[i]].is_set == is_set)
        plan.order.push_back(i);
  plan.settled.resize(plan.order.size() + 1);
  for (const Formula& condition : conditions) {
    Mentions found;
    collect_mentions(system, condition, found);
    std::size_t needed = plan.order.size();
    while (needed > 0 && !found.variables.contains(declared.parameters[plan.order[needed - 1]]))
      --needed;
    plan.settled[needed].push_back(condition);
  }
  return plan;
}

} // namespace

ChoicePlan plan_choices(const System& system, RuleId rule) {
  return plan(system, rule, required_of(system[rule]));
}

ChoicePlan plan_can(const System& system, RuleId rule) {
  return plan(system, rule, asked_by_can(system[rule]));
}

struct Evaluator::Choosing {
  const ChoicePlan& plan;
  const std::vector<Argument>& pattern;
  const ChoiceVisitor& visit;
  std::vector<StepArgument> args;
  bool is_one_enough = false;
};

bool Evaluator::for_each_choice(const ChoicePlan& plan, const std::vector<Argument>& pattern,
                                const ChoiceVisitor& visit) {
  Choosing choosing{plan, pattern, visit, std::vector<StepArgument>(plan.order.size()), false};
  return choose(choosing, 0);
}

std::optional<std::vector<StepArgument>> Evaluator::some_choice(const ChoicePlan& plan,
                                                                const std::vector<Argument>& pattern) {
  std::optional<std::vector<StepArgument>> found;
  const ChoiceVisitor keep = [&](const std::vector<StepArgument>& args) {
    found = args;
    return false;
  };
  Choosing choosing{plan, pattern, keep, std::vector<StepArgument>(plan.order.size()), true};
  choose(choosing, 0);
  return found;
}

bool Evaluator::choose(Choosing& choosing, std::size_t chosen) {
  const Rule& rule = system_[choosing.plan.rule];
  for (const Formula& condition : choosing.plan.settled[chosen])
    if (!holds(condition))
      return true;
  if (chosen == choosing.plan.order.size())
    return choosing.visit(choosing.args);

  const std::size_t parameter = choosing.plan.order[chosen];
  const VariableId variable = rule.parameters[parameter];
  const auto go_on = [&](StepArgument argument) {
    choosing.args[parameter] = std::move(argument);
    bind(variable, choosing.args[parameter]);
    const bool result = choose(choosing, chosen + 1);
    unbind(1);
    return result;
  };
  const auto try_all = [&] {
    const SortId sort = system_[variable].sort;
    if (system_[variable].is_set)
      return choose_subsets(choosing, chosen, sort);
    for (std::uint32_t index = 0; index < moment_.now.layout().size(sort); ++index)
      if (!go_on(index))
        return false;
    return true;
  };
  if (choosing.pattern.empty())
    return try_all();
  return std::visit(overload{
                        [&](const Anything&) { return try_all(); },
                        [&](const Term& term) { return go_on(value(term)); },
                        [&](const std::vector<Term>& set) { return go_on(as_set(values(set))); },
                    },
                    choosing.pattern[parameter]);
}

bool Evaluator::choose_subsets(Choosing& choosing, std::size_t chosen, SortId sort) {
  const std::size_t parameter = choosing.plan.order[chosen];
  const VariableId variable = system_[choosing.plan.rule].parameters[parameter];
  return for_each_set(sort, choosing.is_one_enough, [&](const std::vector<std::uint32_t>& set) {
    choosing.args[parameter] = set;
    bind(variable, choosing.args[parameter]);
    const bool goes_on = choose(choosing, chosen + 1);
    unbind(1);
    return goes_on;
  });
}

std::vector<Alike> Evaluator::groups_of_alike(SortId sort) {
  const auto [known, is_new] = alike_.try_emplace(sort);
  if (is_new) {
    std::vector<const State*> states{&moment_.now};
    if (moment_.before != nullptr)
      states.push_back(moment_.before);
    known->second = model::groups_of_alike(states, sort);
  }
  std::vector<Alike> made = known->second;
  for (const Slot& bound : scope_)
    if (system_[bound.variable].sort == sort)
      tell_apart(made, bound.set != nullptr ? *bound.set : std::vector{bound.value});
  if (moment_.last_step != nullptr) {
    const std::vector<VariableId>& parameters = system_[moment_.last_step->rule].parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      if (system_[parameters[i]].sort == sort)
        tell_apart(made, std::visit(overload{
                                        [](std::uint32_t value) { return std::vector{value}; },
                                        [](const std::vector<std::uint32_t>& set) { return set; },
                                    },
                                    moment_.last_step->args[i]));
  }
  return made;
}

// Smaller sets first: a requirement about all members is met by few, and a search that may end early then does.
bool Evaluator::for_each_set(SortId sort, bool is_one_enough,
                             const std::function<bool(const std::vector<std::uint32_t>&)>& visit) {
  /// Of so many individuals all sets are tried sooner than it is found out who is alike.
  constexpr std::uint32_t few = 7;
  const std::uint32_t size = moment_.now.layout().size(sort);
  if (is_one_enough && size > few && otherwise_ == nullptr)
    return model::for_each_set([&] { return groups_of_alike(sort); }, visit);
  for (std::uint32_t count = 0; count <= size; ++count) {
    std::vector<bool> is_in(size, false);
    std::fill(is_in.begin(), is_in.begin() + count, true);
    do {
      std::vector<std::uint32_t> subset;
      for (std::uint32_t index = 0; index < size; ++index)
        if (is_in[index])
          subset.push_back(index);
      if (!visit(subset))
        return false;
    } while (std::prev_permutation(is_in.begin(), is_in.end()));
  }
  return true;
}

std::vector<Action> enabled_steps(const State& state) {
  const System& system = state.layout().system();
  std::vector<Action> result;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
    for (Action& action : enabled_steps(state, plan_choices(system, RuleId{rule})))
      result.push_back(std::move(action));
  return result;
}

std::vector<Action> enabled_steps(const State& state, const ChoicePlan& plan) {
  std::vector<Action> result;
  Evaluator evaluator(Moment{state});
  evaluator.for_each_choice(plan, {}, [&](const std::vector<StepArgument>& args) {
    result.push_back({plan.rule, args});
    return true;
  });
  return result;
}

std::optional<Action> some_enabled_step(const State& state, const ChoicePlan& plan) {
  Evaluator evaluator(Moment{state});
  auto args = evaluator.some_choice(plan, {});
  return args ? std::optional(Action{plan.rule, std::move(*args)}) : std::nullopt;
}

} // namespace chaperone::model
