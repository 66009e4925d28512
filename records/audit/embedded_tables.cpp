#include "records/audit/embedded_tables.hpp"

#include "records/sql/reduction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::RelationId;

namespace {

constexpr std::size_t most_pairs = 50'000'000;

std::string name_of_symbol(Symbol symbol) {
  return std::visit(overload{
                        [](RelationId id) { return fmt::format("r{}", id.index); },
                        [](model::FunctionId id) { return fmt::format("f{}", id.index); },
                    },
                    symbol);
}

} // namespace

EmbeddedTables::EmbeddedTables(model::System& system, const Store& store, Database& database)
    : system_(system), store_(store), database_(database) {
  const auto take = [&](Symbol symbol) {
    const Known& known = store_.known(symbol);
    if (known.is_missing)
      return;
    attach(name_of_symbol(symbol), known.facts);
    if (known.possible)
      attach(name_of_symbol(symbol) + "p", *known.possible);
  };
  for (std::uint32_t i = 0; i < system.relations.size(); ++i)
    take(RelationId{i});
  for (std::uint32_t i = 0; i < system.functions.size(); ++i)
    take(model::FunctionId{i});
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    const std::uint32_t count = store_.individuals({sort}).count();
    const auto add = [&](const std::string& name, std::uint32_t size) {
      FactTable& made = sorts_.emplace_back(1);
      for (std::uint32_t i = 0; i < size; ++i)
        made.add(std::array{i});
      made.settle();
      database_.attach(name, made, {"id"});
      counts_[name] = size;
    };
    add(fmt::format("s{}", sort), count);
    if (!system.sorts[sort].is_enum)
      add(fmt::format("s{}n", sort), count + 1);
    const auto& ranks = store_.ranks({sort});
    if (!ranks.empty()) {
      FactTable& made = sorts_.emplace_back(2);
      for (std::uint32_t i = 0; i < ranks.size(); ++i)
        made.add(std::array{i, ranks[i]});
      made.settle();
      attach(fmt::format("o{}", sort), made);
    }
  }
}

void EmbeddedTables::attach(const std::string& name, const FactTable& table) {
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < std::max<std::size_t>(table.arity(), 1); ++i)
    columns.push_back(fmt::format("c{}", i + 1));
  database_.attach(name, table, columns);
}

void EmbeddedTables::add_closures() {
  for (const RelationId id : system_.closures) {
    const model::SortId sort = system_[id].places.front().sort;
    const auto variable = [&] {
      system_.variables.push_back({"x", sort, false});
      return model::VariableId{static_cast<std::uint32_t>(system_.variables.size() - 1)};
    };
    const model::VariableId from = variable(), to = variable();
    Reduction reduction(system_);
    const auto edge = std::visit(overload{
                                     [](std::monostate) { return truth(false); },
                                     [&](RelationId base) {
                                       return fact(base, {from, to});
                                     },
                                     [&](model::DefineId define) {
                                       return reduction.of(model::make_formula(model::Call{define, {from, to}}));
                                     },
                                 },
                                 system_[id].closure_of);
    Closure& made = closures_[id];
    if (reduction.obstacle())
      continue;
    bool has_doubts = false;
    bool is_missing = false;
    for_each_fact(edge, [&](const Fact& it, bool) {
      has_doubts = has_doubts || this->has_doubts(it.symbol);
      is_missing = is_missing || this->is_missing(it.symbol);
    });
    if (is_missing)
      continue;
    const std::uint32_t count = store_.individuals(sort).count();
    auto certain = closed(edge, from, to, Reading::certain, count);
    auto possible = has_doubts ? closed(edge, from, to, Reading::possible, count) : std::nullopt;
    if (!certain || (has_doubts && !possible))
      continue;
    made.certain = std::move(certain);
    made.possible = std::move(possible);
    attach(name_of_symbol(id), *made.certain);
    if (made.possible)
      attach(name_of_symbol(id) + "p", *made.possible);
  }
}

std::optional<FactTable> EmbeddedTables::closed(const Condition& edge, model::VariableId from, model::VariableId to,
                                                Reading reading, std::uint32_t individuals) {
  FactTable edges(2);
  SqlWriter writer(system_, *this);
  const auto failed =
      database_.query(writer.select({from, to}, {"c1", "c2"}, edge, reading), [&](std::span<const std::int64_t> row) {
        edges.add(std::array{static_cast<std::uint32_t>(row[0]), static_cast<std::uint32_t>(row[1])});
        return edges.count() <= most_pairs;
      });
  if (failed || edges.count() > most_pairs)
    return std::nullopt;
  edges.settle();
  FactTable made(2);
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
    if (made.count() > most_pairs)
      return std::nullopt;
  }
  made.settle();
  return made;
}

const FactTable* EmbeddedTables::facts(Symbol symbol, Reading reading) const {
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

bool EmbeddedTables::is_missing(Symbol symbol) const {
  return facts(symbol, Reading::certain) == nullptr;
}

bool EmbeddedTables::has_doubts(Symbol symbol) const {
  if (is_missing(symbol))
    return true;
  if (const auto* function = std::get_if<model::FunctionId>(&symbol))
    return store_.known(symbol).is_partial ||
           (has_newcomers_ && std::ranges::any_of(system_[*function].places, [&](const model::Place& place) {
              return !system_[place.sort].is_enum;
            }));
  return facts(symbol, Reading::certain) != facts(symbol, Reading::possible);
}

std::string EmbeddedTables::table(Symbol symbol, Reading reading) const {
  const bool differs = facts(symbol, Reading::certain) != facts(symbol, reading);
  return name_of_symbol(symbol) + (differs ? "p" : "");
}

std::string EmbeddedTables::individuals(model::SortId sort) const {
  return fmt::format("s{}{}", sort.index, has_newcomers_ && !system_[sort].is_enum ? "n" : "");
}

std::string EmbeddedTables::literal(const Constant& constant) const {
  return std::to_string(store_.number_of(constant));
}

std::string EmbeddedTables::less(model::SortId sort, const std::string& left, const std::string& right,
                                 Reading reading) const {
  const auto rank = [&](const std::string& who) {
    return fmt::format("(SELECT c2 FROM o{} WHERE c1 = {})", sort.index, who);
  };
  const std::string is_less = fmt::format("({} < {})", rank(left), rank(right));
  if (!has_newcomers_)
    return is_less;
  // Where a newcomer stands is not known.
  return fmt::format("COALESCE({}, {})", is_less, reading == Reading::possible ? 1 : 0);
}

std::string EmbeddedTables::chosen(const std::string& select) const {
  const auto [known, is_new] = chosen_names_.emplace(select, fmt::format("c{}", chosen_.size()));
  if (!is_new)
    return known->second;
  FactTable& made = chosen_.emplace_back(1);
  database_.query(select, [&](std::span<const std::int64_t> row) {
    made.add(std::array{static_cast<std::uint32_t>(row[0])});
    return true;
  });
  made.settle();
  database_.attach(known->second, made, {"id"});
  counts_[known->second] = made.count();
  return known->second;
}

bool EmbeddedTables::holds(Symbol symbol, std::span<const std::uint32_t> tuple, Reading reading) const {
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
