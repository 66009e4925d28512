#include "records/repair/reasons.hpp"

#include "records/sql/reduction.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <set>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::RelationId;
using model::VariableId;

namespace {

std::vector<std::uint64_t> united(const std::vector<std::uint64_t>& left, const std::vector<std::uint64_t>& right) {
  std::vector<std::uint64_t> made;
  std::ranges::set_union(left, right, std::back_inserter(made));
  return made;
}

void add(Reason& into, const Reason& more) {
  into.there = united(into.there, more.there);
  into.gone = united(into.gone, more.gone);
}

void insert(std::vector<std::uint64_t>& into, std::uint64_t number) {
  const auto at = std::ranges::lower_bound(into, number);
  if (at == into.end() || *at != number)
    into.insert(at, number);
}

} // namespace

Reasons::Reasons(model::System& system, const Store& whole, const JoinTables& now, const Removables& removables)
    : system_(system), whole_(whole), now_(now), removables_(removables) {
  for (const RelationId closure : system.closures)
    edges_.emplace(closure, step_of_closure(system, closure));
  values_.assign(system.variables.size(), nobody);
}

std::uint32_t Reasons::number(const Slot& slot) const {
  return std::visit(overload{
                        [&](VariableId variable) { return values_[variable.index]; },
                        [&](const Constant& constant) { return whole_.number_of(constant); },
                    },
                    slot);
}

std::vector<std::uint32_t> Reasons::tuple(const Fact& fact) const {
  std::vector<std::uint32_t> made;
  for (const Slot& slot : fact.slots)
    made.push_back(number(slot));
  return made;
}

void Reasons::visit(const Condition& condition, std::span<const VariableId> variables,
                    std::span<const std::uint32_t> people, const std::function<bool(Reason)>& visit) {
  for (std::size_t i = 0; i < variables.size(); ++i)
    values_[variables[i].index] = people[i];
  for (const Way& way : ways(condition)) {
    const Kept kept(values_, way.open);
    const bool goes_on = search(way.open, way.parts, true, [&] {
      Reason found;
      return !explain_all(way.parts, true, found) || visit(std::move(found));
    });
    if (!goes_on)
      break;
  }
  for (const VariableId variable : variables)
    values_[variable.index] = nobody;
}

bool Reasons::explain(const Condition& condition, bool holds, Reason& into) {
  return std::visit(overload{
                        [&](const Truth& it) { return it.value == holds; },
                        [&](const Fact& it) { return explain(it, holds, into); },
                        [&](const Same& it) { return explain(it, holds); },
                        [&](const Negated& it) { return explain(it.body, !holds, into); },
                        [&](const Every& it) {
                          return holds ? explain_all(it.parts, true, into) : explain_any(it.parts, false, into);
                        },
                        [&](const Either& it) {
                          return holds ? explain_any(it.parts, true, into) : explain_all(it.parts, false, into);
                        },
                        [&](const Exists& it) { return explain(it, holds, into); },
                        [&](const AtLeast& it) { return explain(it, holds, into); },
                        [](const Chain&) { return false; }, // only steps ask for one
                    },
                    condition->kind);
}

bool Reasons::explain(const Same& same, bool holds) const {
  return (number(same.left) == number(same.right)) == holds;
}

bool Reasons::explain(const Fact& fact, bool holds, Reason& into) {
  const auto args = tuple(fact);
  if (now_.is_missing(fact.symbol)) {
    const auto* relation = std::get_if<RelationId>(&fact.symbol);
    if (relation == nullptr || system_[*relation].upkeep != model::Upkeep::order)
      return false;
  }
  if (now_.holds(fact.symbol, args, holds ? Reading::certain : Reading::possible) != holds)
    return false;
  const auto* relation = std::get_if<RelationId>(&fact.symbol);
  if (relation == nullptr)
    return true;
  if (system_[*relation].upkeep == model::Upkeep::closure)
    return holds ? explain_path(*relation, args[0], args[1], into) : explain_no_path(*relation, args[0], args[1], into);
  if (const auto known = removables_.find(*relation, args))
    insert(holds ? into.there : into.gone, *known);
  return true;
}

bool Reasons::explain_all(const std::vector<Condition>& parts, bool holds, Reason& into) {
  return std::ranges::all_of(parts, [&](const Condition& part) { return explain(part, holds, into); });
}

