// Words of the rules in comments and literals of generated code.
#include "generators/code/source_text.hpp"
#include "generators/suite/cpp/cpp_names.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::generators;

TEST_CASE("a comment ends where it should") {
  CHECK(for_comment("a */ b /* c **/ d") == "a * / b / * c ** / d");
  CHECK(for_comment("/*/") == "/ * /");
  CHECK(for_comment("a\xE2\x80\xA8"
                    "b\nc") == "a\\u{2028}b\nc");
  CHECK(comment_line("// C:\\ \t") == "// C:\\.");
  CHECK(comment_line("// what?\?/") == "// what?\?/.");
  CHECK(comment_line("// what? ") == "// what?");
}

TEST_CASE("a literal says what the text says") {
  CHECK(quoted("a \"b\" \\") == R"("a \"b\" \\")");
  CHECK(quoted("\xE2\x80\xAE\xE2\x80\xA8\x7f") == R"("\u202e\u2028\u007f")");
  CHECK(suite::cpp::cpp_string("\xE2\x80\xAE?\?/") == R"("\342\200\256?\?/")");
  CHECK(suite::cpp::cpp_string("ä→") == "\"ä→\"");
}

TEST_CASE("a docstring escapes itself last") {
  CHECK(in_docstring("\"\"\" \\N \xE2\x80\xAE") == R"(\"\"\" \\N \\u{202e})");
}
