// The readers of CSV and JSON lines: what they take, and where they say that a mistake is.
#include "records/lines/csv.hpp"
#include "records/lines/json_lines.hpp"
#include "records/lines/quotes.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace chaperone::records {
namespace {

using Table = std::vector<std::vector<std::string>>;

/// Hands out so many bytes at a time.
ByteSource in_pieces(std::string text, std::size_t piece) {
  return [read = bytes_of_text(std::move(text)), piece](char* into, std::size_t most) mutable {
    return read(into, std::min(piece, most));
  };
}

struct Told {
  Table table;
  std::string mistake;
};

Told csv(const std::string& text, std::size_t piece = 1U << 16U, BlankLines blank_lines = BlankLines::skipped) {
  CsvReader reader("t.csv", in_pieces(text, piece), blank_lines);
  Told told;
  for (CsvRecord record; reader.next(record);) {
    told.table.emplace_back();
    for (const CsvField& field : record.fields)
      told.table.back().push_back(field.is_null() ? "NULL" : field.text);
  }
  if (reader.mistake())
    told.mistake = text_of(*reader.mistake());
  return told;
}

std::string json_mistake(const std::string& text) {
  JsonLineReader reader("t.jsonl", bytes_of_text(text));
  for (JsonLine line; reader.next(line);) {
  }
  return reader.mistake() ? text_of(*reader.mistake()) : "";
}

TEST_CASE("CSV is read as RFC 4180 has it, however the bytes arrive") {
  const std::string text = "\xEF\xBB\xBFgroup,user\r\n\"a,\"\"b\"\"\",\"two\nlines\"\r\n\nJürg,\n\"\",x";
  const Table wanted{{"group", "user"}, {"a,\"b\"", "two\nlines"}, {"Jürg", "NULL"}, {"", "x"}};
  for (const std::size_t piece : {1, 2, 3, 7, 1000}) {
    const Told told = csv(text, piece);
    CHECK(told.table == wanted);
    CHECK(told.mistake.empty());
  }
  CHECK(csv("").table.empty());
  CHECK(csv("\n\r\n").table.empty());
}

TEST_CASE("a blank line is a record where the header has one field and it is asked for") {
  CHECK(csv("p\n\na\n\r\n\n", 1, BlankLines::of_one_field).table == Table{{"p"}, {"NULL"}, {"a"}, {"NULL"}, {"NULL"}});
  CHECK(csv("p\n\na\n").table == Table{{"p"}, {"a"}});
  CHECK(csv("p,q\n\na,b\n", 1, BlankLines::of_one_field).table == Table{{"p", "q"}, {"a", "b"}});
  CHECK(csv("\np\na", 1, BlankLines::of_one_field).table == Table{{"p"}, {"a"}});
}

TEST_CASE("a mistake in CSV is told with its line and its column in characters") {
  CHECK(csv("a,b\nü,\"open\n\nmore").mistake == "t.csv:2:3: this quote is never closed");
  CHECK(csv("a,b\nü,x\"y").mistake ==
        "t.csv:2:4: a quote within a field: put the whole field in quotes, and write each quote in it twice");
  CHECK(csv("\"a\"\x1b,b").mistake ==
        "t.csv:1:4: `\\u{1b}` after the closing quote: a comma or the end of the line must follow");
  CHECK(csv("a,b\nx,\xFFy\n").mistake == "t.csv:2:3: not UTF-8: the byte 0xff cannot stand here");
  CHECK(csv("a,b\nx,\xE2\x82").mistake == "t.csv:2:3: not UTF-8: a character is cut off");
  CHECK(csv("a\n\xED\xA0\x80", 1).mistake == "t.csv:2:1: not UTF-8: what follows the byte 0xed does not belong to it");
}

TEST_CASE("JSON lines are read one by one, and a mistake in them is located") {
  JsonLineReader reader("t.jsonl", in_pieces("\xEF\xBB\xBF{\"a\":1}\r\n\n  [2,\"ü\"]", 1));
  JsonLine line;
  REQUIRE(reader.next(line));
  CHECK(line.value.dump() == "{\"a\":1}");
  REQUIRE(reader.next(line));
  CHECK(line.line == 3);
  CHECK(line.value.dump() == "[2,\"ü\"]");
  CHECK_FALSE(reader.next(line));
  CHECK_FALSE(reader.mistake());

  CHECK(json_mistake("{\"a\":1}\n{\"ü\" 1}") == "t.jsonl:2:6: this is not JSON");
  CHECK(json_mistake("{\"a\":") == "t.jsonl:1:6: this line ends within a JSON value");
  CHECK(json_mistake("{\"a\":1,\"a\":2}") == "t.jsonl:1: the name `a` stands twice in one object");
  CHECK(json_mistake(std::string(100'000, '[')) == "t.jsonl:1: nested more than 200 deep");
  CHECK(json_mistake("{\"a\":1e999}") == "t.jsonl:1: a number is too large");
}

TEST_CASE("quotes within quotes are doubled") {
  CHECK(in_quotes("it's", '\'') == "'it''s'");
  CHECK(in_quotes("", '"') == "\"\"");
}

TEST_CASE("what is no regular file is not opened, and the reason is said") {
  CHECK(open_regular("/nowhere/t.csv").why_not == "no such file");
  CHECK(open_regular("/tmp").why_not == "it is a directory");
  CHECK(open_regular("/dev/zero").why_not == "it is not a regular file");
}

} // namespace
} // namespace chaperone::records
