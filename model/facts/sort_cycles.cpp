// Implements model/facts/sort_cycles.hpp. Covered by tests/model/sort_cycles_test.cpp.
#include "model/facts/sort_cycles.hpp"

#include "model/facts/sort_edges.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_set>

namespace chaperone::model {

namespace {

using SortGraph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, const EdgeReason*>;
using Link = SortGraph::edge_descriptor;

/// By which link each sort was reached first, and which was the first to lead back to the start.
class WayBack : public boost::default_bfs_visitor {
public:
  WayBack(std::size_t start, std::vector<Link>& reached_by, std::optional<Link>& last)
      : start_(start), reached_by_(&reached_by), last_(&last) {}
  void tree_edge(Link link, const SortGraph& graph) const { (*reached_by_)[target(link, graph)] = link; }
  void examine_edge(Link link, const SortGraph& graph) const {
    if (target(link, graph) == start_ && !*last_)
      *last_ = link;
  }

private:
  std::size_t start_;
  std::vector<Link>* reached_by_;
  std::optional<Link>* last_;
};

SortGraph graph_of(const System& system, const SortEdges& common, const SortEdges& own) {
  SortGraph graph(system.sorts.size());
  for (const SortEdges* set : {&common, &own})
    for (const auto& [edge, reason] : *set)
      boost::add_edge(edge.first.index, edge.second.index, &reason, graph);
  return graph;
}

/// The strong component of each sort.
std::vector<std::size_t> components_of(const SortGraph& graph) {
  std::vector<std::size_t> component(num_vertices(graph));
  boost::strong_components(graph,
                           boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  return component;
}

class CycleFinder {
public:
  explicit CycleFinder(const System& system) : system_(system) {}

  /// Looks for cycles among the edges of both sets, one through each sort that no earlier one goes through.
  std::vector<SortCycle> look(const SortEdges& common, const SortEdges& own) {
    const SortGraph graph = graph_of(system_, common, own);
    std::vector<SortCycle> found;
    for (const SortId sort : on_cycles(graph))
      if (!seen_.contains(sort)) {
        found.push_back(shortest_cycle(graph, sort));
        seen_.insert(found.back().way.begin(), found.back().way.end());
      }
    return found;
  }

private:
  /// Those that a link leads from into their own strong component.
  static std::vector<SortId> on_cycles(const SortGraph& graph) {
    const std::vector<std::size_t> component = components_of(graph);
    std::vector<SortId> result;
    for (std::uint32_t sort = 0; sort < component.size(); ++sort) {
      const auto [first, last] = out_edges(sort, graph);
      if (std::any_of(first, last, [&](Link link) { return component[target(link, graph)] == component[sort]; }))
        result.push_back(SortId{sort});
    }
    return result;
  }

  /// Through a sort that is on one.
  static SortCycle shortest_cycle(const SortGraph& graph, SortId start) {
    std::vector<Link> reached_by(num_vertices(graph));
    std::optional<Link> last;
    boost::breadth_first_search(graph, start.index, boost::visitor(WayBack(start.index, reached_by, last)));
    std::deque<Link> path{last.value()};
    while (source(path.front(), graph) != start.index)
      path.push_front(reached_by[source(path.front(), graph)]);
    SortCycle cycle{{start}, {}};
    for (const Link link : path) {
      cycle.way.push_back(SortId{static_cast<std::uint32_t>(target(link, graph))});
      cycle.reasons.push_back(*graph[link]);
    }
    return cycle;
  }

  const System& system_;
  std::unordered_set<SortId> seen_;
};

/// `User` → `Group` → `User`.
std::string way_in_words(const System& system, const SortCycle& cycle) {
  std::string words;
  for (const SortId sort : cycle.way)
    words += fmt::format("{}`{}`", words.empty() ? "" : " → ", system[sort].name);
  return words;
}

/// `property`: it alone makes the cycle.
Diagnostic warning_of(const System& system, const SortCycle& cycle, const Property* property) {
  const std::string what = property == nullptr ? "these rules" : fmt::format("`{}`", property->name);
  Diagnostic warning{
      Severity::warning,
      "sort_cycle",
      property == nullptr ? cycle.reasons.front().span : property->span,
      fmt::format("Z3 cannot be sure to decide {}, where functions and quantifiers lead round in a circle: {}", what,
                  way_in_words(system, cycle)),
      property == nullptr ? cycle.reasons.front().text : "",
      "the verdict may be `bounded` or `unknown`",
      {}};
  for (std::size_t i = property == nullptr ? 1 : 0; i < cycle.reasons.size(); ++i)
    warning.notes.push_back({cycle.reasons[i].span, cycle.reasons[i].text});
  return warning;
}

} // namespace

std::optional<SortCycle> sort_cycle(const System& system, PropertyId property) {
  std::vector<SortCycle> found =
      CycleFinder(system).look(common_edges(system), property_edges(system, system[property]));
  const auto shortest = std::min_element(found.begin(), found.end(), [](const SortCycle& left, const SortCycle& right) {
    return left.way.size() < right.way.size();
  });
  return shortest == found.end() ? std::nullopt : std::optional(std::move(*shortest));
}

bool is_on_cycle(const System& system, const SortEdges& common, const SortEdges& more) {
  const std::vector<std::size_t> component = components_of(graph_of(system, common, more));
  return std::ranges::any_of(
      more, [&](const auto& edge) { return component[edge.first.first.index] == component[edge.first.second.index]; });
}

std::vector<Diagnostic> sort_cycle_warnings(const System& system, const std::vector<PropertyId>& open) {
  CycleFinder finder(system);
  std::vector<Diagnostic> warnings;
  if (open.empty())
    return warnings;
  const SortEdges common = common_edges(system);
  for (const SortCycle& cycle : finder.look(common, {}))
    warnings.push_back(warning_of(system, cycle, nullptr));
  for (const PropertyId property : open)
    for (const SortCycle& cycle : finder.look(common, property_edges(system, system[property])))
      warnings.push_back(warning_of(system, cycle, &system[property]));
  return warnings;
}

} // namespace chaperone::model
