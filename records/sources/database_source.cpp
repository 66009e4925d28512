// Databases as sources, and which kind of source a name stands for.
#include "records/lines/quotes.hpp"
#include "records/sources/connection.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

namespace chaperone::records {
namespace {

class DatabaseSource : public Source {
public:
  DatabaseSource(std::unique_ptr<Connection> connection, std::string name)
      : connection_(std::move(connection)), name_(std::move(name)) {}

  std::optional<Mistake> open(const std::vector<MapEntry>& map) {
    auto found = connection_->tables();
    if (const auto* wrong = std::get_if<std::string>(&found))
      return Mistake{name_, 0, 0, model::visible(*wrong)};
    for (const Connection::Table& table : std::get<std::vector<Connection::Table>>(found))
      if (std::ranges::find(map, table.name, &MapEntry::name) == map.end() &&
          std::ranges::find(map, table.name, &MapEntry::table) == map.end())
        add(table.name, fmt::format("{}: table `{}`", name_, table.name), table.columns, query_of(table.name, {}));
    for (const MapEntry& entry : map) {
      const std::string query = entry.query.empty() ? query_of(entry.table, entry.columns) : entry.query;
      auto columns = connection_->columns(query);
      const std::string origin = fmt::format("{}: `{}`", name_, entry.name);
      if (const auto* wrong = std::get_if<std::string>(&columns))
        return Mistake{origin, 0, 0, model::visible(*wrong)};
      add(entry.name, origin, std::get<std::vector<std::string>>(columns), query);
      tables_.back().is_in_order = !entry.columns.empty();
    }
    std::ranges::sort(tables_, {}, &SourceTable::name);
    return std::nullopt;
  }

  const std::vector<SourceTable>& tables() const override { return tables_; }

  std::optional<Mistake> read(const SourceTable& table, const RowVisitor& visit) override {
    auto failed = connection_->rows(queries_.at(table.name), [&](std::span<const Cell> cells) {
      return visit({cells, 0});
    });
    return failed ? std::optional(Mistake{table.origin, 0, 0, model::visible(*failed)}) : std::nullopt;
  }

private:
  void add(const std::string& name, std::string origin, std::vector<std::string> columns, std::string query) {
    tables_.push_back({name, std::move(origin), std::move(columns)});
    queries_[name] = std::move(query);
  }

  /// A table's name may have a schema before it. SQLite takes `"name"` for a text where no column has that name, but
  /// not `t."name"`.
  static std::string query_of(const std::string& table, const std::vector<std::string>& columns) {
    std::string chosen;
    for (const std::string& column : columns)
      chosen += (chosen.empty() ? "t." : ", t.") + in_quotes(column, '"');
    return fmt::format("SELECT {} FROM {} AS t", chosen.empty() ? "*" : chosen, path_in_quotes(table, '"'));
  }

  std::unique_ptr<Connection> connection_;
  std::string name_;
  std::vector<SourceTable> tables_;
  std::map<std::string, std::string> queries_;
};

/// The address without the password in it.
std::string without_password(const std::string& address) {
  const auto begin = address.find("://");
  const auto at = address.find('@');
  if (begin == std::string::npos || at == std::string::npos)
    return address;
  const auto colon = address.find(':', begin + 3);
  return colon < at ? address.substr(0, colon) + address.substr(at) : address;
}

} // namespace

std::variant<std::vector<Connection::Table>, std::string> tables_listed_by(Connection& connection,
                                                                           const std::string& query) {
  std::vector<Connection::Table> made;
  const auto failed = connection.rows(query, [&](std::span<const Cell> cells) {
    if (made.empty() || made.back().name != cells[0].text)
      made.push_back({std::string(cells[0].text), {}});
    made.back().columns.emplace_back(cells[1].text);
    return true;
  });
  if (failed)
    return *failed;
  return made;
}

OpenedSource source_of(std::unique_ptr<Connection> connection, const std::string& name,
                       const std::vector<MapEntry>& map) {
  auto made = std::make_unique<DatabaseSource>(std::move(connection), name);
  if (auto mistake = made->open(map))
    return std::move(*mistake);
  return made;
}

OpenedSource open_source(const std::string& data, const std::vector<MapEntry>& map) {
  const auto with = [&](OpenedConnection opened, const std::string& name) -> OpenedSource {
    if (const auto* wrong = std::get_if<std::string>(&opened))
      return Mistake{name, 0, 0, model::visible(*wrong)};
    return source_of(std::move(std::get<std::unique_ptr<Connection>>(opened)), name, map);
  };
  if (data.starts_with("postgresql://") || data.starts_with("postgres://"))
    return with(open_postgresql(data), without_password(data));
  std::error_code error;
  if (!std::filesystem::is_regular_file(data, error))
    return open_folder(data, map);
  OpenedFile file = open_regular(data);
  if (!file.source)
    return Mistake{data, 0, 0, file.why_not};
  std::string start(16, '\0');
  const std::ptrdiff_t count = file.source(start.data(), start.size());
  start.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  if (start.starts_with("SQLite format 3"))
    return with(open_sqlite(data), data);
  if (start.size() >= 12 && start.substr(8, 4) == "DUCK")
    return with(open_duckdb(data), data);
  return Mistake{data, 0, 0, "it is no folder, and no database of SQLite or DuckDB"};
}

} // namespace chaperone::records
