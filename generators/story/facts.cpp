// Names in place of numbers.
#include "generators/story/facts.hpp"

#include "generators/story/instantiate.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace chaperone::reports {
namespace {

using namespace model;

std::string readable(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

} // namespace

std::string name_of(const Cast& cast, SortId sort, std::uint32_t index) {
  return cast.population.names.at(sort.index).at(index);
}

std::string print(const Cast& cast, const Given& fact) {
  return std::visit(overload{
                        [&](const GivenTuple& tuple) {
                          const Relation& relation = cast.system[tuple.relation];
                          if (relation.upkeep == Upkeep::order)
                            return fmt::format("{} < {}", name_of(cast, relation.places[0].sort, tuple.args[0]),
                                               name_of(cast, relation.places[1].sort, tuple.args[1]));
                          return print_place(cast.system, tuple.relation, tuple.args, cast.population);
                        },
                        [&](const GivenValue& value) {
                          return fmt::format("{} = {}",
                                             print_place(cast.system, value.function, value.args, cast.population),
                                             name_of(cast, cast.system[value.function].result, value.value));
                        },
                    },
                    fact);
}

std::string print(const Cast& cast, const Formula& formula, std::span<const Assignment> bindings) {
  return print(cast.system, instantiate(cast.system, formula, bindings), &cast.population);
}

std::vector<Change> changes_between(const State& before, const State& after) {
  const System& system = before.layout().system();
  std::vector<Change> changes;
  for (std::uint32_t r = 0; r < system.relations.size(); ++r) {
    if (system.relations[r].is_fixed || !system.relations[r].is_stated())
      continue;
    const auto old_tuples = before.tuples(RelationId{r});
    const auto new_tuples = after.tuples(RelationId{r});
    const auto note = [&](Change::Kind kind, const auto& from, const auto& without) {
      std::vector<std::vector<std::uint32_t>> difference;
      std::set_difference(from.begin(), from.end(), without.begin(), without.end(), std::back_inserter(difference));
      for (auto& args : difference)
        changes.push_back({kind, GivenTuple{RelationId{r}, std::move(args)}, 0});
    };
    note(Change::Kind::joined, new_tuples, old_tuples);
    note(Change::Kind::went, old_tuples, new_tuples);
  }
  for (std::uint32_t f = 0; f < system.functions.size(); ++f)
    for_each_place(before.layout(), system.functions[f].places, [&](const std::vector<std::uint32_t>& args) {
      const std::uint32_t old_value = before.value(FunctionId{f}, args);
      const std::uint32_t new_value = after.value(FunctionId{f}, args);
      if (old_value != new_value)
        changes.push_back({Change::Kind::set, GivenValue{FunctionId{f}, args, new_value}, old_value});
    });
  return changes;
}

std::string print(const Cast& cast, const Change& change) {
  switch (change.kind) {
  case Change::Kind::joined:
    return fmt::format("+ {}", print(cast, change.fact));
  case Change::Kind::went:
    return fmt::format("- {}", print(cast, change.fact));
  case Change::Kind::set:
    break;
  }
  const auto& value = std::get<GivenValue>(change.fact);
  const Function& function = cast.system[value.function];
  return fmt::format("{}: {} -> {}", print_place(cast.system, value.function, value.args, cast.population),
                     name_of(cast, function.result, change.before), name_of(cast, function.result, value.value));
}

std::string mark_of(const System& system, const Change& change, const std::vector<std::string>& not_shown) {
  const std::string& name =
      std::visit(overload{[&](const GivenTuple& tuple) -> const std::string& { return system[tuple.relation].name; },
                          [&](const GivenValue& value) -> const std::string& { return system[value.function].name; }},
                 change.fact);
  return std::find(not_shown.begin(), not_shown.end(), name) != not_shown.end() ? "   (not shown)" : "";
}

std::string sentence_of(const Cast& cast, const Action& action) {
  const Rule& rule = cast.system[action.rule];
  if (rule.told_as)
    return fill_in(*rule.told_as, cast.system, action, cast.population);
  std::vector<std::string> roles;
  for (std::size_t i = 0; i < action.args.size(); ++i) {
    const Variable& parameter = cast.system[rule.parameters[i]];
    const auto* set = std::get_if<std::vector<std::uint32_t>>(&action.args[i]);
    std::vector<std::string> names;
    for (const std::uint32_t index : set ? *set : std::vector{std::get<std::uint32_t>(action.args[i])})
      names.push_back(name_of(cast, parameter.sort, index));
    roles.push_back(fmt::format("{} {}", readable(parameter.name), list_names(names)));
  }
  return roles.empty() ? readable(rule.name) : fmt::format("{}: {}", readable(rule.name), fmt::join(roles, ", "));
}

} // namespace chaperone::reports
