// A database that is read and never written to. Covered by tests/records/sources_test.cpp.
#pragma once

#include "records/sources/map.hpp"
#include "records/sources/source.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::records {

class Connection {
public:
  virtual ~Connection() = default;

  struct Table {
    std::string name;
    std::vector<std::string> columns;
  };
  /// The tables and views that can be seen without naming a schema, or why they cannot be read.
  virtual std::variant<std::vector<Table>, std::string> tables() = 0;
  /// The names of a query's columns, or what is wrong with the query.
  virtual std::variant<std::vector<std::string>, std::string> columns(const std::string& query) = 0;
  /// Visits the rows as texts until `visit` gives false. Gives why the database did not go on.
  virtual std::optional<std::string> rows(const std::string& query,
                                          const std::function<bool(std::span<const Cell>)>& visit) = 0;
};

/// The tables that a query lists by name and column, the columns of one behind each other.
std::variant<std::vector<Connection::Table>, std::string> tables_listed_by(Connection& connection,
                                                                           const std::string& query);

using OpenedConnection = std::variant<std::unique_ptr<Connection>, std::string>;

/// A SQLite file.
OpenedConnection open_sqlite(const std::string& path);
/// `postgresql://…`, as libpq takes it; all is read in one transaction that cannot write.
OpenedConnection open_postgresql(const std::string& address);
/// A DuckDB file, or one in memory for an empty path. The library is loaded now: that which CHAPERONE_DUCKDB names,
/// else `libduckdb.so` where the loader finds it.
OpenedConnection open_duckdb(const std::string& path);

/// A database as a source: its tables by their names, or what the map says in place of them.
OpenedSource source_of(std::unique_ptr<Connection> connection, const std::string& name,
                       const std::vector<MapEntry>& map);

/// What `--data` names: a folder, a SQLite or DuckDB file, or `postgresql://…`.
OpenedSource open_source(const std::string& data, const std::vector<MapEntry>& map);

} // namespace chaperone::records
