// An embedded SQLite whose tables are FactTables in memory: nothing is copied, and SQLite's planner knows how many
// tuples go with each value. https://www.sqlite.org/vtab.html. Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/facts/fact_table.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chaperone::records {

class Database {
public:
  Database();
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// The table outlives the database, and does not change any more. Its columns are `columns`.
  void attach(const std::string& name, const FactTable& table, const std::vector<std::string>& columns);

  /// Visits the rows of a query, all of whose columns are numbers, until `visit` gives false. Gives nothing, or why it
  /// failed: "interrupted", or a fault of the query's writer.
  std::optional<std::string> query(const std::string& sql,
                                   const std::function<bool(std::span<const std::int64_t>)>& visit);
  /// Runs a statement that gives no rows, such as one that makes a temporary table.
  std::optional<std::string> run(const std::string& sql);

  /// Queries ask this every now and then, and end where it says so.
  void stop_when(std::function<bool()> is_cut);

private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

} // namespace chaperone::records
