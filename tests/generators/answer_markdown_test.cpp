// generators/reports/answer_markdown: a verdict with its story as Markdown.
#include "generators/reports/answer_markdown.hpp"

#include "model/resolve/front_end.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using Catch::Matchers::Contains;

namespace {

model::System joining() {
  const std::string text =
      "system a\nsort User\nrelation in_it(User)\nrelation never_in(User)\ninit empty in_it, never_in\n"
      "rule join(u: User) \"{u} *joins*\" { add in_it(u) }\n"
      "/// Nobody <b>joins</b>.\nnever somebody = some u: User | in_it(u)\n"
      "never nobody = some u: User | never_in(u)\n"
      "scenario s { join(Ann) refused }\n";
  return *model::load_system("a.chap", [&](const std::string&) { return model::FileBytes{text, {}}; }).system;
}

} // namespace

TEST_CASE("a violation is a heading, its promise, numbered steps with their changes, and why") {
  const model::System system = joining();
  const solver::CheckResult result = solver::check(system, {});
  CHECK(reports::verdict_in_words(system, result.properties[0]) == "violated in 1 step");
  const std::string text = reports::answer_markdown(system, result.properties[0]);
  CHECK_THAT(text, Contains("# never `somebody`: violated in 1 step\n\nNobody \\<b\\>joins\\</b\\>.\n"));
  CHECK_THAT(text, Contains("1. **User1 \\*joins\\***\n   - `+ in_it(User1)`\n"));
  CHECK_THAT(text, Contains("## Why\n\n```text\n"));
}

TEST_CASE("a proof shows its invariant, and a failed scenario its steps") {
  const model::System system = joining();
  const solver::CheckResult result = solver::check(system, {});
  CHECK_THAT(reports::answer_markdown(system, result.properties[1]),
             Contains("# never `nobody`: proved for any number of Users") && Contains("invariant:"));
  CHECK_THAT(reports::verdict_in_words(result.scenarios[0]), Contains("failed, step 1 `join(Ann)` was allowed"));
  CHECK_THAT(reports::answer_markdown(system, result.scenarios[0]), Contains("1. **Ann \\*joins\\***"));
}
