// What is asked of one moment or one start; see model/meaning/interpreter.hpp. Sections
// "Start" and "Properties" of docs/semantics.md.
// Covered by tests/model/interpreter_test.cpp.
#include "model/meaning/interpreter.hpp"

#include "model/meaning/closure.hpp"
#include "model/meaning/evaluator.hpp"

#include <algorithm>
#include <array>

namespace chaperone::model {

bool evaluate(const Formula& formula, const Moment& moment, std::span<const Assignment> bindings) {
  Evaluator evaluator(moment);
  for (const Assignment& binding : bindings)
    evaluator.bind(binding.variable, binding.value);
  return evaluator.holds(formula);
}

std::uint32_t evaluate(const Term& term, const Moment& moment, std::span<const Assignment> bindings) {
  Evaluator evaluator(moment);
  for (const Assignment& binding : bindings)
    evaluator.bind(binding.variable, binding.value);
  return evaluator.value(term);
}

std::vector<Assignment> bindings_of(const System& system, const Action& action) {
  const Rule& rule = system[action.rule];
  std::vector<Assignment> result;
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    result.push_back({rule.parameters[i], action.args[i]});
  return result;
}

bool is_violated(const Property& property, const Moment& moment) {
  if (property.is_about_steps && moment.before == nullptr)
    return false;
  return evaluate(property.formula, moment) != (property.kind == PropertyKind::always);
}

namespace {

/// Named individuals come first in their population, and an order that is not given is that of the population.
void put_individuals_and_orders(State& state, const std::vector<Given>& given) {
  const System& system = state.layout().system();
  for (const Sort& sort : system.sorts) {
    // Where they are more than the population, no start has them all: they are one, and do not differ.
    for (std::uint32_t i = 0; i < sort.individuals.size(); ++i)
      if (i < state.layout().size(system[sort.individuals[i]].result))
        state.set(sort.individuals[i], {}, i);
    const auto is_of_order = [&](const Given& fact) {
      const auto* tuple = std::get_if<GivenTuple>(&fact);
      return tuple != nullptr && tuple->relation == *sort.order;
    };
    if (!sort.order || std::ranges::any_of(given, is_of_order))
      continue;
    const std::uint32_t size = state.layout().size(system[*sort.order].places[0].sort);
    for (std::uint32_t low = 0; low < size; ++low)
      for (std::uint32_t high = low + 1; high < size; ++high)
        state.put(*sort.order, std::array{low, high}, true);
  }
}

} // namespace

State initial_state(const Layout& layout, const Scenario& scenario) {
  State state(layout);
  put_individuals_and_orders(state, scenario.given);
  for (const Given& given : scenario.given)
    std::visit(overload{
                   [&](const GivenTuple& tuple) { state.put(tuple.relation, tuple.args, true); },
                   [&](const GivenValue& value) { state.set(value.function, value.args, value.value); },
               },
               given);
  close(state);
  return state;
}

std::vector<Given> given_of(const State& state) {
  const System& system = state.layout().system();
  std::vector<Given> result;
  for (std::uint32_t r = 0; r < system.relations.size(); ++r) {
    if (system.relations[r].upkeep == Upkeep::closure)
      continue;
    for (std::vector<std::uint32_t>& args : state.tuples(RelationId{r}))
      result.emplace_back(GivenTuple{RelationId{r}, std::move(args)});
  }
  for (std::uint32_t f = 0; f < system.functions.size(); ++f) {
    const Function& function = system.functions[f];
    for_each_place(state.layout(), function.places, [&](const std::vector<std::uint32_t>& args) {
      const std::uint32_t value = state.value(FunctionId{f}, args);
      if (value != 0 || !system[function.result].is_enum)
        result.emplace_back(GivenValue{FunctionId{f}, args, value});
    });
  }
  return result;
}

const Constraint* broken_constraint(const State& state) {
  const System& system = state.layout().system();
  Evaluator evaluator(Moment{state});
  for (const std::vector<Constraint>* constraints : {&system.assumptions, &system.inits})
    for (const Constraint& constraint : *constraints)
      if (!evaluator.holds(constraint.formula))
        return &constraint;
  return nullptr;
}

} // namespace chaperone::model
