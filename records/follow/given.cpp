// See given.hpp.
#include "records/follow/given.hpp"

#include "records/sources/columns.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::follow {

using namespace model;
using records::Mistake;

namespace {

std::optional<RelationId> relation(const System& system, const std::string& name) {
  for (std::uint32_t i = 0; i < system.relations.size(); ++i)
    if (system.relations[i].name == name && system.relations[i].is_stated())
      return RelationId{i};
  return std::nullopt;
}

std::optional<FunctionId> function(const System& system, const std::string& name) {
  for (std::uint32_t i = 0; i < system.functions.size(); ++i)
    if (system.functions[i].name == name && system.functions[i].is_stated())
      return FunctionId{i};
  return std::nullopt;
}

std::optional<SortId> sort(const System& system, const std::string& name) {
  for (std::uint32_t i = 0; i < system.sorts.size(); ++i)
    if (system.sorts[i].name == name && !system.sorts[i].is_enum)
      return SortId{i};
  return std::nullopt;
}

class Giver {
public:
  Giver(live::LiveRun& run, records::Source& source, std::vector<std::string>& remarks)
      : run_(run), source_(source), remarks_(remarks) {}

  std::optional<Mistake> give(const records::SourceTable& table) {
    const System& system = run_.system();
    table_ = &table;
    nulls_ = 0;
    std::optional<Mistake> mistake;
    if (const auto it = relation(system, table.name)) {
      mistake = read(system[*it].places, std::nullopt, [&] { run_.put(*it, row_.data(), live::Truth::yes); });
    } else if (const auto its = function(system, table.name)) {
      mistake = read(system[*its].places, system[*its].result,
                     [&] { run_.set(*its, row_.data(), row_[system[*its].places.size()]); });
    } else if (const auto whose = sort(system, table.name)) {
      mistake = read({{"", *whose}}, std::nullopt, [] {}); // a row's individual is there once it is read
    } else {
      remarks_.push_back(fmt::format("{}: no relation, function or sort is called `{}`; it is left out", table.origin,
                                     visible(table.name)));
    }
    if (nulls_ > 0)
      remarks_.push_back(fmt::format("{}: {} with NULL left out", table.origin,
                                     nulls_ == 1 ? "1 row is" : fmt::format("{} rows are", nulls_)));
    return mistake;
  }

private:
  template <class Take>
  std::optional<Mistake> read(const std::vector<Place>& places, std::optional<SortId> value, const Take& take) {
    const auto columns = records::columns_of(run_.system(), places, value.has_value(), table_->name, table_->columns);
    if (const auto* wrong = std::get_if<std::string>(&columns))
      return Mistake{table_->origin, 1, 0, *wrong};
    std::vector<SortId> sorts;
    for (const Place& place : places)
      sorts.push_back(place.sort);
    if (value)
      sorts.push_back(*value);
    std::optional<Mistake> wrong;
    std::optional<Mistake> mistake = source_.read(*table_, [&](const records::SourceRow& row) {
      wrong = take_row(row, std::get<std::vector<std::size_t>>(columns), sorts);
      if (!wrong && row_.size() == sorts.size())
        take();
      return !wrong;
    });
    return wrong ? wrong : mistake;
  }

  std::optional<Mistake> take_row(const records::SourceRow& row, const std::vector<std::size_t>& columns,
                                  const std::vector<SortId>& sorts) {
    row_.clear();
    for (const std::size_t column : columns)
      if (row.cells[column].is_null) {
        ++nulls_;
        return std::nullopt;
      }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const records::Cell& cell = row.cells[columns[i]];
      const live::Number number = run_.individuals().found_or_added(sorts[i], cell.text);
      if (number == live::nobody)
        return Mistake{table_->origin, row.line, cell.column,
                       fmt::format("`{}` is no {}", visible(std::string(cell.text)), run_.system()[sorts[i]].name)};
      row_.push_back(number);
    }
    return std::nullopt;
  }

  live::LiveRun& run_;
  records::Source& source_;
  std::vector<std::string>& remarks_;
  const records::SourceTable* table_ = nullptr;
  std::vector<live::Number> row_;
  std::size_t nulls_ = 0;
};

} // namespace

live::Start start_with(const System& system, const std::vector<records::SourceTable>& tables) {
  live::Start made = live::start_of(system);
  for (const records::SourceTable& table : tables)
    if (const auto it = relation(system, table.name))
      made.relations[it->index] = live::Start::Relation::empty;
  return made;
}

std::optional<Mistake> give(live::LiveRun& run, records::Source& source, std::vector<std::string>& remarks) {
  Giver giver(run, source, remarks);
  for (const records::SourceTable& table : source.tables())
    if (std::optional<Mistake> mistake = giver.give(table))
      return mistake;
  run.start_for_added();
  run.forget_changes();
  return std::nullopt;
}

} // namespace chaperone::follow
