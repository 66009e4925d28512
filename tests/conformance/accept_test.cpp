// Deviations that are known: counted, gone on behind, and missed when they are gone.
#include "tests/conformance/club.hpp"

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Json = nlohmann::json;

/// The findings on a service with these faults, in a folder.
std::string found(const TemporaryFolder& folder, const std::string& faults, std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--save", folder.path("found")});
  const Outcome outcome = run(club_run(faults, std::move(more)));
  INFO(outcome.out << outcome.error);
  REQUIRE(outcome.exit_code == 1);
  return folder.path("found");
}

/// What the findings that `--save` wrote to a folder say of themselves; none where there is no such folder.
std::vector<Json> deviations_in(const std::string& path) {
  std::vector<Json> result;
  if (fs::exists(path))
    for (const auto& file : fs::directory_iterator(path))
      if (file.path().extension() == ".json")
        result.push_back(Json::parse(read_file(file.path().string())).at("deviation"));
  return result;
}

} // namespace

TEST_CASE("a deviation that is accepted is reported and counted, and is no finding") {
  const TemporaryFolder folder;
  const std::string known = found(folder, "allows");
  const Outcome outcome = run(club_run("allows", {"--accept", known, "--walk", "5"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out,
             Contains("accepted, seen ") &&
                 Contains(" times: the service allows what the rules refuse: enter (service_allows_enter_"));
  CHECK_THAT(outcome.out, EndsWith("conforms in all 5 scenarios, but for 1 accepted deviation\n"
                                   "no difference in 5 walks of 30 steps\n"));
  const Json document = club_json("allows", {"--accept", known});
  REQUIRE(document["accepted"].size() == 1);
  CHECK(document["accepted"][0]["kind"] == "allows");
  CHECK(document["accepted"][0]["rules"] == Json::array({"enter"}));
  CHECK(document["accepted"][0]["differs"] == Json::array({"+ inside"}));
  CHECK(document["accepted"][0]["breaks"] == Json::array({"strangers_meet"}));
  CHECK(document["accepted"][0]["seen"].get<int>() >= 2);
  CHECK(document["accepted"][0]["gone"] == false);
}

TEST_CASE("behind an accepted deviation a run goes on with what the service shows, and finds what comes later") {
  const TemporaryFolder folder;
  const std::string known = found(folder, "allows");
  const Json without = club_json("allows one_leaves", {"stranger_enters"});
  REQUIRE(without["findings"].size() == 1);
  CHECK(without["findings"][0]["rule"] == "enter");
  const Json document = club_json("allows one_leaves", {"stranger_enters", "--accept", known});
  REQUIRE(document["findings"].size() == 1);
  CHECK(document["findings"][0]["rule"] == "close");
  CHECK(document["findings"][0]["found_in"] == Json::array({"stranger_enters"}));
  CHECK(document["accepted"][0]["seen"].get<int>() >= 2);
}

TEST_CASE("what is not what was accepted is a finding") {
  const TemporaryFolder folder;
  const std::string known = found(folder, "allows");
  const Outcome other = run(club_run("refuses", {"--accept", known}));
  CHECK(other.exit_code == 1);
  CHECK_THAT(other.out, Contains("the service refuses what the rules allow: enter"));
  // As if it had been accepted at a time when it broke no promise.
  for (const auto& file : fs::directory_iterator(known))
    if (file.path().extension() == ".json") {
      auto document = Json::parse(read_file(file.path().string()));
      document["deviation"]["breaks"] = Json::array();
      std::ofstream(file.path()) << document;
    }
  CHECK(run(club_run("allows", {"--accept", known})).exit_code == 1);
}

TEST_CASE("a deviation that is gone is said") {
  const TemporaryFolder folder;
  const std::string known = found(folder, "allows");
  const Outcome outcome = run(club_run("", {"--accept", known}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out,
             Contains("accepted, and gone: its file can be removed: the service allows what the rules refuse"));
  CHECK_THAT(outcome.out, EndsWith("\nconforms in all 5 scenarios\n"));
  CHECK(club_json("", {"--accept", known})["accepted"][0]["gone"] == true);
}

TEST_CASE("a race that is accepted is no finding, and its pair of rules is not raced on") {
  const TemporaryFolder folder;
  const auto race = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"--race", "--once"});
    Run wanted = club_run("", std::move(more));
    wanted.environment = {{"CLUB_SHARED", folder.path()}};
    return run(wanted);
  };
  REQUIRE(race({"--save", folder.path("found")}).exit_code == 1);
  const Outcome outcome = race({"--accept", folder.path("found"), "--save", folder.path("again"), "--format", "json"});
  INFO(outcome.out << outcome.error);
  const Json document = Json::parse(outcome.out);
  CHECK(std::any_of(document["accepted"].begin(), document["accepted"].end(),
                    [](const Json& accepted) { return accepted["seen"].get<int>() > 0; }));
  // Who wins is chance: a pair may be lost otherwise than it was.
  const std::vector<Json> known = deviations_in(folder.path("found"));
  REQUIRE_FALSE(known.empty());
  for (const Json& deviation : deviations_in(folder.path("again")))
    CHECK(std::find(known.begin(), known.end(), deviation) == known.end());
}

TEST_CASE("a folder of accepted deviations that holds something else is bad input, and says what") {
  const TemporaryFolder folder;
  const Outcome none = run(club_run("", {"--accept", folder.path("none")}));
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.error, Contains("there is no such folder"));
  fs::create_directory(folder.path("known"));
  folder.file("known/a.chap", "use \"" + conformance_file("club.chap") + "\"\nscenario a { close(Hall) refused }\n");
  const Outcome text = run(club_run("", {"--accept", folder.path("known")}));
  CHECK(text.exit_code == 2);
  CHECK_THAT(text.error, Contains("a.json cannot be read"));
  folder.file("known/a.json", "{\"name\": \"a\"}");
  const Outcome json = run(club_run("", {"--accept", folder.path("known")}));
  CHECK(json.exit_code == 2);
  CHECK_THAT(json.error, Contains("a.json has no `deviation`: it is no finding that `conform --save` wrote"));
}
