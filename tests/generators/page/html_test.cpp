// Markup that holds texts of others.
#include "generators/page/html.hpp"
#include "generators/page/shell.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::page;

TEST_CASE("what a browser would obey is text in HTML and in attributes") {
  Writer page;
  page.element("p", {{"title", "\" onclick='x'"}}, "</p><script>alert(1)</script> & more");
  CHECK(page.str() == "<p title=\"&quot; onclick=&#39;x&#39;\">&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; "
                      "more</p>");
}

TEST_CASE("what nobody sees and what turns the direction of text is shown as an escape") {
  CHECK(escaped("a\xE2\x80\xAE"
                "b\x1b\xff") == "a\\u{202e}b\\u{1b}\\xff");
  CHECK(escaped("Zoë\n漢字") == "Zoë\n漢字");
  CHECK(escaped(std::string("a\0b", 3)) == "a\\u{0}b");
}

TEST_CASE("a very long text stays whole") {
  const std::string text(100'000, 'x');
  CHECK(escaped(text) == text);
}

TEST_CASE("elements nest and are closed, but for those that HTML does not close") {
  Writer page;
  page.element("ul", [&] {
    page.element("li", "one").lone("br", {});
    page.element("li", {{"class", "b"}}, [&] { page.text("two"); });
  });
  CHECK(page.str() == "<ul><li>one</li><br><li class=\"b\">two</li></ul>");
}

TEST_CASE("different names have different ids of harmless letters") {
  CHECK(identifier("child_meets") == "child_meets");
  CHECK(identifier("a b") == "a-20b");
  CHECK(identifier("a-20b") != identifier("a b"));
  CHECK(identifier("\"><b") == "-22-3e-3cb");
}

TEST_CASE("a page names no address and lets its browser ask for none") {
  const std::string page = whole_page("A & B", [](Writer& into) { into.text("body"); });
  CHECK(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
  CHECK(page.find("<title>A &amp; B</title>") != std::string::npos);
  CHECK(page.find("default-src &#39;none&#39;") != std::string::npos);
  for (const char* address : {"http:", "https:", "//cdn", "@import", "url("})
    CHECK(page.find(address) == std::string::npos);
}

TEST_CASE("documentation ends its first sentence at a full stop or an empty line") {
  using Two = std::pair<std::string, std::string>;
  CHECK(first_sentence("One. Two.") == Two{"One", "Two."});
  CHECK(first_sentence("Version 1.2 is\nfine.") == Two{"Version 1.2 is fine", ""});
  CHECK(first_sentence("No stop\n\nMore") == Two{"No stop", "More"});
  CHECK(first_sentence("") == Two{"", ""});
  CHECK(first_sentence("All of it") == Two{"All of it", ""});
}
