// The file of `--map`: which table, file or query has the rows of which relation, function or sort.
//
//   # a comment
//   child: children                                   a table, or in a folder a file
//   approved: approvals(kid_id, friend_id)            with its columns in the order of the places
//   blocked: "Who is blocked"(who, "whom")            a name with blanks in it stands in quotes
//   member: select group_id, user_id                  a query; a line that begins with a blank goes on
//     from memberships where left_at is null
//
// Covered by tests/records/sources_test.cpp.
#pragma once

#include "records/lines/bytes.hpp"

#include <string>
#include <variant>
#include <vector>

namespace chaperone::records {

struct MapEntry {
  std::string name;                 ///< in the rules
  std::string table;                ///< empty: a query
  std::vector<std::string> columns; ///< empty: those of the table
  std::string query;
  std::uint64_t line = 0;
};

/// The entries in the order of the file, or the first mistake.
std::variant<std::vector<MapEntry>, Mistake> read_map(const std::string& path);
std::variant<std::vector<MapEntry>, Mistake> parse_map(const std::string& path, const std::string& text);

/// The names that a plain `select` gives its columns, where all stand there; else none.
std::vector<std::string> columns_of_query(const std::string& query);

} // namespace chaperone::records
