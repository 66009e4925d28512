// See projection.hpp.
#include "model/comparison/projection.hpp"

#include "model/comparison/carried_arguments.hpp"

#include <algorithm>

namespace chaperone::model::comparison {

Projection& Projection::seeing_the_other(const Matching& matching) {
  const Lockstep::Copies& theirs = made_.copies(other(side_));
  const auto adopt = [](const auto& pairs, const auto& from, auto& into) {
    for (std::size_t i = 0; i < into.size(); ++i)
      if (pairs[i])
        into[i] = from[pairs[i]->index];
  };
  adopt(matching.relations.of(side_), theirs.relations, copies_.relations);
  adopt(matching.functions.of(side_), theirs.functions, copies_.functions);
  return *this;
}

Population Projection::population(const Population& combined) const {
  Population made;
  for (std::uint32_t sort = 0; sort < own_.sorts.size(); ++sort)
    made.names.push_back(own_.sorts[sort].is_enum ? own_.sorts[sort].names : combined.names[copies_.sorts[sort].index]);
  return made;
}

std::optional<std::uint32_t> Projection::value(SortId sort, std::uint32_t combined) const {
  if (!own_[sort].is_enum)
    return combined;
  const std::vector<std::uint32_t>& values = copies_.values[sort.index];
  const auto found = std::find(values.begin(), values.end(), combined);
  return found == values.end() ? std::nullopt : std::optional(static_cast<std::uint32_t>(found - values.begin()));
}

State Projection::state(const State& combined, const Layout& layout) const {
  const auto there = [&](const std::vector<Place>& places, std::vector<std::uint32_t> args) {
    for (std::size_t i = 0; i < args.size(); ++i)
      if (own_[places[i].sort].is_enum)
        args[i] = copies_.values[places[i].sort.index][args[i]];
    return args;
  };
  State mine(layout);
  for (std::uint32_t i = 0; i < own_.relations.size(); ++i) {
    const std::vector<Place>& places = own_.relations[i].places;
    for_each_place(layout, places, [&](const std::vector<std::uint32_t>& args) {
      if (combined.holds(copies_.relations[i], there(places, args)))
        mine.put(RelationId{i}, args, true);
    });
  }
  for (std::uint32_t i = 0; i < own_.functions.size(); ++i) {
    const Function& function = own_.functions[i];
    for_each_place(layout, function.places, [&](const std::vector<std::uint32_t>& args) {
      mine.set(FunctionId{i}, args,
               value(function.result, combined.value(copies_.functions[i], there(function.places, args))).value_or(0));
    });
  }
  return mine;
}

std::optional<Action> Projection::action(const Action& combined) const {
  const Lockstep::Origin& from = made_.rules[combined.rule.index];
  const std::optional<RuleId>& rule = side_ == Side::before ? from.before : from.after;
  if (!rule)
    return std::nullopt;
  auto args = carried_arguments(own_, *rule, combined.args,
                                [&](SortId sort, std::uint32_t index) { return value(sort, index); });
  return args ? std::optional(Action{*rule, std::move(*args)}) : std::nullopt;
}

Scenario Projection::run(const Scenario& combined) const {
  Scenario made;
  made.name = combined.name;
  made.population = population(combined.population);
  const Layout there(made_.system, combined.population);
  const Layout here(own_, made.population);
  made.given = given_of(state(initial_state(there, combined), here));
  for (const ScenarioItem& item : combined.items)
    if (const auto* step = std::get_if<ScenarioStep>(&item))
      if (std::optional<Action> taken = action(step->action))
        made.items.emplace_back(ScenarioStep{std::move(*taken), std::nullopt, std::nullopt, {}});
  return made;
}

bool are_alike(const Matching& matching, const State& before, const State& after) {
  const System& old_system = before.layout().system();
  const auto value_after = [&](SortId sort, std::uint32_t value) -> std::optional<std::uint32_t> {
    return old_system[sort].is_enum ? matching.values[sort.index][value] : value;
  };
  bool are_same = true;
  const auto compare = [&](const std::vector<Place>& places, auto at) {
    for_each_place(before.layout(), places, [&](const std::vector<std::uint32_t>& args) {
      std::vector<std::uint32_t> there;
      for (std::size_t i = 0; i < args.size(); ++i)
        if (const auto value = value_after(places[i].sort, args[i]))
          there.push_back(*value);
      if (there.size() == args.size())
        are_same = are_same && at(args, there);
    });
  };
  for (std::uint32_t i = 0; i < old_system.relations.size(); ++i)
    if (const auto counterpart = matching.relations.of_before[i];
        counterpart && old_system.relations[i].upkeep != Upkeep::past)
      compare(old_system.relations[i].places, [&](const auto& here, const auto& there) {
        return before.holds(RelationId{i}, here) == after.holds(*counterpart, there);
      });
  for (std::uint32_t i = 0; i < old_system.functions.size(); ++i)
    if (const auto counterpart = matching.functions.of_before[i])
      compare(old_system.functions[i].places, [&](const auto& here, const auto& there) {
        return value_after(old_system.functions[i].result, before.value(FunctionId{i}, here)) ==
               after.value(*counterpart, there);
      });
  return are_same;
}

} // namespace chaperone::model::comparison
