// What gives rows: a folder of files, a database. Nothing is ever written to it.
// Covered by tests/records/sources_test.cpp.
#pragma once

#include "records/lines/bytes.hpp"
#include "records/sources/map.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chaperone::records {

/// One table of a source: a file, a table of a database, or a query.
struct SourceTable {
  std::string name;                 ///< of the relation, function or sort that it is for
  std::string origin;               ///< what messages call it: a path, a table, a query
  std::vector<std::string> columns; ///< as the source names them
  bool is_in_order = false;         ///< a map names the columns, in the order of the places
};

struct Cell {
  std::string_view text;
  bool is_null = false;
  std::uint64_t column = 0; ///< in its line; 0 where there is no such place
};

struct SourceRow {
  std::span<const Cell> cells; ///< one for each column of the table
  std::uint64_t line = 0;      ///< 0 where there is no such place
};

/// Takes a row. Gives false to end the reading.
using RowVisitor = std::function<bool(const SourceRow&)>;

class Source {
public:
  virtual ~Source() = default;
  /// All tables, in the order of their names.
  virtual const std::vector<SourceTable>& tables() const = 0;
  /// Visits the rows of a table in an order of the source's own. Gives what is wrong with them, or with the source.
  virtual std::optional<Mistake> read(const SourceTable& table, const RowVisitor& visit) = 0;
};

using OpenedSource = std::variant<std::unique_ptr<Source>, Mistake>;

/// A folder: each NAME.csv, NAME.jsonl or NAME.ndjson in it is a table NAME, but for those that the map has another
/// file for. Files with other endings are left alone.
OpenedSource open_folder(const std::string& path, const std::vector<MapEntry>& map = {});

} // namespace chaperone::records
