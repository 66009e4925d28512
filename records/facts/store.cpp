#include "records/facts/store.hpp"

#include "records/sources/columns.hpp"

#include "model/text/suggest.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

namespace chaperone::records {

using model::overload;

namespace {

/// Of one table: a symmetric relation has two tuples for each, and tuples are counted in 32 bits.
constexpr std::size_t most_rows = 2'000'000'000;
/// Tuples that rows with NULLs may stand for.
constexpr std::size_t most_possible = 50'000'000;

/// A whole number as it is usually written, so that different texts are different numbers.
std::optional<std::int64_t> as_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(number) != text)
    return std::nullopt;
  return number;
}

/// As those that a reader takes for numbers.
bool has_digits_only(std::string_view text) {
  const std::string_view digits = text.substr(!text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0);
  return !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

std::string shown_tuple(const Store& store, const std::vector<model::SortId>& sorts,
                        std::span<const std::uint32_t> tuple) {
  std::string made;
  for (std::size_t i = 0; i < tuple.size(); ++i)
    made += fmt::format("{}{}", made.empty() ? "" : ", ", model::visible(store.individuals(sorts[i]).id(tuple[i])));
  return made;
}

} // namespace

Store::Store(const model::System& system)
    : system_(system), individuals_(std::make_shared<std::deque<Individuals>>(system.sorts.size())),
      ranks_(system.sorts.size()), guessed_(system.sorts.size()) {
  for (std::size_t i = 0; i < system.sorts.size(); ++i) {
    if (system.sorts[i].is_enum)
      for (const std::string& value : system.sorts[i].names)
        (*individuals_)[i].number(value);
    for (const model::FunctionId individual : system.sorts[i].individuals)
      (*individuals_)[i].number(system[individual].name);
  }
  for (const model::Relation& relation : system.relations)
    relations_.push_back(std::make_shared<Known>(Known{true, FactTable(relation.places.size())}));
  for (const model::Function& function : system.functions)
    functions_.push_back(std::make_shared<Known>(Known{true, FactTable(function.places.size() + 1)}));
}

const Known& Store::known(Symbol symbol) const {
  return std::visit(overload{
                        [&](model::RelationId id) -> const Known& { return *relations_[id.index]; },
                        [&](model::FunctionId id) -> const Known& { return *functions_[id.index]; },
                    },
                    symbol);
}

Known& Store::known(Symbol symbol) {
  return const_cast<Known&>(std::as_const(*this).known(symbol));
}

const model::Declared& Store::declared(Symbol symbol) const {
  return std::visit([&](auto id) -> const model::Declared& { return system_[id]; }, symbol);
}

std::vector<model::SortId> Store::sorts_of(Symbol symbol) const {
  std::vector<model::SortId> sorts;
  const auto& places =
      std::visit([&](auto id) -> const std::vector<model::Place>& { return system_[id].places; }, symbol);
  for (const model::Place& place : places)
    sorts.push_back(place.sort);
  if (const auto* function = std::get_if<model::FunctionId>(&symbol))
    sorts.push_back(system_[*function].result);
  return sorts;
}

std::uint32_t Store::number_of(const Constant& constant) const {
  return std::visit(
      overload{
          [](const model::Value& value) { return value.index; },
          [&](model::FunctionId id) { return *(*individuals_)[system_[id].result.index].find(system_[id].name); },
      },
      constant);
}

std::optional<Mistake> Store::load(Source& source) {
  std::vector<std::string> names;
  std::vector<std::pair<Symbol, const SourceTable*>> read;
  std::set<model::SortId> has_null;
  for (const SourceTable& table : source.tables()) {
    std::optional<Symbol> symbol;
    std::optional<model::SortId> sort;
    model::Nearest nearest(table.name);
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
      if (system_.relations[i].is_stated()) {
        nearest.offer(system_.relations[i].name);
        if (system_.relations[i].name == table.name)
          symbol = model::RelationId{i};
      }
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      if (system_.functions[i].is_stated()) {
        nearest.offer(system_.functions[i].name);
        if (system_.functions[i].name == table.name)
          symbol = model::FunctionId{i};
      }
    for (std::uint32_t i = 0; i < system_.sorts.size(); ++i)
      if (!system_.sorts[i].is_enum) {
        nearest.offer(system_.sorts[i].name);
        if (system_.sorts[i].name == table.name)
          sort = model::SortId{i};
      }
    if (!symbol && !sort) {
      const std::string question = nearest.question();
      strangers_.push_back(fmt::format("{}: nothing in the rules is called `{}`{}", model::visible(table.origin),
                                       model::visible(table.name), question.empty() ? "" : "; " + question));
      continue;
    }
    auto mistake = symbol ? load_symbol(source, table, *symbol) : load_sort(source, table, *sort, has_null);
    if (mistake)
      return mistake;
    if (symbol)
      read.emplace_back(*symbol, &table);
  }
  guess_somebody(has_null);
  // Only now all individuals are known.
  for (const auto& [symbol, table] : read)
    if (auto mistake = settle(symbol, *table))
      return mistake;
  rank();
  return std::nullopt;
}

