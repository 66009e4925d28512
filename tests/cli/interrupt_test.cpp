// Ctrl-C and --timeout: the command ends within a second with what is known.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace {

using namespace chaperone::tests;
using namespace std::chrono_literals;

/// `met` makes more states than the exhaustive search can look at.
const std::string endless = "system endless" + lamps + R"(
relation met(Thing, Thing)
init empty met
rule meet(a, b: Thing) { add met(a, b) }
possible begun = some t: Thing | met(t, t)
scenario beginning { meet(Ann, Ann) allowed expect met(Ann, Ann) }
)";

Run endless_check(const TemporaryFolder& folder, std::vector<std::string> more) {
  Run wanted;
  wanted.words = {"check", folder.file("endless.chap", endless), "--depth", "1000000"};
  wanted.words.insert(wanted.words.end(), more.begin(), more.end());
  return wanted;
}

} // namespace

TEST_CASE("Ctrl-C ends a check within a second, with what is known and exit code 130") {
  const TemporaryFolder folder;
  Run wanted = endless_check(folder, {});
  wanted.signal = GENERATE(SIGINT, SIGTERM);
  wanted.signal_after = 1500ms;
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 130);
  CHECK(outcome.seconds < 1.5 + 1.5);
  CHECK_THAT(outcome.out, Catch::Matchers::Contains("possible begun: witnessed in 1 step"));
  CHECK_THAT(outcome.out, Catch::Matchers::Contains("scenario beginning: passed"));
  CHECK_THAT(outcome.out, Catch::Matchers::Contains("interrupted"));
}

TEST_CASE("a signal that comes twice, as timeout sends it, loses no report") {
  const TemporaryFolder folder;
  const bool is_json = GENERATE(false, true);
  Run wanted = endless_check(folder, {"--format", is_json ? "json" : "text"});
  wanted.signal = GENERATE(SIGINT, SIGTERM);
  wanted.signal_after = 1500ms;
  wanted.signals_twice = true;
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 130);
  if (is_json)
    CHECK(nlohmann::json::parse(outcome.out, nullptr, false)["interrupted"] == true);
  else
    CHECK_THAT(outcome.out, Catch::Matchers::Contains("scenario beginning: passed"));
}

TEST_CASE("an interrupted check with --format json still prints one whole document") {
  const TemporaryFolder folder;
  Run wanted = endless_check(folder, {"--format", "json"});
  wanted.signal = SIGINT;
  wanted.signal_after = 1500ms;
  const Outcome outcome = run(wanted);
  const auto document = nlohmann::json::parse(outcome.out, nullptr, false);
  REQUIRE_FALSE(document.is_discarded());
  CHECK(outcome.exit_code == 130);
  CHECK(document["interrupted"] == true);
  CHECK(document["properties"].size() == 2);
}

TEST_CASE("the exhaustive search ends within a second of Ctrl-C and of --timeout") {
  const TemporaryFolder folder;
  Run wanted = endless_check(folder, {"--engine", "explicit", "--scope", "Thing=8"});
  const bool is_signal = GENERATE(true, false);
  if (is_signal) {
    wanted.signal = SIGINT;
    wanted.signal_after = 1000ms;
  } else {
    wanted.words.insert(wanted.words.end(), {"--timeout", "1s"});
  }
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == (is_signal ? 130 : 3));
  CHECK(outcome.seconds < 2.0);
  CHECK_THAT(outcome.out, Catch::Matchers::Contains(is_signal ? "unknown, interrupted" : "unknown, out of time"));
}

TEST_CASE("a check ends within a second of --timeout, undecided") {
  const TemporaryFolder folder;
  const Outcome outcome = run(endless_check(folder, {"--timeout", "1500ms"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK(outcome.seconds < 1.5 + 1.5);
  CHECK_THAT(outcome.out, Catch::Matchers::Contains("possible begun: witnessed"));
  CHECK_THAT(outcome.out, !Catch::Matchers::Contains("interrupted"));
}

TEST_CASE("files that are checked after the time is up are out of time, not interrupted") {
  const TemporaryFolder folder;
  Run wanted = endless_check(folder, {"--timeout", "300ms", "--format", "json"});
  wanted.words.insert(wanted.words.begin() + 1, folder.file("first.chap", endless));
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out, !Catch::Matchers::Contains("interrupted"));
}
