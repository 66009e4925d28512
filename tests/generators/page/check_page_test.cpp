// What the page of a check says. How a browser shows it: tests/report/.
#include "generators/page/check_page.hpp"
#include "tests/cli/process.hpp"
#include "tests/generators/rules_in_text.hpp"

#include "solver/check.hpp"

#include <cstdlib>
#include <fstream>
#include <regex>

using namespace chaperone;
using tests::rules;

namespace {

std::string page_of(const model::System& system, const solver::Options& options = {}) {
  const solver::CheckResult result = solver::check(system, options);
  reports::CheckReport report;
  report.system = &system;
  report.file = "rules.chap";
  report.result = &result;
  report.seconds = 0.5;
  return page::check_page({{"rules.chap", report}});
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

/// What stands in `main`, an element on each line.
std::string body_of(const std::string& page) {
  const auto begin = page.find("<main"), end = page.find("</main>");
  std::string lines;
  for (const char c : page.substr(begin, end - begin)) {
    if (c == '<' && !lines.empty() && lines.back() == '>')
      lines += '\n';
    lines += c;
  }
  return lines + "\n";
}

} // namespace

TEST_CASE("the page of a check says of each promise what became of it, and tells the story") {
  const model::System system = rules(tests::chat_among_contacts());
  const std::string page = page_of(system);
  CHECK(has(page, "No child is in a group with a stranger"));
  CHECK(has(page, "The rules let it happen: 3 steps are enough."));
  CHECK(has(page, "No requirement looked at"));
  CHECK(has(page, "here it slips through, since this asks only for: contact("));
  CHECK(has(page, "only contacts of Ann can be invited"));
  CHECK(has(page, "<span class=\"word\">added</span>"));
  CHECK(has(page, "<span class=\"word\">taken away</span>"));
  CHECK_FALSE(has(page, "0.50"));
}

TEST_CASE("the same check gives the same page") {
  const model::System system = rules(tests::chat_among_contacts());
  CHECK(page_of(system) == page_of(system));
}

TEST_CASE("what is not proved does not look like what is") {
  const model::System system = rules(R"(system s
sort User
relation inside(User)
relation out(User)
init empty inside
rule enter(u: User) {
  require not out(u)
  add inside(u)
}
never both = some u: User | inside(u) and out(u)
)");
  solver::Options options;
  options.engine = solver::EngineChoice::bounded;
  options.depth = 1;
  const std::string page = page_of(system, options);
  CHECK(has(page, "badge open"));
  CHECK(has(page, "That is no proof."));
  CHECK_FALSE(has(body_of(page), "badge good"));
  CHECK(has(page_of(system), "badge good"));
  CHECK(has(page_of(system), "What the proof rests on"));
}

TEST_CASE("rules that were not checked are said to be so") {
  const std::string page = page::check_page({{"<b>.chap", std::nullopt, "error: a <script>"}});
  CHECK(has(page, "Not checked"));
  CHECK(has(page, "error: a &lt;script&gt;"));
  CHECK_FALSE(has(body_of(page), "badge good"));
}

TEST_CASE("the page of the flaw of 2019 tells it as it was looked at; CHAPERONE_UPDATE=1 writes it anew") {
  const tests::TemporaryFolder folder;
  tests::Run wanted;
  wanted.words = {"check",      "specs/messenger_kids/launch.chap",
                  "--property", "child_meets_stranger",
                  "--report",   folder.path("page.html")};
  wanted.folder = CHAPERONE_SOURCE_DIR;
  const tests::Outcome outcome = tests::run(wanted);
  CHECK(outcome.exit_code == 1);
  CHECK(outcome.out.find("why rules keep it") == std::string::npos);
  // Places in pictures may differ by a unit from one compiler to another.
  const std::regex places(R"( (d|x|y|width|height|viewBox)="[^"]*")");
  const std::string got = std::regex_replace(body_of(tests::read_file(folder.path("page.html"))), places, " $1=\"N\"");
  const std::string expected = CHAPERONE_SOURCE_DIR "/tests/generators/page/launch.expected";
  if (const char* update = std::getenv("CHAPERONE_UPDATE"); update != nullptr && std::string(update) == "1")
    std::ofstream(expected) << got;
  CHECK(got == tests::read_file(expected));
}

TEST_CASE("a page that cannot be written is said to be so, and what is checked is told all the same") {
  const tests::Outcome outcome = tests::run({"check", tests::messenger_fixed, "--report", "/proc/nowhere/page.html"});
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.error.find("--report: cannot ") != std::string::npos);
  CHECK(outcome.out.find("child_meets_stranger: proved") != std::string::npos);
}

TEST_CASE("a page is not put in the place of a file that is none") {
  const tests::TemporaryFolder folder;
  const std::string text = "system s\nsort User\nrelation inside(User)\ninit empty inside\n"
                           "rule enter(u: User) {\n  require not inside(u)\n  add inside(u)\n}\n"
                           "possible somebody = some u: User | inside(u)\n";
  const std::string rules = folder.file("rules.chap", text);
  for (const char* command : {"check", "explain"}) {
    const tests::Outcome outcome = tests::run({command, rules, "--report", rules});
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.error.find("is no page") != std::string::npos);
  }
  CHECK(tests::run({"generate", rules, "--to", "json", "-o", folder.path("suite"), "--report", rules}).exit_code == 2);
  CHECK_FALSE(tests::fs::exists(folder.path("suite")));
  CHECK(tests::read_file(rules) == text);
  const std::string page = folder.path("page.html");
  CHECK(tests::run({"explain", rules, "--report", page}).exit_code == 0);
  CHECK(tests::run({"check", rules, "--report", page}).exit_code == 0);
  CHECK(tests::read_file(page).find("what the rules promise") != std::string::npos);
}
