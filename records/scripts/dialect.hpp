// SQL for an engine of one's own: views of the tables, and one query for each promise and class.
// Covered by tests/records/sql_test.cpp.
#pragma once

#include "records/sources/map.hpp"
#include "records/sql/writer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::records {

enum class Dialect { sqlite, postgresql, duckdb, clickhouse, spark, trino };

std::optional<Dialect> dialect_named(std::string_view name);
std::vector<std::string> names_of_dialects();

struct SqlOptions {
  Dialect dialect = Dialect::sqlite;
  std::vector<model::PropertyId> properties; ///< empty: all `never` and `always`
  /// Tables and queries for symbols; those that it does not name are tables of their names, with columns of the places'
  /// names, or c1, c2, …, and `value`.
  std::vector<MapEntry> map;
};

/// Statements and comments, one behind the other. What one query cannot say is said in a comment.
std::string sql_script(const model::System& system, const SqlOptions& options);

} // namespace chaperone::records
