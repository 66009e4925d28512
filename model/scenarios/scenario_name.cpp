// A name for a scenario that does not depend on what its individuals are called:
// the facts and steps are a coloured hypergraph over the individuals, whose colours
// are refined until they settle and, where a tie remains, by trying each of the tied
// (Weisfeiler and Leman; McKay, "Practical graph isomorphism", 1981).
// Covered by tests/model/scenario_file_test.cpp.
#include "model/meaning/interpreter.hpp"
#include "model/scenarios/scenario_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string_view>

namespace chaperone::model {
namespace {

/// Beyond so many ways to break ties the colours as they are must do: then two scenarios of different shape may,
/// in contrived cases, share a name.
constexpr std::size_t most_trials = 720;

std::uint64_t mixed(std::uint64_t seed, std::uint64_t part) {
  std::uint64_t result = (seed ^ part) * 0x9e3779b97f4a7c15U;
  result ^= result >> 29;
  result *= 0xbf58476d1ce4e5b9U;
  return result ^ (result >> 32);
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t result = 0xcbf29ce484222325U;
  for (const char c : text)
    result = (result ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return result;
}

using Colors = std::vector<std::uint64_t>;

/// A labelled list of individuals: one fact, one step's arguments, or one member of a step's set.
struct Edge {
  std::uint64_t label;
  std::vector<std::size_t> ends;
};

class Shape {
public:
  Shape(const System& system, const Scenario& scenario) : system_(system) {
    for (std::size_t s = 0; s < system.sorts.size(); ++s) {
      offsets_.push_back(colors_.size());
      if (!system.sorts[s].is_enum)
        colors_.insert(colors_.end(), scenario.population.names[s].size(), hash_of(system.sorts[s].name));
    }
    const Layout layout(system, scenario.population);
    for (const Given& given : given_of(initial_state(layout, scenario)))
      add(given);
    std::size_t number = 0;
    for (const ScenarioItem& item : scenario.items)
      if (const auto* step = std::get_if<ScenarioStep>(&item))
        add(step->action, ++number);
  }

  std::uint64_t hash() const { return smallest(refined(colors_), 1); }

private:
  void add(const Given& given) {
    std::visit(overload{
                   [&](const GivenTuple& tuple) {
                     const Relation& relation = system_[tuple.relation];
                     add("given " + relation.name, relation.places, tuple.args);
                     if (relation.is_symmetric)
                       add("given " + relation.name, relation.places, {tuple.args[1], tuple.args[0]});
                   },
                   [&](const GivenValue& value) {
                     const Function& function = system_[value.function];
                     std::vector<Place> places = function.places;
                     std::vector<std::uint32_t> args = value.args;
                     places.push_back({"", function.result});
                     args.push_back(value.value);
                     add("given " + function.name, places, args);
                   },
               },
               given);
  }

  void add(const std::string& label, const std::vector<Place>& places, const std::vector<std::uint32_t>& args) {
    Edge edge{hash_of(label), {}};
    for (std::size_t i = 0; i < args.size(); ++i)
      add_end(edge, places[i].sort, args[i]);
    edges_.push_back(std::move(edge));
  }

  void add(const Action& action, std::size_t number) {
    const Rule& rule = system_[action.rule];
    const std::string label = fmt::format("step {} {}", number, rule.name);
    Edge edge{hash_of(label), {}};
    for (std::size_t i = 0; i < action.args.size(); ++i) {
      const SortId sort = system_[rule.parameters[i]].sort;
      std::visit(overload{
                     [&](std::uint32_t index) { add_end(edge, sort, index); },
                     [&](const std::vector<std::uint32_t>& set) {
                       for (const std::uint32_t index : set) {
                         Edge member{hash_of(fmt::format("{} {}", label, i)), {}};
                         add_end(member, sort, index);
                         edges_.push_back(std::move(member));
                       }
                     },
                 },
                 action.args[i]);
    }
    edges_.push_back(std::move(edge));
  }

  /// An enum's value is part of the label, an individual an end.
  void add_end(Edge& edge, SortId sort, std::uint32_t index) const {
    if (system_[sort].is_enum)
      edge.label = mixed(edge.label, hash_of(system_[sort].names[index]));
    else
      edge.ends.push_back(offsets_[sort.index] + index);
  }

  std::uint64_t color_of(const Edge& edge, const Colors& colors) const {
    std::uint64_t result = edge.label;
    for (const std::size_t end : edge.ends)
      result = mixed(result, colors[end]);
    return result;
  }

  static std::size_t count_classes(Colors colors) {
    std::sort(colors.begin(), colors.end());
    return static_cast<std::size_t>(std::unique(colors.begin(), colors.end()) - colors.begin());
  }

  Colors refined(Colors colors) const {
    for (std::size_t classes = 0; classes != count_classes(colors);) {
      classes = count_classes(colors);
      Colors heard(colors.size(), 0);
      for (const Edge& edge : edges_)
        for (std::size_t i = 0; i < edge.ends.size(); ++i)
          heard[edge.ends[i]] += mixed(color_of(edge, colors), i + 1); // a sum, whatever the order of the edges
      for (std::size_t i = 0; i < colors.size(); ++i)
        colors[i] = mixed(colors[i], heard[i]);
    }
    return colors;
  }

  /// The smallest hash over all ways to tell tied individuals apart.
  std::uint64_t smallest(const Colors& colors, std::size_t trials) const {
    std::map<std::uint64_t, std::vector<std::size_t>> classes;
    for (std::size_t i = 0; i < colors.size(); ++i)
      classes[colors[i]].push_back(i);
    const auto tied =
        std::find_if(classes.begin(), classes.end(), [](const auto& members) { return members.second.size() > 1; });
    if (tied == classes.end() || trials * tied->second.size() > most_trials)
      return settled(colors);
    std::uint64_t result = ~std::uint64_t{0};
    for (const std::size_t member : tied->second) {
      Colors apart = colors;
      apart[member] = mixed(apart[member], 1);
      result = std::min(result, smallest(refined(std::move(apart)), trials * tied->second.size()));
    }
    return result;
  }

  std::uint64_t settled(const Colors& colors) const {
    std::uint64_t result = 0;
    for (const std::uint64_t color : colors)
      result += mixed(color, 2);
    for (const Edge& edge : edges_)
      result += mixed(color_of(edge, colors), 3);
    return result;
  }

  const System& system_;
  std::vector<std::size_t> offsets_; ///< by sort: its first individual's number
  Colors colors_;
  std::vector<Edge> edges_;
};

} // namespace

std::string scenario_name(const System& system, const Scenario& scenario, const std::string& property) {
  const auto steps = std::count_if(scenario.items.begin(), scenario.items.end(),
                                   [](const ScenarioItem& item) { return std::holds_alternative<ScenarioStep>(item); });
  return fmt::format("{}_{}_{:06x}", property, steps, Shape(system, scenario).hash() & 0xffffffU);
}

} // namespace chaperone::model
