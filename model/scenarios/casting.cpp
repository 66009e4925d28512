// Orders the individuals of each sort, then names them.
#include "model/scenarios/casting.hpp"

#include "model/meaning/interpreter.hpp"
#include "model/meaning/renaming.hpp"
#include "model/scenarios/naming.hpp"
#include "model/scenarios/population.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

namespace chaperone::model {
namespace {

using Order = std::vector<std::uint32_t>; ///< of a sort: its individuals, the first first

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return lower(c); });
  return text;
}

/// `admin_perm` and `adminPerm` have two words each, in small letters.
std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto is_upper = [&](std::size_t at) { return std::isupper(static_cast<unsigned char>(name[at])) != 0; };
    if (name[i] == '_' || (i > 0 && is_upper(i) && !is_upper(i - 1)))
      words.emplace_back();
    if (name[i] != '_')
      words.back() += lower(name[i]);
  }
  std::erase(words, "");
  return words;
}

/// Functions without places that no rule sets, by the individual that they mean at the start.
class Constants {
public:
  Constants(const System& system, const Scenario& scenario) : system_(system) {
    std::map<FunctionId, std::uint32_t> values;
    for (const Given& given : scenario.given)
      if (const auto* value = std::get_if<GivenValue>(&given))
        if (value->args.empty())
          values[value->function] = value->value;
    for (std::uint32_t f = 0; f < system.functions.size(); ++f) {
      const Function& function = system.functions[f];
      if (function.places.empty() && !system[function.result].is_enum && !is_set(FunctionId{f}))
        add({function.result, values[FunctionId{f}]}, FunctionId{f});
    }
  }

  /// Declared names that a constant is named by go to nobody else.
  bool is_reserved(SortId sort, const std::string& name) const {
    for (std::uint32_t f = 0; f < system_.functions.size(); ++f) {
      const Function& function = system_.functions[f];
      if (function.places.empty() && function.result == sort && !is_set(FunctionId{f}) &&
          declared_name(function) == name)
        return true;
    }
    return false;
  }

  std::optional<std::string> name(SortId sort, std::uint32_t individual) const {
    const auto constant = by_value_.find({sort, individual});
    if (constant == by_value_.end())
      return std::nullopt;
    const Function& function = system_[constant->second];
    if (function.is_individual)
      return function.name;
    const std::optional<std::string> declared = declared_name(function);
    return declared ? declared : own_name(function);
  }

private:
  /// An individual's own name comes before any other.
  void add(const std::pair<SortId, std::uint32_t>& value, FunctionId function) {
    const auto [place, is_new] = by_value_.try_emplace(value, function);
    if (!is_new && system_[function].is_individual)
      place->second = function;
  }

  bool is_set(FunctionId id) const {
    const auto sets = [&](const Update& update) {
      const auto* set = std::get_if<SetValue>(&update);
      return set != nullptr && set->function == id;
    };
    return std::ranges::any_of(system_.rules, [&](const Rule& rule) {
      return std::ranges::any_of(rule.effects,
                                 [&](const Effect& effect) { return std::ranges::any_of(effect.updates, sets); });
    });
  }

  /// The declared name that is the function's, or one of its words.
  std::optional<std::string> declared_name(const Function& function) const {
    const std::vector<std::string> words = words_of(function.name);
    const std::vector<std::string>& names = system_[function.result].names;
    for (const std::string& name : names)
      if (words_of(name) == words)
        return name;
    for (const std::string& name : names)
      if (std::ranges::find(words, lower(name)) != words.end())
        return name;
    return std::nullopt;
  }

  /// `first_admin` of a sort User is FirstAdmin, `top_team` of a sort Team is Top.
  std::string own_name(const Function& function) const {
    std::vector<std::string> words = words_of(function.name);
    if (words.size() > 1)
      std::erase(words, lower(system_[function.result].name));
    std::string made;
    for (std::string& word : words) {
      word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
      made += word;
    }
    return made;
  }

  const System& system_;
  std::map<std::pair<SortId, std::uint32_t>, FunctionId> by_value_;
};

/// `r(x, y)` for two variables.
const Atom* pair_of_variables(const Formula& formula) {
  const auto* atom = std::get_if<Atom>(&formula->kind);
  const bool is_pair = atom != nullptr && atom->args.size() == 2 && std::ranges::all_of(atom->args, [](const Term& t) {
                         return std::holds_alternative<VariableId>(t);
                       });
  return is_pair ? atom : nullptr;
}

bool is_mirrored(const Atom* left, const Atom* right) {
  return left != nullptr && right != nullptr && left->relation == right->relation && left->args[0] == right->args[1] &&
         left->args[1] == right->args[0] && left->args[0] != left->args[1];
}

