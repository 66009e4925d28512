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
};

bool Evaluator::for_each_choice(const ChoicePlan& plan, const std::vector<Argument>& pattern,
                                const ChoiceVisitor& visit) {
  Choosing choosing{plan, pattern, visit, std::vector<StepArgument>(plan.order.size())};
  return choose(choosing, 0);
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

// Smaller sets first: a requirement about all members is met by few, and a search that may end early then does.
bool Evaluator::choose_subsets(Choosing& choosing, std::size_t chosen, SortId sort) {
  const std::size_t parameter = choosing.plan.order[chosen];
  const VariableId variable = system_[choosing.plan.rule].parameters[parameter];
  const std::uint32_t size = moment_.now.layout().size(sort);
  for (std::uint32_t count = 0; count <= size; ++count) {
    std::vector<bool> is_in(size, false);
    std::fill(is_in.begin(), is_in.begin() + count, true);
    do {
      std::vector<std::uint32_t> subset;
      for (std::uint32_t index = 0; index < size; ++index)
        if (is_in[index])
          subset.push_back(index);
      choosing.args[parameter] = std::move(subset);
      bind(variable, choosing.args[parameter]);
      const bool goes_on = choose(choosing, chosen + 1);
      unbind(1);
      if (!goes_on)
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

} // namespace chaperone::model
