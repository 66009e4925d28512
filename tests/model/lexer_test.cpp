// Tests of model/syntax/lexer.hpp.
#include "model/syntax/lexer.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;

namespace {

struct Result {
  std::vector<TokenKind> kinds;
  std::vector<std::string> texts;
  std::vector<DocComment> docs;
  std::vector<Diagnostic> diagnostics;
};

Result lexed(const std::string& text) {
  Report report;
  const LexedFile file = lex(FileId{0}, text, report);
  Result result;
  for (const Token& token : file.tokens) {
    result.kinds.push_back(token.kind);
    result.texts.push_back(text.substr(token.begin, token.end - token.begin));
  }
  result.docs = file.docs;
  result.diagnostics = report.take();
  return result;
}

} // namespace

TEST_CASE("reserved words are told from names that begin like them") {
  CHECK(word_kind("all") == TokenKind::word_all);
  CHECK(word_kind("always") == TokenKind::word_always);
  CHECK(word_kind("alls") == TokenKind::name);
  CHECK(word_kind("where") == TokenKind::word_where);
  CHECK(word_kind("require") == TokenKind::name);
  CHECK(word_kind("zebra") == TokenKind::name);
}

TEST_CASE("line ends and comments mean nothing") {
  const auto result = lexed("a // b c\r\n\n  d");
  CHECK(result.texts == std::vector<std::string>{"a", "d", ""});
  CHECK(result.diagnostics.empty());
}

TEST_CASE("letters of any script make names, signs do not") {
  CHECK(lexed("Zoë 名前 _x x_1").kinds ==
        std::vector<TokenKind>{TokenKind::name, TokenKind::name, TokenKind::name, TokenKind::name, TokenKind::end});
  CHECK(lexed("€").diagnostics.size() == 1);
}

TEST_CASE("a lone underscore is no name") {
  CHECK(lexed("_").kinds.front() == TokenKind::underscore);
}

TEST_CASE("documentation belongs to the next token, line by line") {
  const auto result = lexed("/// first\n///  second\nrule\n//// a ruler\nx /// behind code\ny");
  REQUIRE(result.docs.size() == 1);
  CHECK(result.docs[0].token == 0);
  CHECK(result.docs[0].text == "first\n second");
}

TEST_CASE("an operator of another language is reported and read as what it means") {
  const auto result = lexed("a && !b == c -> d");
  CHECK(result.kinds == std::vector<TokenKind>{TokenKind::name, TokenKind::word_and, TokenKind::word_not,
                                               TokenKind::name, TokenKind::equal, TokenKind::name,
                                               TokenKind::word_implies, TokenKind::name, TokenKind::end});
  REQUIRE(result.diagnostics.size() == 4);
  CHECK(result.diagnostics[0].hint == "write `and`");
}

TEST_CASE("the language's own signs are not taken for others'") {
  CHECK(lexed("x != y | z = { a, b } : ( )").diagnostics.empty());
}

TEST_CASE("an unclosed text ends with its line, and is reported where it was opened") {
  const auto result = lexed("x \"never closed\ny");
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(result.diagnostics[0].code == "unclosed_string");
  CHECK(result.diagnostics[0].span == Span{FileId{0}, 2, 3});
  CHECK(result.texts.at(3) == "y");
}

TEST_CASE("a byte order mark at the start is skipped") {
  CHECK(lexed("\xEF\xBB\xBFsystem").kinds.front() == TokenKind::word_system);
}
