// The goals of memory that are about requirements and steps as a whole. See catalogue.hpp.
#include "generators/memory/catalogue.hpp"
#include "generators/memory/other_steps.hpp"

#include <algorithm>
#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

/// How many others a goal wants beside what a step makes: limits that no rule names are small.
constexpr std::uint32_t most_beside = 3;

std::vector<SortId> sorts_of(const System& system, const Symbol& symbol) {
  std::vector<SortId> result;
  for (const Place& place : places_of(system, symbol))
    if (!system[place.sort].is_enum)
      result.push_back(place.sort);
  return result;
}

/// Have they places of a sort in common, other than `but`? So they have if one has no others.
bool may_share(const System& system, const Symbol& left, const Symbol& right, std::optional<SortId> but) {
  std::vector<SortId> one = sorts_of(system, left), other = sorts_of(system, right);
  if (but) {
    std::erase(one, *but);
    std::erase(other, *but);
    if (one.empty() || other.empty())
      return true;
  }
  return std::ranges::find_first_of(one, other) != one.end();
}

} // namespace

void Catalogue::list_goals_of(const Rule& rule, RuleId id) {
  const auto actor = actor_of(system_, id);
  for (std::size_t i = 0; i < rule.requirements.size(); ++i) {
    if (actor)
      goals_.push_back({Lapse::passed, id, i});
    if (places_of(id, Misreading::Part::requirement, i).empty())
      continue;
    goals_.push_back({Lapse::passed_same, id, i});
    goals_.push_back({Lapse::failed_same, id, i});
    if (actor)
      goals_.push_back({Lapse::failed_often, id, i});
  }
  for (std::size_t i = first_write(id); i < writes_.size() && writes_[i].rule == id; ++i)
    list_steps(i);
  list_left(id);
}

void Catalogue::list_left(RuleId rule) {
  std::set<Symbol> listed;
  for (std::size_t i = 0; i < writes_.size(); ++i) {
    const Symbol& symbol = writes_[i].symbol;
    if (!listed.insert(symbol).second)
      continue;
    const std::vector<Naming> all = namings(rule, symbol);
    for (std::size_t naming = 0; naming < all.size(); ++naming)
      if (!always_writes(rule, symbol, all[naming]))
        goals_.push_back({Lapse::left, rule, 0, i, naming});
  }
}

/// Does each step write all of these cells?
bool Catalogue::always_writes(RuleId rule, const Symbol& symbol, const Naming& naming) const {
  for (std::size_t i = first_write(rule); i < writes_.size() && writes_[i].rule == rule; ++i) {
    const Effect& effect = system_[rule].effects[writes_[i].effect];
    const bool is_guarded = std::ranges::any_of(effect.binders, [](const Binder& it) { return it.guard != nullptr; });
    if (writes_[i].symbol != symbol || effect.where || is_guarded)
      continue;
    const std::vector<Term>& args = args_of(update_of(i));
    std::set<VariableId> open;
    bool writes_all = true;
    for (std::size_t k = 0; k < args.size(); ++k) {
      const auto* variable = std::get_if<VariableId>(&args[k]);
      const bool is_free = variable != nullptr && std::ranges::any_of(effect.binders, [&](const Binder& it) {
                             return it.variable == *variable;
                           });
      const bool is_named = variable != nullptr && naming[k] && system_[rule].parameters[*naming[k]] == *variable;
      writes_all = writes_all && (is_named || (is_free && open.insert(*variable).second));
    }
    if (writes_all)
      return true;
  }
  return false;
}

