// A script of `audit --sql`, taken apart, and run by SQLite on tables in memory.
// Used by tests/records/sql_test.cpp and tests/dialects/cases.cpp.
#pragma once

#include "records/sources/map.hpp"
#include "tests/records/rows.hpp"

#include "model/rules/system.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chaperone::tests {

using Texts = std::vector<std::string>;

struct Statement {
  std::string comment; ///< the line before it, or before one further up
  std::string text;
  bool is_query() const { return !text.starts_with("CREATE"); }
};

std::vector<Statement> statements_of(const std::string& script);

/// A script is for tables that are all there. Adds those that are missing, with one row of NULLs, which says as little
/// as no table. False where that cannot be said, because a relation without places is missing.
bool add_missing(const model::System& system, Rows& rows);

/// What a table is called in an engine: not as the rules call it, which engines may take for another table's name.
std::string table_name(const Rows& rows, std::size_t table);

/// An entry for each table, so that a script finds its columns by their order.
std::vector<records::MapEntry> map_of(const Rows& rows);

/// The rows of each query, by its comment; nothing where a query is too deep or large for SQLite. Throws what else it
/// complains of, with the statement.
std::optional<std::map<std::string, std::set<Texts>>> rows_by_sqlite(const std::string& script, Rows& rows);

} // namespace chaperone::tests
