// What is shown of text that a terminal would obey.
#include "model/text/visible.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;

TEST_CASE("text of any language stays as it is") {
  for (const char* text : {"", "Ann", "Zoë → Käthe", "\xE6\xBC\xA2\xE5\xAD\x97", "\xF0\x9F\x98\x80", "a\\b"}) {
    CHECK(visible(text) == text);
    CHECK(visible_lines(text) == text);
  }
}

TEST_CASE("what a terminal would obey is written as an escape") {
  CHECK(visible("\x1b[31m\x07") == "\\u{1b}[31m\\u{7}");
  CHECK(visible(std::string("a\0b", 3)) == "a\\u{0}b");
  CHECK(visible("\x7f\xC2\x9B") == "\\u{7f}\\u{9b}");
  CHECK(visible("\xE2\x80\xAE|\xE2\x81\xA6|\xE2\x80\xA8") == "\\u{202e}|\\u{2066}|\\u{2028}");
  CHECK(visible("\xff\xC2") == "\\xff\\xc2");
  CHECK(visible("a\r\n\tb") == "a\\r\\n\\tb");
  CHECK(visible_lines("a\r\n\tb\x1b") == "a\\r\n\tb\\u{1b}");
}

TEST_CASE("JSON keeps its meaning") {
  CHECK(visible_json("{\n \"a\": \"\xE2\x80\xAE\x7f\\n\"\n}") == "{\n \"a\": \"\\u202e\\u007f\\n\"\n}");
}

TEST_CASE("no line is a command to a CI system") {
  const char* escape = "\\u{{{:x}}}";
  CHECK(without_commands("a::b\n ::error::c\n::d", escape) == "a::b\n \\u{3a}:error::c\n\\u{3a}:d");
  CHECK(without_commands("a ##[error]b ##vso[c", escape) == "a \\u{23}#[error]b \\u{23}#vso[c");
  CHECK(without_commands("###[x", "&#{};") == "#&#35;#[x");
  CHECK(without_commands("\n\n", escape) == "\n\n");
}

TEST_CASE("an excerpt ends between characters") {
  CHECK(excerpt("Zoë", 3) == "Zoë");
  CHECK(excerpt("Zoë and\n", 3) == "Zoë…");
  CHECK(excerpt("a\nb", 2) == "a\\n…");
}
