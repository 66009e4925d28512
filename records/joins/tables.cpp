#include "records/joins/tables.hpp"

#include "records/joins/compiler.hpp"
#include "records/joins/run.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::records {

using model::RelationId;

namespace {

constexpr std::size_t most_pairs = 50'000'000;

} // namespace

JoinTables::JoinTables(model::System& system, const Store& store) : system_(system), store_(store) {
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    if (system.sorts[sort].is_enum)
      continue;
    const RelationId id{static_cast<std::uint32_t>(system.relations.size())};
    model::Relation& made = system.relations.emplace_back();
    made.name = "is_new_" + system.sorts[sort].name;
    made.places = {{"", {sort}}};
    newcomers_.emplace(model::SortId{sort}, id);
    FactTable& facts = about_newcomers_.emplace(id, FactTable(1)).first->second;
    facts.add(std::array{store.individuals({sort}).count()});
    facts.settle();
  }
}

void JoinTables::add_closures(const std::function<bool()>& is_cut) {
  for (const RelationId id : system_.closures)
    add_closure(id, is_cut);
}

void JoinTables::add_closure(RelationId id, const std::function<bool()>& is_cut) {
  const ClosureStep step = step_of_closure(system_, id);
  closures_[id] = {};
  if (step.obstacle)
    return;
  bool has_doubts = false;
  bool is_missing = false;
  for_each_fact(step.condition, [&](const Fact& it, bool) {
    has_doubts = has_doubts || this->has_doubts(it.symbol);
    is_missing = is_missing || this->is_missing(it.symbol);
  });
  if (is_missing)
    return;
  auto certain = closed(step, Reading::certain, is_cut);
  auto possible = has_doubts ? closed(step, Reading::possible, is_cut) : std::nullopt;
  if (certain && (!has_doubts || possible))
    closures_[id] = {std::move(certain), std::move(possible)};
}

std::optional<FactTable> JoinTables::closed(const ClosureStep& step, Reading reading,
                                            const std::function<bool()>& is_cut) {
  FactTable edges(2);
  const Program program = Compiler(system_, *this).compile({}, {step.from, step.to}, step.condition, reading);
  const bool is_whole = Run(program, is_cut).each({}, [&](std::span<const std::uint32_t> row) {
    edges.add(row);
    return edges.count() <= most_pairs;
  });
  if (!is_whole)
    return std::nullopt;
  edges.settle();
  FactTable made(2);
  const std::uint32_t individuals = count(system_[step.from].sort);
  std::vector<std::uint32_t> met(individuals, UINT32_MAX), todo;
  for (std::uint32_t start = 0; start < individuals; ++start) {
    todo = {start};
    while (!todo.empty()) {
      const std::uint32_t at = todo.back();
      todo.pop_back();
      const auto [begin, end] = edges.range(edges.order(0), std::array{at});
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t next = edges.tuples()[2 * i + 1];
        if (std::exchange(met[next], start) == start)
          continue;
        made.add(std::array{start, next});
        todo.push_back(next);
      }
    }
    if (made.count() > most_pairs || is_cut())
      return std::nullopt;
  }
  made.settle();
  return made;
}

const FactTable* JoinTables::facts(Symbol symbol, Reading reading) const {
  if (const auto* relation = std::get_if<RelationId>(&symbol))
    if (const auto found = about_newcomers_.find(*relation); found != about_newcomers_.end())
      return &found->second;
  if (const auto* relation = std::get_if<RelationId>(&symbol);
      relation != nullptr && system_[*relation].upkeep == model::Upkeep::closure) {
    const auto found = closures_.find(*relation);
    if (found == closures_.end() || !found->second.certain)
      return nullptr;
    const Closure& closure = found->second;
    return reading == Reading::possible && closure.possible ? &*closure.possible : &*closure.certain;
  }
  const Known& known = store_.known(symbol);
  if (known.is_missing)
    return nullptr;
  return reading == Reading::possible && known.possible ? &*known.possible : &known.facts;
}

bool JoinTables::is_missing(Symbol symbol) const {
  return facts(symbol, Reading::certain) == nullptr;
}

bool JoinTables::has_doubts(Symbol symbol) const {
  if (is_missing(symbol))
    return true;
  if (const auto* function = std::get_if<model::FunctionId>(&symbol))
    return store_.known(symbol).is_partial ||
           (has_newcomers_ && std::ranges::any_of(system_[*function].places, [&](const model::Place& place) {
              return !system_[place.sort].is_enum;
            }));
  return facts(symbol, Reading::certain) != facts(symbol, Reading::possible);
}

std::uint32_t JoinTables::count(model::SortId sort) const {
  return store_.individuals(sort).count() + (has_newcomers_ && !system_[sort].is_enum ? 1 : 0);
}

bool JoinTables::holds(Symbol symbol, std::span<const std::uint32_t> tuple, Reading reading) const {
  if (const auto* relation = std::get_if<RelationId>(&symbol);
      relation != nullptr && system_[*relation].upkeep == model::Upkeep::order) {
    const auto& ranks = store_.ranks(system_[*relation].places.front().sort);
    return ranks[tuple[0]] < ranks[tuple[1]];
  }
  const FactTable* it = facts(symbol, reading);
  if (it == nullptr)
    return reading == Reading::possible;
  if (it->holds(tuple))
    return true;
  if (reading == Reading::certain || !std::holds_alternative<model::FunctionId>(symbol))
    return false;
  const auto [from, to] = it->range(it->order(0), tuple.first(tuple.size() - 1));
  return from == to;
}

} // namespace chaperone::records
