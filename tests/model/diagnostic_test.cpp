// Tests of model/text/diagnostic.hpp and model/text/suggest.hpp.
#include "model/text/diagnostic.hpp"
#include "model/text/suggest.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;

namespace {

std::string shown(const std::string& text, std::uint32_t begin, std::uint32_t end, bool color = false) {
  SourceSet sources;
  const FileId file = sources.add(SourceFile("rules.chap", text));
  return render({Severity::error, "some_code", {file, begin, end}, "it is wrong", "here", "", {}}, sources, color);
}

} // namespace

TEST_CASE("a diagnostic shows the place, the line and the underlined words") {
  CHECK(shown("one\ntwo words\n", 8, 13) == "error[some_code]: it is wrong\n"
                                            " --> rules.chap:2:5\n"
                                            "  |\n"
                                            "2 | two words\n"
                                            "  |     ^^^^^ here\n");
}

TEST_CASE("hints and notes follow the line they explain") {
  SourceSet sources;
  const FileId file = sources.add(SourceFile("rules.chap", "one\ntwo\n"));
  const Diagnostic warning{Severity::warning, "c", {file, 4, 7}, "odd", "", "try this", {{{file, 0, 3}, "see there"}}};
  CHECK(render(warning, sources, false) == "warning[c]: odd\n"
                                           " --> rules.chap:2:1\n"
                                           "  |\n"
                                           "2 | two\n"
                                           "  | ^^^\n"
                                           "  = help: try this\n"
                                           "note: see there\n"
                                           " --> rules.chap:1:1\n"
                                           "  |\n"
                                           "1 | one\n"
                                           "  | ---\n");
}

TEST_CASE("the underline stands right below tabs and wide letters") {
  CHECK(shown("\tx", 1, 2).find("1 |     x\n  |     ^ here") != std::string::npos);
  CHECK(shown("日本 x", 7, 8).find("1 | 日本 x\n  |      ^ here") != std::string::npos);
}

TEST_CASE("a very long line is shown in part, around the words") {
  const std::string text = std::string(1000, 'a') + "HERE" + std::string(1000, 'b');
  const std::string result = shown(text, 1000, 1004);
  CHECK(result.size() < 500);
  CHECK(result.find("HERE") != std::string::npos);
  CHECK(result.find("^^^^ here") != std::string::npos);
  CHECK(result.find("rules.chap:1:1001") != std::string::npos);
}

TEST_CASE("nothing in a file reaches the terminal as a control sequence") {
  const std::string result = shown("a \x1b[31m b \x7f \xff", 0, 1);
  CHECK(result.find('\x1b') == std::string::npos);
  CHECK(result.find('\x7f') == std::string::npos);
  CHECK(result.find('\xff') == std::string::npos);
}

TEST_CASE("only colour makes control sequences") {
  CHECK(shown("one", 0, 1, true).find('\x1b') != std::string::npos);
  CHECK(shown("one", 0, 1, false).find('\x1b') == std::string::npos);
}

TEST_CASE("a place at the end of the file or in an empty file can be shown") {
  CHECK(shown("one\n", 4, 4).find("rules.chap:2:1") != std::string::npos);
  CHECK(shown("", 0, 0) == "error[some_code]: it is wrong\n --> rules.chap:1:1\n");
}

TEST_CASE("diagnostics are put in source order and said once") {
  const Diagnostic late{Severity::error, "b", {FileId{0}, 9, 10}, "late", "", "", {}};
  const Diagnostic early{Severity::warning, "a", {FileId{0}, 1, 2}, "early", "", "", {}};
  std::vector<Diagnostic> list{late, early, late};
  sort_in_source_order(list);
  REQUIRE(list.size() == 2);
  CHECK(list[0].message == "early");
  CHECK(has_errors(list));
  list.pop_back();
  CHECK_FALSE(has_errors(list));
}

TEST_CASE("the distance counts swapped neighbours once") {
  CHECK(edit_distance("member", "memebr", 3) == 1U);
  CHECK(edit_distance("member", "membr", 3) == 1U);
  CHECK(edit_distance("kitten", "sitting", 3) == 3U);
  CHECK_FALSE(edit_distance("kitten", "sitting", 2));
}

TEST_CASE("the nearest name is offered, and none that is far") {
  Nearest nearest("membr");
  nearest.offer("owner");
  CHECK(nearest.question().empty());
  nearest.offer("member");
  CHECK(nearest.question() == "did you mean `member`?");
}

TEST_CASE("names of one or two letters are near to nothing") {
  Nearest nearest("a");
  nearest.offer("b");
  CHECK_FALSE(nearest.found());
}
