// Implements model/sort_cycles.hpp. Covered by tests/model/sort_cycles_test.cpp.
#include "model/sort_cycles.hpp"

#include "model/sort_edges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_set>

namespace chaperone::model {

namespace {

struct Link {
  SortId from, to;
  const EdgeReason* reason;
};

class CycleFinder {
public:
  explicit CycleFinder(const System& system) : system_(system) {}

  /// Looks for cycles among the edges of both sets, one through each sort that no earlier one goes through.
  std::vector<SortCycle> look(const SortEdges& common, const SortEdges& own) {
    std::vector<std::vector<Link>> out(system_.sorts.size());
    for (const SortEdges* set : {&common, &own})
      for (const auto& [edge, reason] : *set)
        out[edge.first.index].push_back({SortId{edge.first.index}, edge.second, &reason});
    std::vector<SortCycle> found;
    for (const SortId sort : left_after_peeling(out))
      if (!seen_.contains(sort))
        if (auto cycle = shortest_cycle(out, sort)) {
          seen_.insert(cycle->way.begin(), cycle->way.end());
          found.push_back(*std::move(cycle));
        }
    return found;
  }

private:
  /// Without the sorts that no edge enters, again and again: only what a cycle leads to is left.
  std::vector<SortId> left_after_peeling(const std::vector<std::vector<Link>>& out) const {
    std::vector<std::size_t> entering(out.size());
    for (const auto& edges : out)
      for (const Link& edge : edges)
        ++entering[edge.to.index];
    std::vector<std::uint32_t> free;
    for (std::uint32_t i = 0; i < out.size(); ++i)
      if (entering[i] == 0)
        free.push_back(i);
    while (!free.empty()) {
      const std::uint32_t next = free.back();
      free.pop_back();
      for (const Link& edge : out[next])
        if (--entering[edge.to.index] == 0)
          free.push_back(edge.to.index);
    }
    std::vector<SortId> left;
    for (std::uint32_t i = 0; i < out.size(); ++i)
      if (entering[i] > 0)
        left.push_back(SortId{i});
    return left;
  }

  static std::optional<SortCycle> shortest_cycle(const std::vector<std::vector<Link>>& out, SortId start) {
    std::vector<std::optional<Link>> reached_by(out.size());
    std::deque<SortId> queue{start};
    while (!queue.empty() && !reached_by[start.index]) {
      const SortId next = queue.front();
      queue.pop_front();
      for (const Link& edge : out[next.index])
        if (!reached_by[edge.to.index]) {
          reached_by[edge.to.index] = edge;
          queue.push_back(edge.to);
        }
    }
    if (!reached_by[start.index])
      return std::nullopt;
    std::deque<Link> path{*reached_by[start.index]};
    while (path.front().from != start)
      path.push_front(*reached_by[path.front().from.index]);
    SortCycle cycle{{start}, {}};
    for (const Link& edge : path) {
      cycle.way.push_back(edge.to);
      cycle.reasons.push_back(*edge.reason);
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
  const std::string whose = property == nullptr ? "every question about these rules leaves"
                                                : fmt::format("questions about `{}` leave", property->name);
  Diagnostic warning{Severity::warning,
                     "sort_cycle",
                     property == nullptr ? cycle.reasons.front().span : property->span,
                     fmt::format("{} the fragment that is decided: {}", whose, way_in_words(system, cycle)),
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

std::vector<Diagnostic> sort_cycle_warnings(const System& system) {
  CycleFinder finder(system);
  std::vector<Diagnostic> warnings;
  const SortEdges common = common_edges(system);
  for (const SortCycle& cycle : finder.look(common, {}))
    warnings.push_back(warning_of(system, cycle, nullptr));
  for (const Property& property : system.properties)
    for (const SortCycle& cycle : finder.look(common, property_edges(system, property)))
      warnings.push_back(warning_of(system, cycle, &property));
  return warnings;
}

} // namespace chaperone::model
