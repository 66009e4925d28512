// --report of the commands beside check: what their pages say. How a browser shows them: tests/report/.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone::tests;

/// Runs the command twice in the root of the tree; the page must be the same both times.
std::string page_of(const std::vector<std::string>& words, int exit_code) {
  const TemporaryFolder folder;
  Run wanted;
  wanted.folder = CHAPERONE_SOURCE_DIR;
  wanted.words = words;
  std::string pages[2];
  for (std::string& page : pages) {
    wanted.words.resize(words.size());
    wanted.words.insert(wanted.words.end(), {"--report", folder.path("page.html")});
    const Outcome outcome = run(wanted);
    INFO(outcome.error);
    CHECK(outcome.exit_code == exit_code);
    page = read_file(folder.path("page.html"));
    fs::remove(folder.path("page.html"));
  }
  CHECK(pages[0] == pages[1]);
  return pages[0];
}

bool page_has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("the page of a suite has each test, what the service must do, and what is covered") {
  const TemporaryFolder folder;
  const std::string page = page_of({"generate", "specs/messenger_kids/fixed.chap", "--cover", "requirements", "--to",
                                    "json", "-o", folder.path("suite")},
                                   0);
  CHECK(page_has(page, "<th scope=\"row\">requirements</th>"));
  CHECK(page_has(page, "The service must allow it."));
  CHECK(page_has(page, "The service must refuse it."));
  CHECK(page.size() < 2'000'000);
}

TEST_CASE("the page of a service that differs shows the rules and the service beside each other") {
  const std::string page = page_of({"conform", "tests/conformance/club.chap", "--driver",
                                    "python3 -B tests/conformance/club_adapter.py allows", "--quiet"},
                                   1);
  CHECK(page_has(page, "The service allows what the rules refuse"));
  CHECK(page_has(page, "<h5>The rules</h5>"));
  CHECK(page_has(page, "<h5>The service</h5>"));
  CHECK(page_has(page, "badge bad"));
}

TEST_CASE("the page of a service that conforms says in how much, and nothing that was not run looks good") {
  const std::string conforms = page_of(
      {"conform", "tests/conformance/club.chap", "--driver", "python3 -B tests/conformance/club_adapter.py", "--quiet"},
      0);
  CHECK(page_has(conforms, "badge good"));
  CHECK(page_has(conforms, "conforms in all"));
  const std::string dies = page_of({"conform", "tests/conformance/club.chap", "--driver",
                                    "python3 -B tests/conformance/club_adapter.py die", "--quiet"},
                                   3);
  CHECK(page_has(dies.substr(dies.find("class=\"headline\"")), "badge open"));
}

TEST_CASE("the page of a rule change tells each difference as a story of the side that takes it") {
  const std::string page = page_of({"diff", "specs/messenger_kids/launch.chap", "specs/messenger_kids/fixed.chap"}, 1);
  CHECK(page_has(page, "newly refused"));
  CHECK(page_has(page, "The old rules allow it. This is where the two differ."));
  CHECK(page_has(page, "violated -&gt; proved"));
}

TEST_CASE("the page of an explanation says what rests on each clause, and what it prevents") {
  const std::string page =
      page_of({"explain", "specs/messenger_kids/fixed.chap", "--property", "child_meets_stranger"}, 0);
  CHECK(page_has(page, "load-bearing for"));
  CHECK(page_has(page, "What each line prevents"));
}

TEST_CASE("a step that is explained has no page") {
  const TemporaryFolder folder;
  const Outcome outcome = run({"explain", messenger_fixed, "--scenario", "friend_brings_a_stranger", "--step", "3",
                               "--report", folder.path("page.html")});
  CHECK(outcome.exit_code == 2);
  CHECK_FALSE(fs::exists(folder.path("page.html")));
}
