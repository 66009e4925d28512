// The reports of replay.
#include "generators/reports/replay_report.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <nlohmann/json.hpp>

using namespace chaperone;
using Catch::Matchers::Contains;

namespace {

reports::ReplayReport report() {
  const auto system = std::make_shared<const model::System>(tests::rules(tests::chat_among_contacts()));
  reports::ReplayReport result{system->name, "rules.chap", {}};
  for (std::size_t i = 0; i < system->scenarios.size(); ++i)
    result.runs.push_back({"rules.chap", system, i, model::replay(*system, system->scenarios[i])});
  return result;
}

} // namespace

TEST_CASE("a replay that breaks a kept property is told with what breaks it") {
  const std::string text = reports::replay_text(report(), reports::Painter(false), false);
  CHECK_THAT(text, Contains("scenario flaw: failed"));
  CHECK_THAT(text, Contains("this breaks the promise, with g = Chat, kid = Bea and other = Cal"));
  CHECK_THAT(text, Contains("no requirement looked at Bea and Cal together"));
  CHECK_THAT(text, Contains("replayed 2 scenarios on rules.chap: 1 failed"));
}

TEST_CASE("a refused step is told with its reason") {
  CHECK_THAT(reports::replay_text(report(), reports::Painter(false), false),
             Contains("1. Ann starts Chat with Bea (refused: only contacts of Ann can be invited)"));
}

TEST_CASE("a quiet replay is one line for each scenario") {
  const std::string text = reports::replay_text(report(), reports::Painter(false), true);
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  CHECK_THAT(text, Contains("scenario fine: passed\n"));
}

TEST_CASE("the JSON of a replay holds each step's real outcome") {
  const auto json = reports::replay_json(report());
  REQUIRE(json["scenarios"].size() == 2);
  CHECK(json["scenarios"][0]["verdict"] == "failed");
  CHECK(json["scenarios"][0]["failure"]["property"] == "meets");
  CHECK(json["scenarios"][1]["scenario"]["steps"][0]["expect"] == "refused");
  CHECK(json["scenarios"][1]["scenario"]["steps"][2]["expect"] == "allowed");
}
