// Services that take their time: what is so at first is told from what is so for good.
#include "tests/conformance/club.hpp"

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

} // namespace

TEST_CASE("a service that says that it is settling is asked again, and is not held to what it shows meanwhile") {
  const Outcome outcome = run(club_run("settling", {"lights", "--once"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  const Json document = club_json("settling_forever", {"lights", "--once", "--reply-timeout", "1s"});
  CHECK(document["scenarios"][0]["failure"]["code"] == "hang");
  CHECK(document["scenarios"][0]["failure"]["message"] == "was still settling after 1 s");
}

TEST_CASE("with --settle what is shown late is a finding of its own kind, and the run goes on behind it") {
  const std::vector<std::string> words{"lights", "--once"};
  const Json at_once = club_json("late", words);
  REQUIRE(at_once["findings"].size() == 1);
  CHECK_FALSE(at_once["findings"][0].contains("lasts"));
  CHECK(at_once["scenarios"][0]["steps"] == 2);
  const Json document = club_json("late", {"lights", "--once", "--settle", "20s"});
  INFO(document.dump(2));
  CHECK(document["verdict"] == "differs");
  CHECK(document["scenarios"][0]["steps"] == 3);
  CHECK(document["scenarios"][0]["verdict"] == "differs");
  REQUIRE(document["findings"].size() == 2); // of meet and of close
  for (const Json& finding : document["findings"]) {
    CHECK(finding["kind"] == "other");
    CHECK(finding["lasts"] == "at_first");
    CHECK(finding["lasted"].get<double>() > 0.1);
  }
}

TEST_CASE("with --settle what stays as it is, is so for good") {
  const std::string fault = GENERATE("other", "allows");
  const Outcome outcome = run(club_run(fault, {"--once", "--settle", "500ms", "--format", "json"}));
  INFO(outcome.out << outcome.error);
  const Json document = Json::parse(outcome.out);
  REQUIRE(document["findings"].size() == 1);
  CHECK(document["findings"][0]["kind"] == fault);
  CHECK(document["findings"][0]["lasts"] == "for_good");
}

TEST_CASE("a cache that lapses is told from a right that stays") {
  const Outcome outcome = run(club_run("cache", {"strangers_at_once", "--once", "--settle", "1s"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.out, Contains("the service allows what the rules refuse, at first: enter"));
  CHECK_THAT(outcome.out, Contains("as the rules have it some time later"));
}

TEST_CASE("a lapsing cache that is accepted is no finding, until it lapses no more") {
  const TemporaryFolder folder;
  const std::vector<std::string> words{"strangers_at_once", "--once", "--settle", "1s"};
  std::vector<std::string> more = words;
  more.insert(more.end(), {"--save", folder.path("found")});
  REQUIRE(run(club_run("cache", more)).exit_code == 1);
  more = words;
  more.insert(more.end(), {"--accept", folder.path("found")});
  const Outcome lapsing = run(club_run("cache", more));
  INFO(lapsing.out << lapsing.error);
  CHECK(lapsing.exit_code == 0);
  const Outcome lasting = run(club_run("cache lasting", more));
  INFO(lasting.out << lasting.error);
  CHECK(lasting.exit_code == 1);
  CHECK_THAT(lasting.out, Contains("the service allows what the rules refuse, for good: enter"));
}

TEST_CASE("what is accepted at first is not accepted for good") {
  const TemporaryFolder folder;
  const std::vector<std::string> words{"lights", "--once", "--settle", "1s"};
  std::vector<std::string> more = words;
  more.insert(more.end(), {"--save", folder.path("found")});
  REQUIRE(run(club_run("late", more)).exit_code == 1);
  more = words;
  more.insert(more.end(), {"--accept", folder.path("found")});
  const Outcome late = run(club_run("late", more));
  INFO(late.out << late.error);
  CHECK(late.exit_code == 0);
  CHECK_THAT(late.out, Contains("the service does something else than the rules say, at first: "));
  const Outcome lasting = run(club_run("other", {"--once", "--settle", "300ms", "--accept", folder.path("found")}));
  CHECK(lasting.exit_code == 1);
}
