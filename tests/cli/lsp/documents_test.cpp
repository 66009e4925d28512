// cli/lsp/positions and documents: places as editors count them, and texts as they change them.
#include "cli/lsp/documents.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::cli::lsp;

TEST_CASE("a place goes from an editor's count to bytes and back, in UTF-16 and in UTF-8") {
  const std::string text = "ab\r\nä€😀z\n\rend";
  const LineTable lines(text);
  CHECK(lines.line_count() == 4);
  CHECK(lines.offset(text, {1, 0}, Encoding::utf16) == 4);
  CHECK(lines.offset(text, {1, 2}, Encoding::utf16) == 9);
  CHECK(lines.offset(text, {1, 3}, Encoding::utf16) == 9); // within a surrogate pair: its start
  CHECK(lines.offset(text, {1, 4}, Encoding::utf16) == 13);
  CHECK(lines.offset(text, {1, 9}, Encoding::utf8) == 13);
  CHECK(lines.offset(text, {0, 99}, Encoding::utf16) == 2);
  CHECK(lines.offset(text, {99, 0}, Encoding::utf16) == text.size());
  CHECK(lines.position(text, 13, Encoding::utf16) == Position{1, 4});
  CHECK(lines.position(text, 13, Encoding::utf8) == Position{1, 9});
  CHECK(lines.position(text, static_cast<std::uint32_t>(text.size()), Encoding::utf16) == Position{3, 3});
}

TEST_CASE("changes are made one after the other") {
  Documents documents;
  documents.open("file:///a%20b/c.chap", "one\ntwo\n");
  const auto change = [](unsigned line, unsigned from, unsigned to, const char* words) {
    return Json{
        {"range", {{"start", {{"line", line}, {"character", from}}}, {"end", {{"line", line}, {"character", to}}}}},
        {"text", words}};
  };
  documents.change("/a b/c.chap", Json::array({change(0, 0, 3, "1\n"), change(1, 0, 0, "x"), change(9, 0, 0, "end")}),
                   Encoding::utf16);
  REQUIRE(documents.find("/a b/c.chap") != nullptr);
  CHECK(documents.find("/a b/c.chap")->text == "1\nx\ntwo\nend");
  documents.change("/a b/c.chap", Json::array({{{"text", "all"}}}), Encoding::utf16);
  CHECK(documents.find("/a b/c.chap")->text == "all");
  documents.change("/elsewhere", Json::array({{{"text", "all"}}}), Encoding::utf16);
  documents.close("/a b/c.chap");
  CHECK(documents.find("/a b/c.chap") == nullptr);
}

TEST_CASE("URIs name paths, and names that no path can have stay as they are") {
  CHECK(path_of("file:///a/%C3%A4%20b/../c.chap") == "/a/c.chap");
  CHECK(path_of("file://host/a") == "/a");
  CHECK(path_of("untitled:Untitled-1") == "untitled:Untitled-1");
  CHECK(path_of("file:///%zz%4") == "/%zz%4");
  CHECK(uri_of("/a b/ä.chap") == "file:///a%20b/%C3%A4.chap");
  CHECK(path_of(uri_of("/100%/ä b.chap")) == "/100%/ä b.chap");
}