/// The relation of which the formula says that any two are related: `all x, y: S | r(x, y) or r(y, x)`, also where it
/// says so of two that differ.
std::optional<RelationId> relates_any_two(const Formula& formula) {
  const auto* all = std::get_if<Quantified>(&formula->kind);
  if (all == nullptr || all->kind != Quantifier::all || all->binders.size() != 2)
    return std::nullopt;
  const Formula* body = &all->body;
  if (const auto* implies = std::get_if<Implies>(&(*body)->kind)) // x != y implies …
    body = &implies->right;
  const auto* choices = std::get_if<Or>(&(*body)->kind);
  if (choices == nullptr)
    return std::nullopt;
  for (const Formula& left : choices->parts)
    for (const Formula& right : choices->parts)
      if (is_mirrored(pair_of_variables(left), pair_of_variables(right)))
        return pair_of_variables(left)->relation;
  return std::nullopt;
}

/// By an order that the file assumes. Nothing where there is none, or where this start is no order.
std::optional<Order> assumed_order(const System& system, const Scenario& scenario, SortId sort) {
  for (const Constraint& assumption : system.assumptions) {
    const std::optional<RelationId> relation = relates_any_two(assumption.formula);
    if (!relation || !system[*relation].is_fixed || system[*relation].places.front().sort != sort)
      continue;
    std::vector<std::uint32_t> before(scenario.population.size(sort)), order(before.size());
    for (const Given& given : scenario.given)
      if (const auto* tuple = std::get_if<GivenTuple>(&given); tuple && tuple->relation == *relation)
        before[tuple->args[1]] += tuple->args[0] != tuple->args[1] ? 1 : 0;
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t one) { return before[one]; });
    bool is_total = true;
    for (std::uint32_t i = 0; i < order.size(); ++i)
      is_total = is_total && before[order[i]] == i;
    if (is_total)
      return order;
  }
  return std::nullopt;
}

/// For each sort: as the individuals appear in the steps, those of one set as they were.
std::vector<Order> by_appearance(const System& system, const Scenario& scenario) {
  std::vector<Order> orders(scenario.population.names.size());
  const auto note = [&](SortId sort, std::uint32_t individual) {
    Order& order = orders[sort.index];
    if (std::ranges::find(order, individual) == order.end())
      order.push_back(individual);
  };
  for (const ScenarioItem& item : scenario.items)
    if (const auto* step = std::get_if<ScenarioStep>(&item))
      for (std::size_t i = 0; i < step->action.args.size(); ++i) {
        const SortId sort = system[system[step->action.rule].parameters[i]].sort;
        std::visit(overload{[&](std::uint32_t individual) { note(sort, individual); },
                            [&](const std::vector<std::uint32_t>& set) {
                              for (const std::uint32_t individual : set)
                                note(sort, individual);
                            }},
                   step->action.args[i]);
      }
  for (std::uint32_t sort = 0; sort < orders.size(); ++sort)
    for (std::uint32_t individual = 0; individual < scenario.population.names[sort].size(); ++individual)
      note(SortId{sort}, individual);
  return orders;
}

/// Those that the file names come first, as it lists them.
Order individuals_first(const System& system, const Scenario& scenario, SortId sort, const Order& order) {
  Order made;
  for (const FunctionId individual : system[sort].individuals) {
    std::uint32_t value = static_cast<std::uint32_t>(made.size());
    for (const Given& given : scenario.given)
      if (const auto* fact = std::get_if<GivenValue>(&given); fact != nullptr && fact->function == individual)
        value = fact->value;
    if (std::ranges::find(order, value) != order.end() && std::ranges::find(made, value) == made.end())
      made.push_back(value);
  }
  for (const std::uint32_t other : order)
    if (std::ranges::find(made, other) == made.end())
      made.push_back(other);
  return made;
}

/// Names one sort's individuals: constants by their functions, the others in this order by what is left of `usual`.
std::map<std::uint32_t, std::string> names(const Constants& constants, SortId sort, const Order& order,
                                           const std::vector<std::string>& usual) {
  std::map<std::uint32_t, std::string> made;
  auto next = usual.begin();
  for (const std::uint32_t individual : order) {
    if (auto own = constants.name(sort, individual)) {
      made.emplace(individual, std::move(*own));
      continue;
    }
    while (constants.is_reserved(sort, *next))
      ++next;
    made.emplace(individual, *next++);
  }
  return made;
}