/// `has_null`: sorts whose own table has a row with NULL.
void Store::guess_somebody(const std::set<model::SortId>& has_null) {
  std::vector<bool> is_open(system_.sorts.size());
  for (const model::SortId sort : has_null)
    is_open[sort.index] = true;
  const auto look = [&](Symbol symbol) {
    const auto sorts = sorts_of(symbol);
    const Known& it = known(symbol);
    for (std::size_t place = 0; place < sorts.size(); ++place)
      if (it.is_missing || std::ranges::any_of(it.holes, [&](const auto& row) { return row[place] == nobody; }))
        is_open[sorts[place].index] = true;
  };
  for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
    if (system_.relations[i].is_stated())
      look(model::RelationId{i});
  for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
    if (system_.functions[i].is_stated())
      look(model::FunctionId{i});
  for (std::uint32_t sort = 0; sort < is_open.size(); ++sort) {
    guessed_[sort] = is_open[sort] && (*individuals_)[sort].count() == 0;
    if (guessed_[sort])
      (*individuals_)[sort].number("some " + system_.sorts[sort].name);
  }
}

std::optional<Mistake> Store::load_sort(Source& source, const SourceTable& table, model::SortId sort,
                                        std::set<model::SortId>& has_null) {
  if (table.columns.empty())
    return std::nullopt;
  std::size_t column = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i] == "id")
      column = i;
  return source.read(table, [&](const SourceRow& row) {
    if (row.cells[column].is_null)
      has_null.insert(sort);
    else
      (*individuals_)[sort.index].number(row.cells[column].text);
    return true;
  });
}

std::optional<Mistake> Store::load_symbol(Source& source, const SourceTable& table, Symbol symbol) {
  const auto sorts = sorts_of(symbol);
  const bool has_value = std::holds_alternative<model::FunctionId>(symbol);
  const auto& places =
      std::visit([&](auto id) -> const std::vector<model::Place>& { return system_[id].places; }, symbol);
  Known& into = known(symbol);
  into.is_missing = false;
  if (table.columns.empty()) // JSON lines without a line
    return std::nullopt;
  const auto columns = columns_of(system_, places, has_value, table);
  if (const auto* wrong = std::get_if<std::string>(&columns))
    return Mistake{table.origin, 1, 0, *wrong};
  const auto& chosen = std::get<std::vector<std::size_t>>(columns);
  for (const std::size_t column : chosen)
    into.columns.push_back(table.columns[column]);
  std::vector<std::uint32_t> tuple(sorts.size());
  std::optional<Mistake> wrong;
  auto failed = source.read(table, [&](const SourceRow& row) {
    ++into.rows;
    bool has_null = false;
    for (std::size_t i = 0; i < sorts.size(); ++i) {
      const Cell& cell = row.cells[chosen[i]];
      const model::Sort& sort = system_[sorts[i]];
      if (cell.is_null) {
        has_null = true;
        tuple[i] = nobody;
      } else if (sort.is_enum) {
        const auto value = (*individuals_)[sorts[i].index].find(cell.text);
        if (!value) {
          model::Nearest nearest(cell.text);
          for (const std::string& name : sort.names)
            nearest.offer(name);
          const std::string question = nearest.question();
          wrong = Mistake{table.origin, row.line, cell.column,
                          fmt::format("`{}` is no value of the enum `{}`{}", model::excerpt(cell.text, 40), sort.name,
                                      question.empty() ? "" : "; " + question)};
          return false;
        }
        tuple[i] = *value;
      } else {
        tuple[i] = (*individuals_)[sorts[i].index].number(cell.text);
      }
    }
    if (!has_null)
      into.facts.add(tuple);
    else {
      ++into.nulls;
      into.holes.push_back(tuple);
    }
    return true;
  });
  return wrong ? wrong : failed;
}

