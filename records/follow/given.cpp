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
  Giver(Course& course, records::Source& source, std::vector<std::string>& remarks)
      : course_(course), run_(course.run()), source_(source), remarks_(remarks) {}

  std::optional<Mistake> give(const records::SourceTable& table) {
    const System& system = run_.system();
    table_ = &table;
    nulls_ = 0;
    std::optional<Mistake> mistake;
    if (const auto it = relation(system, table.name)) {
      mistake = read(system[*it].places, std::nullopt, [&] { put(*it); });
    } else if (const auto its = function(system, table.name)) {
      mistake = read(system[*its].places, system[*its].result, [&] { set(*its); });
    } else if (const auto whose = sort(system, table.name)) {
      mistake = read({{"", *whose}}, std::nullopt, [] {}); // a row's individual is there once it is read
    } else {
      remarks_.push_back(fmt::format("{}: no relation, function or sort is called `{}`; it is left out", table.origin,
                                     visible(table.name)));
    }
    if (nulls_ > 0)
      remarks_.push_back(fmt::format("{}: {} with NULL: what {} for is not known", table.origin,
                                     nulls_ == 1 ? "1 row" : fmt::format("{} rows", nulls_),
                                     nulls_ == 1 ? "it stands" : "they stand"));
    return mistake;
  }

private:
  bool has_null(std::size_t columns) const {
    return std::any_of(row_.begin(), row_.begin() + static_cast<std::ptrdiff_t>(columns),
                       [](live::Number each) { return each == live::nobody; });
  }

  void put(RelationId relation) {
    if (!has_null(row_.size()))
      return run_.put(relation, row_.data(), live::Truth::yes);
    course_.loosen({relation});
    run_.forget(relation, row_);
  }

  void set(FunctionId function) {
    const std::size_t places = row_.size() - 1;
    if (has_null(row_.size()))
      course_.loosen({function});
    if (has_null(places))
      run_.forget(function, {row_.begin(), row_.end() - 1});
    else
      run_.set(function, row_.data(), row_[places]);
  }

  template <class Take>
  std::optional<Mistake> read(const std::vector<Place>& places, std::optional<SortId> value, const Take& take) {
    if (table_->columns.empty()) // JSON lines without a line
      return std::nullopt;
    const auto columns = records::columns_of(run_.system(), places, value.has_value(), *table_);
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
      if (!wrong)
        take();
      return !wrong;
    });
    return wrong ? wrong : mistake;
  }

  std::optional<Mistake> take_row(const records::SourceRow& row, const std::vector<std::size_t>& columns,
                                  const std::vector<SortId>& sorts) {
    row_.clear();
    nulls_ += std::ranges::any_of(columns, [&](std::size_t column) { return row.cells[column].is_null; }) ? 1 : 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const records::Cell& cell = row.cells[columns[i]];
      if (cell.is_null) {
        row_.push_back(live::nobody);
        continue;
      }
      const live::Number number = run_.individuals().found_or_added(sorts[i], cell.text);
      if (number == live::nobody)
        return Mistake{table_->origin, row.line, cell.column,
                       fmt::format("`{}` is no {}", visible(std::string(cell.text)), run_.system()[sorts[i]].name)};
      row_.push_back(number);
    }
    return std::nullopt;
  }

  Course& course_;
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

std::optional<Mistake> give(Course& course, records::Source& source, std::vector<std::string>& remarks) {
  Giver giver(course, source, remarks);
  for (const records::SourceTable& table : source.tables())
    if (std::optional<Mistake> mistake = giver.give(table))
      return mistake;
  course.run().start_for_added();
  course.run().forget_changes();
  return std::nullopt;
}

} // namespace chaperone::follow
