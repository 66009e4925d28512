// Implements model/sort_cycles.hpp. Covered by tests/model/sort_cycles_test.cpp.
#include "model/sort_cycles.hpp"

#include "model/sort_edges.hpp"

#include <fmt/format.h>

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

  /// Looks for cycles among the edges of both sets.
  void look(const SortEdges& common, const SortEdges& own, const Property* property) {
    std::vector<std::vector<Link>> out(system_.sorts.size());
    for (const SortEdges* set : {&common, &own})
      for (const auto& [edge, reason] : *set)
        out[edge.first.index].push_back({SortId{edge.first.index}, edge.second, &reason});
    for (const SortId sort : left_after_peeling(out))
      if (!told_.contains(sort))
        if (const auto cycle = shortest_cycle(out, sort))
          tell(*cycle, property);
  }

  std::vector<Diagnostic> take() { return std::move(warnings_); }

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

  static std::optional<std::vector<Link>> shortest_cycle(const std::vector<std::vector<Link>>& out, SortId start) {
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
    return std::vector<Link>(path.begin(), path.end());
  }

  void tell(const std::vector<Link>& cycle, const Property* property) {
    std::string way = fmt::format("`{}`", system_[cycle.front().from].name);
    for (const Link& edge : cycle) {
      told_.insert(edge.from);
      way += fmt::format(" → `{}`", system_[edge.to].name);
    }
    const std::string whose = property == nullptr ? "every question about these rules leaves"
                                                  : fmt::format("questions about `{}` leave", property->name);
    Diagnostic warning{Severity::warning,
                       "sort_cycle",
                       property == nullptr ? cycle.front().reason->span : property->span,
                       fmt::format("{} the fragment that is decided: {}", whose, way),
                       property == nullptr ? cycle.front().reason->text : "",
                       "the verdict may be `bounded` or `unknown`",
                       {}};
    for (std::size_t i = property == nullptr ? 1 : 0; i < cycle.size(); ++i)
      warning.notes.push_back({cycle[i].reason->span, cycle[i].reason->text});
    warnings_.push_back(std::move(warning));
  }

  const System& system_;
  std::unordered_set<SortId> told_;
  std::vector<Diagnostic> warnings_;
};

} // namespace

std::vector<Diagnostic> sort_cycle_warnings(const System& system) {
  CycleFinder finder(system);
  const SortEdges common = common_edges(system);
  finder.look(common, {}, nullptr);
  for (const Property& property : system.properties) {
    const SortEdges own = property_edges(system, property);
    if (!own.empty())
      finder.look(common, own, &property);
  }
  return finder.take();
}

} // namespace chaperone::model
