// What dialects of SQL say differently. Covered by tests/records/sql_test.cpp and tests/dialects/.
#pragma once

#include "records/scripts/dialect.hpp"

#include <string>
#include <string_view>

namespace chaperone::records {

struct Words {
  Dialect dialect;
  std::string_view name;
  char quote;                 ///< of names
  std::string_view text;      ///< the type that ids are compared as
  std::string_view make_view; ///< only for this session, where there is such a view; else in place of an older one
  std::string_view whole;     ///< the whole number at the start of the text {}; NULL or anything if there is none
  std::string_view by_bytes;  ///< behind a text that is compared byte by byte
  Reach reach;
  bool has_recursion; ///< WITH RECURSIVE
  bool drops_known;   ///< a recursive query may take UNION, and so stop where nothing is new
  std::string_view distinct_union = "UNION";

  std::string quoted(const std::string& identifier) const;
  /// The number that the text is if it is a whole number as it is usually written, else NULL.
  std::string number(const std::string& expression) const;
};

const Words& words_of(Dialect dialect);

} // namespace chaperone::records
