// Tests of model/text/source.hpp and model/text/utf8.hpp.
#include "model/text/source.hpp"
#include "model/text/utf8.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;

TEST_CASE("a column counts code points, not bytes") {
  const SourceFile file("a.chap", "Zoë meets\nBjörn");
  CHECK(file.locate(0) == Location{1, 1});
  CHECK(file.locate(5) == Location{1, 5});
  CHECK(file.locate(11) == Location{2, 1});
  CHECK(file.locate(16) == Location{2, 5});
}

TEST_CASE("a place beyond the text is clamped to its end") {
  const SourceFile file("a.chap", "one\n");
  CHECK(file.locate(99) == Location{2, 1});
  CHECK(file.line_count() == 2);
  CHECK(file.line(2).empty());
}

TEST_CASE("a line comes without its line end, Windows's included") {
  const SourceFile file("a.chap", "one\r\ntwo");
  CHECK(file.line(1) == "one");
  CHECK(file.line(2) == "two");
}

TEST_CASE("views of a short file's text survive more files and copies of the set") {
  SourceSet set;
  const FileId first = set.add(SourceFile("a", "tiny"));
  const std::string_view text = set.file(first).text();
  for (int i = 0; i < 100; ++i)
    set.add(SourceFile("b", "other"));
  const SourceSet copy = set;
  CHECK(text == "tiny");
  CHECK(copy.text({first, 1, 3}) == "in");
  CHECK(copy.file(first).text().data() == text.data());
}

TEST_CASE("what is not UTF-8 is found at its first byte") {
  CHECK_FALSE(find_invalid_utf8("plain, Zoë, 日本, 🙂"));
  CHECK(find_invalid_utf8("ab\xff") == 2U);
  CHECK(find_invalid_utf8("a\xc0\x80") == 1U);          // overlong
  CHECK(find_invalid_utf8("\xed\xa0\x80") == 0U);       // a surrogate
  CHECK(find_invalid_utf8("ok\xf4\x90\x80\x80") == 2U); // beyond U+10FFFF
  CHECK(find_invalid_utf8("cut off \xe6\x97") == 8U);
}

TEST_CASE("wide and combining characters have the columns of a terminal") {
  CHECK(columns_of(U'a') == 1);
  CHECK(columns_of(0x65E5) == 2);
  CHECK(columns_of(0x0301) == 0);
}
