// A streaming reader of CSV (RFC 4180): records of fields between commas, a field in quotes if it holds commas, quotes
// or line ends; LF or CRLF; UTF-8 with or without a byte order mark. Blank lines are skipped, or, in a
// table whose header has one field, records with an empty one.
//
//   CsvReader reader("member.csv", source);
//   for (CsvRecord record; reader.next(record);) use(record.fields);
//   if (reader.mistake()) complain(text_of(*reader.mistake()));
//
// Covered by tests/records/lines_test.cpp.
#pragma once

#include "records/lines/bytes.hpp"

#include <string>
#include <vector>

namespace chaperone::records {

struct CsvField {
  std::string text;
  bool is_quoted = false; ///< an empty field without quotes is NULL, `""` an empty text
  std::uint64_t line = 0, column = 0;

  bool is_null() const { return text.empty() && !is_quoted; }
};

struct CsvRecord {
  std::vector<CsvField> fields;
  std::uint64_t line = 0; ///< where it begins
};

enum class BlankLines { skipped, of_one_field };

class CsvReader {
public:
  CsvReader(std::string file, ByteSource source, BlankLines blank_lines = BlankLines::skipped);

  /// The next record, into the same memory as the one before; false at the end and at a mistake. Linear.
  bool next(CsvRecord& record);
  const std::optional<Mistake>& mistake() const { return characters_.mistake(); }

private:
  bool skip_blank_lines();
  bool field(CsvField& into);
  bool quoted(CsvField& into);

  Characters characters_;
  BlankLines blank_lines_;
  bool is_first_ = true;
  bool has_one_field_ = false;                     ///< in the first record
  std::uint64_t blank_line_ = 0, blanks_left_ = 0; ///< lines from there on that are records
};

} // namespace chaperone::records
