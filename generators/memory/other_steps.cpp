// See other_steps.hpp.
#include "generators/memory/other_steps.hpp"

#include "model/rules/mentions.hpp"

#include <algorithm>
#include <map>

namespace chaperone::generators {

using namespace model;

namespace {

bool is_individual(const System& system, VariableId parameter) {
  return !system[parameter].is_set && !system[system[parameter].sort].is_enum;
}

/// Parameters of the rule for an individual of the sort.
std::size_t count_named(const System& system, RuleId rule, SortId sort) {
  return static_cast<std::size_t>(std::ranges::count_if(system[rule].parameters, [&](VariableId parameter) {
    return is_individual(system, parameter) && system[parameter].sort == sort;
  }));
}

bool names_sort(const System& system, RuleId rule, SortId sort) {
  return count_named(system, rule, sort) > 0;
}

bool names(const System& system, const Action& action, SortId sort, std::uint32_t individual) {
  const std::vector<VariableId>& parameters = system[action.rule].parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (is_individual(system, parameters[i]) && system[parameters[i]].sort == sort &&
        std::get<std::uint32_t>(action.args[i]) == individual)
      return true;
  return false;
}

/// What the rule adds or sets (`grants`), or removes or sets.
std::vector<Symbol> written_by(const System& system, RuleId rule, bool grants) {
  std::vector<Symbol> result;
  for (const Effect& effect : stated_effects(system[rule]))
    for (const Update& update : effect.updates)
      std::visit(overload{
                     [&](const AddTuple& it) {
                       if (grants)
                         result.emplace_back(it.relation);
                     },
                     [&](const RemoveTuple& it) {
                       if (!grants)
                         result.emplace_back(it.relation);
                     },
                     [&](const SetValue& it) { result.emplace_back(it.function); },
                 },
                 update);
  return result;
}

} // namespace

std::optional<std::size_t> actor_of(const System& system, RuleId rule) {
  if (system[rule].actor)
    return system[rule].actor;
  const std::vector<VariableId>& parameters = system[rule].parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (is_individual(system, parameters[i]))
      return i;
  return std::nullopt;
}

bool may_begin(const System& system, RuleId rule, const ReadingPlace& place) {
  const auto actor = actor_of(system, rule), asks = actor_of(system, place.rule);
  if (rule == place.rule || !actor || !asks ||
      system[system[rule].parameters[*actor]].sort != system[system[place.rule].parameters[*asks]].sort)
    return false;
  Mentions required;
  for (const Requirement& it : system[place.rule].requirements)
    collect_mentions(system, it.formula, required);
  const std::vector<Symbol> granted = written_by(system, rule, true);
  const auto names = [](const Mentions& mentions, const Symbol& symbol) {
    return std::visit(overload{
                          [&](RelationId id) { return mentions.relations.contains(id); },
                          [&](FunctionId id) { return mentions.functions.contains(id); },
                      },
                      symbol);
  };
  if (std::ranges::any_of(granted,
                          [&](const Symbol& symbol) { return symbol != place.symbol && names(required, symbol); }))
    return true;
  Mentions read;
  for (const Requirement& it : system[rule].requirements)
    collect_mentions(system, it.formula, read);
  const std::vector<Symbol> ended = written_by(system, place.rule, false);
  return names(read, place.symbol) && std::ranges::any_of(granted, [&](const Symbol& symbol) {
           return std::holds_alternative<RelationId>(symbol) && std::ranges::find(ended, symbol) != ended.end();
         });
}

bool has_same_actor(const System& system, const Action& one, const Action& other) {
  const auto first = actor_of(system, one.rule), second = actor_of(system, other.rule);
  return first && second && one.args[*first] == other.args[*second];
}

bool begins(const System& system, const Action& earlier, const Action& request) {
  if (!has_same_actor(system, earlier, request))
    return false;
  const std::vector<VariableId>& parameters = system[request.rule].parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (const SortId sort = system[parameters[i]].sort;
        is_individual(system, parameters[i]) && i != actor_of(system, request.rule) &&
        sort != system[system[request.rule].parameters[*actor_of(system, request.rule)]].sort &&
        names_sort(system, earlier.rule, sort) &&
        !names(system, earlier, sort, std::get<std::uint32_t>(request.args[i])))
      return false;
  return true;
}

bool may_seem_to_end(const System& system, RuleId rule, const ReadingPlace& place) {
  const std::vector<Symbol> granted = written_by(system, rule, true), ended = written_by(system, rule, false);
  const auto is_read = [&](const Symbol& symbol) { return symbol == place.symbol; };
  if (rule == place.rule || ended.empty() || std::any_of(granted.begin(), granted.end(), is_read) ||
      std::any_of(ended.begin(), ended.end(), is_read))
    return false;
  const std::vector<Place>& places = places_of(system, place.symbol);
  return std::any_of(places.begin(), places.end(), [&](const Place& it) { return names_sort(system, rule, it.sort); });
}

bool is_about(const System& system, const Action& action, const Cell& cell) {
  const std::vector<Place>& places = places_of(system, cell.symbol);
  std::map<SortId, std::size_t> asked, named;
  for (std::size_t i = 0; i < places.size(); ++i) {
    ++asked[places[i].sort];
    named[places[i].sort] += names(system, action, places[i].sort, cell.args[i]) ? 1 : 0;
  }
  bool result = false;
  for (const auto& [sort, count] : asked) {
    const std::size_t most = std::min(count, count_named(system, action.rule, sort));
    if (named[sort] < most)
      return false;
    result = result || most > 0;
  }
  return result;
}

} // namespace chaperone::generators
