// `conform` where the rules leave a step to the service: either outcome is right, and the run goes on with it.
#include "tests/conformance/club.hpp"

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

Run choice_run(const std::string& faults, std::vector<std::string> more = {}) {
  Run wanted = club_run(faults, std::move(more));
  wanted.words[1] = conformance_file("club_choice.chap");
  return wanted;
}

} // namespace

TEST_CASE("a service conforms whether it does or refuses what it may refuse, in scenarios, walks and suites") {
  for (const char* service : {"", "refuses"})
    for (const std::vector<std::string>& more :
         std::vector<std::vector<std::string>>{{}, {"--walk", "12", "--seed", "5"}, {"--cover", "all"}}) {
      const Outcome outcome = run(choice_run(service, more));
      INFO(service << outcome.out << outcome.error);
      CHECK(outcome.exit_code == 0);
      CHECK_THAT(outcome.out, Contains("conforms"));
    }
  CHECK(run(club_run("refuses")).exit_code == 1); // where the rules leave no choice
}

TEST_CASE("a service that refuses what it may, and changes something, is found out") {
  const Outcome outcome = run(choice_run("refuses half_refuses"));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.out, Contains("refused, as it may be") && Contains("light(Hall): on -> off"));
}

TEST_CASE("a finding behind a step that the service may refuse says so, and is saved with the service's choice") {
  const Outcome outcome = run(choice_run("refuses sulks"));
  INFO(outcome.out);
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.out, Contains("enters Hall: refused (it may be refused: Hall is full)"));
  const Json document = Json::parse(run(choice_run("refuses sulks", {"--format", "json"})).out);
  REQUIRE(document["findings"].size() == 1);
  std::string outcomes;
  for (const Json& step : document["findings"][0]["scenario"]["steps"])
    outcomes += step["rule"].get<std::string>() + " " + step["expect"].get<std::string>() + ", ";
  CHECK_THAT(outcomes, Contains("enter refused, close allowed, "));
}

TEST_CASE("a service that takes one step at a time passes the races, whether it does or refuses what it may") {
  for (const char* service : {"locks", "locks refuses"}) {
    const TemporaryFolder folder;
    Run wanted = choice_run(service, {"--race", "--once", "--format", "json"});
    wanted.environment = {{"CLUB_SHARED", folder.path()}};
    const Outcome outcome = run(wanted);
    INFO(service << outcome.out << outcome.error);
    CHECK(outcome.exit_code == 0);
    CHECK(Json::parse(outcome.out)["races"].get<int>() > 20);
  }
}

TEST_CASE("a deviation of what may be refused is accepted, and the run goes on behind it") {
  const TemporaryFolder folder;
  CHECK(run(choice_run("refuses half_refuses", {"--save", folder.path("known")})).exit_code == 1);
  const Outcome outcome = run(choice_run("refuses half_refuses", {"--accept", folder.path("known"), "--walk", "6"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("but for 1 accepted deviation"));
}