bool Reasons::explain_any(const std::vector<Condition>& parts, bool holds, Reason& into) {
  std::optional<Reason> best;
  for (const Condition& part : parts) {
    Reason found;
    if (!explain(part, holds, found) || (best && best->size() <= found.size()))
      continue;
    best = std::move(found);
    if (best->size() == 0)
      break;
  }
  if (best)
    add(into, *best);
  return best.has_value();
}

bool Reasons::explain(const Exists& exists, bool holds, Reason& into) {
  const Kept kept(values_, exists.variables);
  for (const Way& way : ways(exists.body)) {
    std::vector<VariableId> open = exists.variables;
    open.insert(open.end(), way.open.begin(), way.open.end());
    const Kept inner(values_, way.open);
    std::optional<Reason> best;
    const bool is_refuted = search(open, way.parts, holds, [&] {
      Reason found;
      if (!holds) {
        const bool fails = explain_any(way.parts, false, found);
        add(into, found);
        return fails;
      }
      if (explain_all(way.parts, true, found) && (!best || found.size() < best->size()))
        best = std::move(found);
      return !best || best->size() > 0;
    });
    if (!holds && !is_refuted)
      return false;
    if (holds && best) {
      add(into, *best);
      return true;
    }
  }
  return !holds;
}

bool Reasons::explain(const AtLeast& counted, bool holds, Reason& into) {
  const Kept kept(values_, counted.variables);
  const auto* all = std::get_if<Every>(&counted.body->kind);
  const std::vector<Condition> parts = all != nullptr ? all->parts : std::vector{counted.body};
  std::uint64_t found_or_open = 0;
  search(counted.variables, parts, holds, [&] {
    Reason found;
    if (holds ? explain_all(parts, true, found) : explain_any(parts, false, found)) {
      add(into, found);
      found_or_open += holds ? 1 : 0;
    } else {
      found_or_open += holds ? 0 : 1;
    }
    return found_or_open < counted.count;
  });
  return (found_or_open >= counted.count) == holds;
}

bool Reasons::search_edges(const ClosureStep& edge, std::uint32_t from, bool holds,
                           const std::function<bool(const std::vector<Condition>& parts)>& visit) {
  const Kept kept(values_, {edge.from, edge.to});
  values_[edge.from.index] = from;
  for (const Way& way : ways(edge.condition)) {
    const Kept inner(values_, way.open);
    std::vector<VariableId> open{edge.to};
    open.insert(open.end(), way.open.begin(), way.open.end());
    if (!search(open, way.parts, holds, [&] { return visit(way.parts); }))
      return false;
  }
  return true;
}

// A shortest path, edge by edge.
bool Reasons::explain_path(RelationId closure, std::uint32_t from, std::uint32_t to, Reason& into) {
  const ClosureStep& edge = edges_.at(closure);
  std::map<std::uint32_t, std::uint32_t> before;
  std::deque<std::uint32_t> todo{from};
  while (!todo.empty() && !before.contains(to)) {
    const std::uint32_t at = todo.front();
    todo.pop_front();
    search_edges(edge, at, true, [&](const std::vector<Condition>& parts) {
      Reason ignored;
      const std::uint32_t next = values_[edge.to.index];
      if (!before.contains(next) && explain_all(parts, true, ignored)) {
        before.emplace(next, at);
        todo.push_back(next);
      }
      return true;
    });
  }
  if (!before.contains(to))
    return false;
  const Kept kept(values_, {edge.from, edge.to});
  std::uint32_t at = to;
  do {
    values_[edge.to.index] = at;
    at = before.at(at);
    values_[edge.from.index] = at;
    if (!explain(edge.condition, true, into))
      return false;
  } while (at != from);
  return true;
}

// No edge leads out of those who may be reached.
bool Reasons::explain_no_path(RelationId closure, std::uint32_t from, std::uint32_t to, Reason& into) {
  const ClosureStep& edge = edges_.at(closure);
  const FactTable& possible = *now_.facts(closure, Reading::possible);
  std::set<std::uint32_t> reached;
  const auto [begin, end] = possible.range(possible.order(0), std::array{from});
  for (std::size_t i = begin; i < end; ++i)
    reached.insert(possible.tuples()[2 * i + 1]);
  std::set<std::uint32_t> starts = reached;
  starts.insert(from);
  return std::ranges::all_of(starts, [&](std::uint32_t start) {
    return search_edges(edge, start, false, [&](const std::vector<Condition>& parts) {
      const std::uint32_t next = values_[edge.to.index];
      return reached.contains(next) || (next == from && to != from) || explain_any(parts, false, into);
    });
  });
}

} // namespace chaperone::records
