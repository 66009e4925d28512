// Stories for documents.
#include "generators/page/story_formats.hpp"
#include "tests/generators/rules_in_text.hpp"

#include "solver/check.hpp"

using namespace chaperone;
using tests::rules;

namespace {

struct Checked {
  explicit Checked(const std::string& text) : system(rules(text)), result(solver::check(system, {})) {
    reports.emplace_back();
    reports.back().system = &system;
    reports.back().result = &result;
  }
  model::System system;
  solver::CheckResult result;
  std::vector<reports::CheckReport> reports;
};

/// A text with marks of Mermaid and of SVG.
const std::string marked = "system s\nsort Person named Ann\nrelation inside(Person)\ninit empty inside\n"
                           "rule enter(who: Person) \"{who} <b> ]; #35; end\" {\n  add inside(who)\n}\n"
                           "never somebody = some p: Person | inside(p)\n";

bool holds_words(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("a story is a flowchart of Mermaid, from the start to what is broken") {
  const Checked checked(tests::chat_among_contacts());
  const std::string text = page::stories_mermaid(checked.reports);
  CHECK(text.starts_with("flowchart TB\n"));
  CHECK(holds_words(text, "subgraph s1[\"never meets: violated in 3 steps\"]"));
  CHECK(holds_words(text, "s1n0[\"at the start<br>"));
  CHECK(holds_words(text, "s1n2 --> s1n3[\"3. "));
  CHECK(holds_words(text, "s1n3 --> s1n4[\"this breaks the promise<br>"));
  CHECK(text == page::stories_mermaid(checked.reports));
}

TEST_CASE("a story is one SVG document that asks for nothing") {
  const Checked checked(tests::chat_among_contacts());
  const std::string text = page::stories_svg(checked.reports);
  CHECK(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
  CHECK(holds_words(text, ">never meets: violated in 3 steps</text>"));
  CHECK(holds_words(text, ">+ member</text>"));
  CHECK(holds_words(text, "this breaks the promise"));
  for (const char* asked : {"href", "url(", "@import", "<script", "var("})
    CHECK_FALSE(holds_words(text, asked));
}

TEST_CASE("where there is no story, a document says so") {
  const Checked checked("system s\nsort Person\nrelation inside(Person)\ninit empty inside\n"
                        "never somebody = some p: Person | inside(p)\n");
  CHECK(holds_words(page::stories_mermaid(checked.reports), "there is no story to tell"));
  CHECK(holds_words(page::stories_svg(checked.reports), "there is no story to tell"));
}

TEST_CASE("texts with marks of Mermaid or SVG are text in both") {
  const Checked checked(marked);
  const std::string mermaid = page::stories_mermaid(checked.reports);
  CHECK(holds_words(mermaid, "1. Ann #60;b#62; #93;#59; #35;35#59; end"));
  CHECK_FALSE(holds_words(mermaid, "<b>"));
  CHECK(holds_words(page::stories_svg(checked.reports), "1. Ann &lt;b&gt; ]; #35; end"));
}