std::vector<Naming> Catalogue::namings(RuleId rule, const Symbol& symbol) const {
  std::vector<Naming> result(1);
  bool names_any = false;
  for (const Place& place : generators::places_of(system_, symbol)) {
    Naming named;
    const std::vector<VariableId>& parameters = system_[rule].parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      if (!system_[parameters[i]].is_set && system_[parameters[i]].sort == place.sort && !system_[place.sort].is_enum)
        named.emplace_back(i);
    names_any = names_any || !named.empty();
    if (named.empty())
      named.emplace_back();
    std::vector<Naming> longer;
    for (const auto& one : result)
      for (const std::optional<std::size_t>& parameter : named) {
        longer.push_back(one);
        longer.back().push_back(parameter);
      }
    result = std::move(longer);
  }
  return names_any ? result : std::vector<Naming>{};
}

/// A step by this write, beside what other steps made and took.
void Catalogue::list_steps(std::size_t write) {
  const Write& own = writes_[write];
  const auto is_by_another = [&](const Write& it) { return it.rule != own.rule && it.symbol == own.symbol; };
  const bool is_undone = std::ranges::any_of(writes_, is_by_another);
  if (is_undone)
    goals_.push_back({Lapse::redone, own.rule, 0, write});
  const std::vector<Place>& places = generators::places_of(system_, own.symbol);
  const std::size_t arguments = is_symmetric(system_, own.symbol) ? 1 : places.size();
  for (std::size_t argument = 0; argument < arguments && may_give(write); ++argument)
    for (std::uint32_t beside = 2; beside <= most_beside && !system_[places[argument].sort].is_enum; ++beside)
      goals_.push_back({Lapse::crowded, own.rule, 0, write, argument, beside});
  for (std::uint32_t id = 0; id < system_.rules.size(); ++id) {
    const auto any_write = [&](auto fits) {
      for (std::size_t i = first_write({id}); i < writes_.size() && writes_[i].rule.index == id; ++i)
        if (fits(i))
          return true;
      return false;
    };
    MemoryGoal goal{Lapse::kept, own.rule, 0, write};
    goal.other = RuleId{id};
    const auto sort = sort_of_actor({id});
    const auto is_made = [&](std::size_t it) {
      return may_give(it) && !is_always_about_asker(it) && may_share(system_, own.symbol, writes_[it].symbol, sort);
    };
    if (sort && may_take(write) && std::ranges::any_of(places, [&](const Place& it) { return it.sort == *sort; }) &&
        any_write(is_made))
      goals_.push_back(goal);
    goal.lapse = Lapse::revived;
    const auto is_lost = [&](std::size_t it) {
      return may_take(it) && may_share(system_, own.symbol, writes_[it].symbol, std::nullopt);
    };
    if (is_undone && may_give(write) && any_write(is_lost))
      goals_.push_back(goal);
  }
}

std::optional<SortId> Catalogue::sort_of_actor(RuleId rule) const {
  const auto actor = actor_of(system_, rule);
  return actor ? std::optional(system_[system_[rule].parameters[*actor]].sort) : std::nullopt;
}

bool Catalogue::is_always_about_asker(std::size_t write) const {
  const auto actor = actor_of(system_, writes_[write].rule);
  return actor && std::ranges::any_of(args_of(update_of(write)), [&](const Term& term) {
           const auto* variable = std::get_if<VariableId>(&term);
           return variable != nullptr && *variable == system_[writes_[write].rule].parameters[*actor];
         });
}

bool Catalogue::may_give(std::size_t write) const {
  return !std::holds_alternative<RemoveTuple>(update_of(write));
}

bool Catalogue::may_take(std::size_t write) const {
  return !std::holds_alternative<AddTuple>(update_of(write));
}

/// May what is written be about who asks, or about another of that sort? Only parameters and variables can be both.
bool Catalogue::may_be_of_both(std::size_t write) const {
  const auto sort = sort_of_actor(writes_[write].rule);
  return !is_always_about_asker(write) && std::ranges::any_of(args_of(update_of(write)), [&](const Term& term) {
    const auto* variable = std::get_if<VariableId>(&term);
    return variable != nullptr && system_[*variable].sort == sort;
  });
}

} // namespace chaperone::generators
