// Colors, widths, counts and wrapped lists.
#include "generators/story/story_text.hpp"
#include "generators/story/text.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;

TEST_CASE("a painter without colors changes nothing") {
  CHECK(reports::Painter(false).paint(reports::Style::bad, "violated") == "violated");
  CHECK(reports::Painter(true).paint(reports::Style::bad, "violated") == "\x1b[1;31mviolated\x1b[0m");
  CHECK(reports::Painter(true).paint(reports::Style::plain, "words") == "words");
}

TEST_CASE("columns are counted in letters, not in bytes") {
  CHECK(reports::width_of("Zoë") == 3);
  CHECK(reports::padded("Zoë", 5) == "Zoë  ");
  CHECK(reports::padded("longer", 3) == "longer");
}

TEST_CASE("one of a thing is singular") {
  CHECK(reports::counted(1, "step") == "1 step");
  CHECK(reports::counted(0, "step") == "0 steps");
  CHECK(reports::plural("Company") == "Companies");
  CHECK(reports::plural("Key") == "Keys");
  CHECK(reports::plural("Class") == "Classes");
  CHECK(reports::plural("User") == "Users");
}

TEST_CASE("a sort of one letter is told with an apostrophe, and no other") {
  CHECK(reports::plural_name("S") == "S's");
  CHECK(reports::plural_name("Ü") == "Ü's");
  CHECK(reports::plural_name("Box") == "Boxes");
  CHECK(reports::plural_name("BUS") == "BUSes");
}

TEST_CASE("a long list goes on under its beginning") {
  CHECK(reports::wrapped({"aaaa", "bbbb", "cccc"}, 2, 14) == "aaaa, bbbb,\n  cccc");
  CHECK(reports::wrapped({}, 2, 14).empty());
}
