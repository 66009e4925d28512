// How Aim comes to a memory that hangs on steps of other rules, and on the ways of closures. See aim.hpp.
#include "generators/memory/aim.hpp"
#include "generators/memory/other_steps.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::generators {

using namespace model;

Aim::Event Aim::other_step(const MemoryGoal& goal, const Target& target) const {
  return {{*goal.other}, [this, goal, target](const Past&, const Request& request) {
            const System& system = catalogue_.system();
            return request.is_allowed() &&
                   (goal.lapse == Lapse::session ? begins(system, request.action, target.action)
                                                 : is_about(system, request.action, target.cell));
          }};
}

/// What a step of the write's rule did is changed back by another.
Aim::Event Aim::undone(std::size_t write) const {
  const Write& it = catalogue_.writes()[write];
  std::vector<RuleId> others = writers_of(it.symbol);
  std::erase(others, it.rule);
  return {std::move(others), [this, write](const Past& past, const Request& request) {
            if (!request.is_allowed() || past.requests().empty())
              return false;
            const State& before = past.now();
            const auto after = model::take_step(before, request.action);
            const std::vector<WouldWrite> done = list_written(catalogue_, before, past.requests().back().action);
            return std::holds_alternative<State>(after) &&
                   std::any_of(done.begin(), done.end(), [&](const WouldWrite& one) {
                     return one.write == write && value_of(before, one.cell) == one.value &&
                            value_of(std::get<State>(after), one.cell) != one.value;
                   });
          }};
}

/// A way through others from one end of the target's cell to the other, of which an edge then goes, or which one edge
/// completes; where two ways are wanted, a second one. Only of closures of relations: what else leads from one to the
/// next is left to luck.
void Aim::plan_ways(const Past& past, const MemoryGoal& goal, const Target& target, std::vector<Plan>& result) {
  const auto* base = std::get_if<RelationId>(&catalogue_.system()[std::get<RelationId>(target.cell.symbol)].closure_of);
  const std::uint32_t size =
      past.now().layout().size(catalogue_.system()[std::get<RelationId>(target.cell.symbol)].places[0].sort);
  const std::uint32_t from = target.cell.args[0], to = target.cell.args[1];
  std::vector<std::uint32_t> others;
  for (std::uint32_t i = 0; i < size; ++i)
    if (i != from && i != to)
      others.push_back(i);
  for (std::size_t i = others.size(); i > 1; --i)
    std::swap(others[i - 1], others[static_cast<std::size_t>(random_() % i)]);
  if (base == nullptr || from == to || others.empty())
    return;
  const auto edge = [&](std::uint32_t tail, std::uint32_t head, std::uint32_t value) {
    return becomes({*base, {tail, head}}, value);
  };
  const auto add = [&](Plan& plan, std::uint32_t tail, std::uint32_t head) {
    if (value_of(past.now(), {*base, {tail, head}}) == 0)
      plan.push_back(edge(tail, head, 1));
  };
  Plan plan;
  if (goal.lapse == Lapse::circle) {
    for (const auto& [tail, head] : {std::pair(from, to), {to, others[0]}, {others[0], to}})
      add(plan, tail, head);
    plan.push_back(edge(from, to, 0));
  } else if (goal.lapse == Lapse::way_left) {
    for (const auto& [tail, head] : {std::pair(from, to), {from, others[0]}, {others[0], to}})
      add(plan, tail, head);
    plan.push_back(edge(from, to, 0));
  } else {
    std::vector<std::uint32_t> way{from};
    way.insert(way.end(), others.begin(), others.begin() + std::min<std::ptrdiff_t>(*goal.is, std::ssize(others)));
    way.push_back(to);
    const std::size_t last = way.size() - 2, changed = goal.argument == 0 ? last : 0;
    for (std::size_t i = 0; i <= last; ++i)
      if (i != changed || target.seems == 1)
        add(plan, way[i], way[i + 1]);
    plan.push_back(edge(way[changed], way[changed + 1], target.is));
  }
  result.push_back(std::move(plan));
}

} // namespace chaperone::generators