void renumber(const System& system, const Renaming& renaming, Given& given) {
  const auto move = [&](const std::vector<Place>& places, std::vector<std::uint32_t>& args) {
    for (std::size_t i = 0; i < args.size(); ++i)
      args[i] = renaming[places[i].sort.index][args[i]];
  };
  std::visit(overload{[&](GivenTuple& tuple) {
                        move(system[tuple.relation].places, tuple.args);
                        if (system[tuple.relation].is_symmetric)
                          std::ranges::sort(tuple.args);
                      },
                      [&](GivenValue& value) {
                        const Function& function = system[value.function];
                        move(function.places, value.args);
                        value.value = renaming[function.result.index][value.value];
                      }},
             given);
}

/// What a start has without being given need not be given: named individuals come first, and an order that is not given
/// is that of the population.
void drop_usual(const State& state, std::vector<Given>& given) {
  const System& system = state.layout().system();
  std::erase_if(given, [&](const Given& fact) {
    if (const auto* tuple = std::get_if<GivenTuple>(&fact))
      return system[tuple->relation].upkeep == Upkeep::order && is_usual_order(state, tuple->relation);
    return !system[std::get<GivenValue>(fact).function].is_stated();
  });
}

/// Who comes first in an order has the smallest number of its sort from now on; names keep their places.
void renumber(const System& system, const std::vector<Order>& orders, Scenario& scenario) {
  const Renaming renaming = inverse(orders);
  for (Given& given : scenario.given)
    renumber(system, renaming, given);
  const Layout layout(system, scenario.population);
  const State start = initial_state(layout, scenario);
  scenario.given = given_of(start); // as a state lists its facts
  drop_usual(start, scenario.given);
  for (ScenarioItem& item : scenario.items)
    if (auto* step = std::get_if<ScenarioStep>(&item))
      step->action = renamed(system, step->action, renaming);
}

} // namespace

bool is_usual_order(const State& state, RelationId order) {
  const std::uint32_t size = state.layout().size(state.layout().system()[order].places[0].sort);
  for (std::uint32_t low = 0; low < size; ++low)
    for (std::uint32_t high = 0; high < size; ++high)
      if (state.holds(order, std::array{low, high}) != (low < high))
        return false;
  return true;
}

Scenario cast(const System& system, const Scenario& scenario) {
  const auto is_expectation = [](const ScenarioItem& item) { return std::holds_alternative<ScenarioExpect>(item); };
  if (std::ranges::any_of(scenario.items, is_expectation))
    return scenario;
  Scenario result = scenario;
  // A value that is not given is the first individual, who may be another soon.
  const Layout layout(system, scenario.population);
  result.given = given_of(initial_state(layout, scenario));
  std::vector<Order> orders = by_appearance(system, scenario);
  std::vector<std::uint32_t> sizes; // names that constants keep from others are made up for by as many more
  for (const Order& order : orders)
    sizes.push_back(static_cast<std::uint32_t>(order.size() + system.functions.size()));
  const Population usual = name_individuals(system, sizes);
  const Constants constants(system, scenario);
  for (std::uint32_t sort = 0; sort < orders.size(); ++sort) {
    Order& order = orders[sort];
    if (system.sorts[sort].is_enum) {
      std::ranges::sort(order);
      continue;
    }
    const std::optional<Order> assumed = assumed_order(system, scenario, SortId{sort});
    order = individuals_first(system, scenario, SortId{sort}, assumed.value_or(order));
    const auto named = names(constants, SortId{sort}, order, usual.names[sort]);
    // As the file declares the names; those that it does not declare come last.
    const std::vector<std::string>& declared = system.sorts[sort].names;
    const auto place = [&](std::uint32_t one) { return std::ranges::find(declared, named.at(one)) - declared.begin(); };
    if (!assumed) {
      const std::size_t named_ones = std::min(system.sorts[sort].individuals.size(), order.size());
      const auto others = order.begin() + static_cast<std::ptrdiff_t>(named_ones);
      std::ranges::stable_sort(others, order.end(), {}, place);
    }
    for (std::size_t i = 0; i < order.size(); ++i)
      result.population.names[sort][i] = named.at(order[i]);
  }
  result.population = with_usable_names(system, std::move(result.population));
  renumber(system, orders, result);
  return result;
}

Scenario in_order(const System& system, const Scenario& scenario) {
  Scenario result = scenario;
  std::vector<Order> orders;
  bool is_in_order = true;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    Order& order = orders.emplace_back(scenario.population.names[sort].size());
    std::iota(order.begin(), order.end(), 0);
    const Order usual = order;
    if (system.sorts[sort].order)
      if (const auto assumed = assumed_order(system, scenario, SortId{sort}))
        order = individuals_first(system, scenario, SortId{sort}, *assumed);
    is_in_order = is_in_order && order == usual;
  }
  if (is_in_order)
    return scenario;
  result.given = given_of(initial_state(Layout(system, scenario.population), scenario));
  renumber(system, orders, result);
  return result;
}

} // namespace chaperone::model
