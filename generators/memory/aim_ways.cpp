// How Aim comes to a memory that hangs on steps of other rules, and on the ways of closures. See aim.hpp.
#include "generators/memory/aim.hpp"
#include "generators/memory/other_steps.hpp"
#include "generators/memory/ways.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

constexpr std::size_t most_far_targets = 6; ///< requests that would hang on the place over a way, of one state

} // namespace

Aim::Event Aim::other_step(const MemoryGoal& goal, const Target& target) const {
  return {{*goal.other}, [this, goal, target](const Past&, const Request& request) {
            const System& system = catalogue_.system();
            return request.is_allowed() &&
                   (goal.lapse == Lapse::session ? begins(system, request.action, target.action)
                                                 : is_about(system, request.action, target.cell));
          }};
}

/// As of what is asked again, after a way for it has come where there is none yet.
void Aim::plan_over_way(const Past& past, const MemoryGoal& goal, const Target& target, std::vector<Plan>& result) {
  Plan way;
  if (target.way)
    way = made_way(past, std::get<RelationId>(target.way->symbol), way_through(past, *target.way, 1));
  for (Plan& plan : plans_of_asked(goal, target)) {
    plan.insert(plan.begin(), way.begin(), way.end());
    result.push_back(std::move(plan));
  }
}

/// Requests that would hang on a cell if a tuple of a closure held that does not.
std::vector<Aim::Target> Aim::far_targets(const Past& past, const MemoryGoal& goal) {
  const State& now = past.now();
  std::vector<Target> result;
  for (const Request& request : requests_of(past, {goal.rule}, most_requests_))
    for (const Cell& cell : cells_read(now, request.action, catalogue_.places()[goal.place]))
      for (std::uint32_t seems = 0; seems < values_at(past, goal.place); ++seems) {
        State other = now;
        write(other, cell, seems);
        for (const std::size_t closure : catalogue_.closures_beside(goal.place))
          for (const Cell& tuple : cells_read(other, request.action, catalogue_.places()[closure])) {
            const auto hangs_on_it = [&](const State& state) {
              return is_critical_there(state, request.action, catalogue_.places()[closure], tuple, 1);
            };
            if (tuple.args[0] == tuple.args[1] || value_of(now, tuple) != 0 || hangs_on_it(now) == hangs_on_it(other))
              continue;
            result.push_back({request.action, cell, value_of(now, cell), seems, tuple});
            if (result.size() == most_far_targets)
              return result;
          }
      }
  return result;
}

/// Where a closure is of more than one relation, the edge is known by the tuple that it brings or takes away.
Aim::Event Aim::edge(RelationId closure, std::uint32_t tail, std::uint32_t head, std::uint32_t value,
                     std::optional<std::size_t> write) const {
  const System& system = catalogue_.system();
  const auto* base = std::get_if<RelationId>(&system[closure].closure_of);
  Cell cell{base != nullptr && !write ? *base : closure, {tail, head}};
  if (system[std::get<RelationId>(cell.symbol)].is_symmetric)
    std::sort(cell.args.begin(), cell.args.end());
  return becomes(std::move(cell), value, write);
}

/// From one end of the tuple to the other, through so many others or as many as there are.
std::vector<std::uint32_t> Aim::way_through(const Past& past, const Cell& tuple, std::size_t others) {
  const System& system = catalogue_.system();
  const std::uint32_t size = past.now().layout().size(system[std::get<RelationId>(tuple.symbol)].places[0].sort);
  std::vector<std::uint32_t> way;
  for (std::uint32_t i = 0; i < size; ++i)
    if (i != tuple.args[0] && i != tuple.args[1])
      way.push_back(i);
  for (std::size_t i = way.size(); i > 1; --i)
    std::swap(way[i - 1], way[static_cast<std::size_t>(random_() % i)]);
  way.resize(std::min(way.size(), others));
  way.insert(way.begin(), tuple.args[0]);
  way.push_back(tuple.args[1]);
  return way;
}

/// The edges of the way that are not there come, but for one.
Aim::Plan Aim::made_way(const Past& past, RelationId closure, const std::vector<std::uint32_t>& way,
                        std::optional<std::size_t> without) const {
  Plan plan;
  for (std::size_t i = 0; i + 1 < way.size(); ++i)
    if (i != without && edges_between(past.now(), closure, way[i], way[i + 1]) != 1)
      plan.push_back(edge(closure, way[i], way[i + 1], 1));
  return plan;
}

/// A way through others from one end of the target's cell to the other, of which an edge then goes, or which one edge
/// completes; where two ways are wanted, a second one.
void Aim::plan_ways(const Past& past, const MemoryGoal& goal, const Target& target, std::vector<Plan>& result) {
  const RelationId closure = std::get<RelationId>(target.cell.symbol);
  const std::uint32_t from = target.cell.args[0], to = target.cell.args[1];
  const bool needs_two_ways = goal.lapse == Lapse::circle || goal.lapse == Lapse::way_left;
  const std::size_t others = needs_two_ways ? 1 : goal.lapse == Lapse::far ? 2 : *goal.is;
  const std::vector<std::uint32_t> way = way_through(past, target.cell, others);
  if (from == to || way.size() < 3)
    return;
  Plan plan;
  if (needs_two_ways) {
    const bool is_circle = goal.lapse == Lapse::circle;
    plan = made_way(past, closure, {from, to});
    for (Event& event : made_way(past, closure, {is_circle ? to : from, way[1], to}))
      plan.push_back(std::move(event));
    plan.push_back(edge(closure, from, to, 0));
  } else {
    const std::size_t last = way.size() - 2, changed = goal.argument == 0 ? last : 0;
    plan = made_way(past, closure, way, target.seems == 1 ? std::nullopt : std::optional(changed));
    if (goal.lapse == Lapse::far)
      plan.push_back(asked(goal, target));
    plan.push_back(edge(closure, way[changed], way[changed + 1], target.is, goal.write));
  }
  result.push_back(std::move(plan));
}

} // namespace chaperone::generators