std::optional<Mistake> Store::settle(Symbol symbol, const SourceTable& table) {
  Known& it = known(symbol);
  if (it.facts.count() > most_rows)
    return Mistake{table.origin, 0, 0,
                   fmt::format("it has {} rows, and at most {} are read", it.facts.count(), most_rows)};
  it.doubled = it.facts.settle();
  if (const auto* relation = std::get_if<model::RelationId>(&symbol)) {
    if (system_[*relation].is_symmetric) {
      FactTable both(2);
      for (std::size_t i = 0; i < it.facts.count(); ++i) {
        const auto tuple = it.facts.tuples().subspan(2 * i, 2);
        const std::array<std::uint32_t, 2> swapped{tuple[1], tuple[0]};
        it.one_sided += it.facts.holds(swapped) ? 0 : 1;
        both.add(tuple);
        both.add(swapped);
      }
      both.settle();
      it.facts = std::move(both);
      for (std::size_t i = 0, count = it.holes.size(); i < count; ++i)
        it.holes.push_back({it.holes[i][1], it.holes[i][0]});
    }
    return expand_nulls(symbol, table);
  }
  const auto sorts = sorts_of(symbol);
  const std::size_t arity = it.facts.arity();
  double places = 1;
  for (std::size_t i = 0; i + 1 < arity; ++i)
    places *= (*individuals_)[sorts[i].index].count();
  it.is_partial = static_cast<double>(it.facts.count()) < places;
  for (std::size_t i = 1; i < it.facts.count(); ++i) {
    const auto before = it.facts.tuples().subspan((i - 1) * arity, arity);
    const auto now = it.facts.tuples().subspan(i * arity, arity);
    if (!std::ranges::equal(before.first(arity - 1), now.first(arity - 1)))
      continue;
    std::string place = declared(symbol).name;
    if (arity > 1)
      place += fmt::format("({})", shown_tuple(*this, sorts, now.first(arity - 1)));
    return Mistake{table.origin, 0, 0,
                   fmt::format("`{}` has two values, `{}` and `{}`", place,
                               model::visible(individuals(sorts.back()).id(before.back())),
                               model::visible(individuals(sorts.back()).id(now.back())))};
  }
  return std::nullopt;
}

std::optional<Mistake> Store::expand_nulls(Symbol symbol, const SourceTable& table) {
  Known& it = known(symbol);
  if (it.holes.empty())
    return std::nullopt;
  std::ranges::sort(it.holes);
  it.holes.erase(std::unique(it.holes.begin(), it.holes.end()), it.holes.end());
  const auto sorts = sorts_of(symbol);
  it.possible = FactTable(it.facts.arity());
  const std::size_t arity = it.facts.arity();
  for (std::size_t i = 0; i < it.facts.count(); ++i)
    it.possible->add(it.facts.tuples().subspan(i * arity, arity));
  std::vector<std::vector<std::uint32_t>> todo = it.holes;
  while (!todo.empty()) {
    const std::vector<std::uint32_t> tuple = std::move(todo.back());
    todo.pop_back();
    const auto hole = std::ranges::find(tuple, nobody);
    if (hole == tuple.end()) {
      it.possible->add(tuple);
      if (it.possible->count() > most_possible)
        return Mistake{
            table.origin, 0, 0,
            fmt::format("its rows with NULL may stand for more than {} tuples: leave them out, or fill them in",
                        most_possible)};
      continue;
    }
    const auto place = static_cast<std::size_t>(hole - tuple.begin());
    for (std::uint32_t who = 0; who < (*individuals_)[sorts[place].index].count(); ++who) {
      todo.push_back(tuple);
      todo.back()[place] = who;
    }
  }
  it.possible->settle();
  return std::nullopt;
}

void Store::rank() {
  for (std::size_t sort = 0; sort < individuals_->size(); ++sort) {
    if (!system_.sorts[sort].is_ordered)
      continue;
    const model::SortId id{static_cast<std::uint32_t>(sort)};
    const Individuals& all = (*individuals_)[sort];
    std::vector<std::uint32_t>& ranks = ranks_[sort];
    std::vector<std::uint32_t> sorted(all.count());
    std::iota(sorted.begin(), sorted.end(), 0U);
    std::vector<std::int64_t> numbers;
    for (std::uint32_t i = 0; i < all.count(); ++i)
      if (const auto number = as_number(all.id(i)))
        numbers.push_back(*number);
    if (!system_.sorts[sort].is_enum && numbers.size() < sorted.size() &&
        std::ranges::any_of(sorted, [&](std::uint32_t i) { return has_digits_only(all.id(i)); }))
      for (std::uint32_t i = 0; i < all.count() && !ordered_as_text_.contains(id); ++i)
        if (!as_number(all.id(i)))
          ordered_as_text_.emplace(id, i);
    if (!system_.sorts[sort].is_enum)
      std::ranges::sort(sorted, [&](std::uint32_t a, std::uint32_t b) {
        return numbers.size() == sorted.size() ? numbers[a] < numbers[b] : all.id(a) < all.id(b);
      });
    ranks.resize(sorted.size());
    for (std::uint32_t i = 0; i < sorted.size(); ++i)
      ranks[sorted[i]] = i;
  }
}

} // namespace chaperone::records
