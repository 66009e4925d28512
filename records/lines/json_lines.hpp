// A streaming reader of JSON lines: one JSON value on each line, UTF-8. Blank lines are skipped.
// Covered by tests/records/lines_test.cpp.
#pragma once

#include "records/lines/bytes.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace chaperone::records {

struct JsonLine {
  nlohmann::ordered_json value;
  std::uint64_t line = 0;
};

class JsonLineReader {
public:
  JsonLineReader(std::string file, ByteSource source);

  /// The next value; false at the end and at a mistake: a line that is no JSON, or an object with a name twice.
  bool next(JsonLine& into);
  const std::optional<Mistake>& mistake() const { return characters_.mistake(); }

private:
  bool parse(JsonLine& into);

  Characters characters_;
  std::string text_;
};

} // namespace chaperone::records
