// See ways.hpp.
#include "generators/memory/ways.hpp"

#include "model/meaning/closure.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

using Edges = std::vector<std::vector<std::uint32_t>>;
constexpr std::uint32_t no_way = std::numeric_limits<std::uint32_t>::max();

/// By pair: the fewest edges between them; none from one to itself.
std::vector<std::vector<std::uint32_t>> distances(const Edges& edges) {
  std::vector<std::vector<std::uint32_t>> result;
  for (std::uint32_t from = 0; from < edges.size(); ++from) {
    std::vector<std::uint32_t>& to = result.emplace_back(edges.size(), no_way);
    std::vector<std::uint32_t> open{from};
    to[from] = 0;
    for (std::size_t i = 0; i < open.size(); ++i)
      for (const std::uint32_t next : edges[open[i]])
        if (to[next] == no_way) {
          to[next] = to[open[i]] + 1;
          open.push_back(next);
        }
  }
  return result;
}

/// The edges that the second has and the first has not.
std::vector<std::array<std::uint32_t, 2>> added_edges(const Edges& first, const Edges& second) {
  std::vector<std::array<std::uint32_t, 2>> result;
  for (std::uint32_t from = 0; from < second.size(); ++from)
    for (const std::uint32_t to : second[from])
      if (std::find(first[from].begin(), first[from].end(), to) == first[from].end())
        result.push_back({from, to});
  return result;
}

} // namespace

std::uint32_t edges_between(const State& state, RelationId closure, std::uint32_t from, std::uint32_t to) {
  return distances(closure_edges(state, closure))[from][to];
}

std::vector<WayChange> changed_ways(const State& before, const State& after, RelationId closure) {
  std::vector<WayChange> result;
  const Edges old_edges = closure_edges(before, closure), new_edges = closure_edges(after, closure);
  if (old_edges == new_edges)
    return result;
  const auto cut = added_edges(new_edges, old_edges), made = added_edges(old_edges, new_edges);
  const auto old_ways = distances(old_edges), new_ways = distances(new_edges);
  for (std::uint32_t from = 0; from < old_edges.size(); ++from)
    for (std::uint32_t to = 0; to < old_edges.size(); ++to) {
      const std::array ends{from, to};
      WayChange change{ends, before.holds(closure, ends), after.holds(closure, ends), {no_way, no_way}, false};
      const bool was_made = change.before == 0;
      const auto& ways = was_made ? new_ways : old_ways;
      for (const auto& [tail, head] : was_made ? made : cut)
        if (ways[from][tail] != no_way && ways[head][to] != no_way) {
          change.distances[0] = std::min(change.distances[0], ways[from][tail]);
          change.distances[1] = std::min(change.distances[1], ways[head][to]);
        }
      if (change.distances[0] == no_way || (was_made && change.after == 0))
        continue;
      change.is_led_to = std::any_of(new_edges.begin(), new_edges.end(), [&](const auto& heads) {
        return std::find(heads.begin(), heads.end(), to) != heads.end();
      });
      result.push_back(change);
    }
  return result;
}

} // namespace chaperone::generators
