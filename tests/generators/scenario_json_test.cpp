// Scenarios as JSON: what is written reads back as the same run, and what does not fit is
// refused with its place.
#include "generators/story/scenario_json.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <nlohmann/json.hpp>

using namespace chaperone;
using tests::rules;

namespace {

nlohmann::ordered_json document(const model::System& system) {
  model::Scenario scenario = system.scenarios[0];
  return reports::saved_scenario_json(system, scenario, "../rules.chap");
}

/// Reads a changed document; gives "PATH: MESSAGE".
std::string mistake(const std::function<void(nlohmann::ordered_json&)>& change) {
  const model::System system = rules(tests::chat);
  nlohmann::ordered_json changed = document(system);
  change(changed);
  const auto read = reports::read_scenario_json(system, changed.dump());
  REQUIRE(std::holds_alternative<reports::JsonMistake>(read));
  const auto& found = std::get<reports::JsonMistake>(read);
  return found.path + ": " + found.message;
}

} // namespace

TEST_CASE("a saved scenario reads back as the same scenario") {
  const model::System system = rules(tests::chat);
  for (const model::Scenario& scenario : system.scenarios) {
    model::Scenario written = scenario;
    std::erase_if(written.items, [](const auto& item) { return std::holds_alternative<model::ScenarioExpect>(item); });
    const std::string text = reports::saved_scenario_json(system, written, "rules.chap").dump();
    const auto read = reports::read_scenario_json(system, text);
    REQUIRE(std::holds_alternative<model::Scenario>(read));
    const auto& again = std::get<model::Scenario>(read);
    CHECK(model::write_scenario(system, again) == model::write_scenario(system, written));
    CHECK(reports::saved_scenario_json(system, again, "rules.chap").dump() == text);
  }
}

TEST_CASE("functions' values and sets have their forms in JSON") {
  const model::System system = rules(tests::chat);
  const auto fine = reports::scenario_json(system, system.scenarios[1]);
  CHECK(fine["given"].dump() == R"([["child","Bea"],["owner","Chat","=","Cal"]])");
  CHECK(fine["steps"][0]["args"].dump() == R"({"creator":"Ann","group":"Chat","invited":["Bea"]})");
  CHECK(fine["steps"][0]["expect"] == "refused");
}

TEST_CASE("a scenario that does not fit the rules is refused with its JSON path") {
  CHECK(mistake([](auto& d) { d["steps"][2]["rule"] = "create_groop"; }) ==
        "/steps/2/rule: unknown rule `create_groop`, did you mean `create_group`?");
  CHECK(mistake([](auto& d) { d["steps"][0]["args"]["a"] = "Zed"; }) == "/steps/0/args/a: there is no `Zed` in User");
  CHECK(mistake([](auto& d) { d["steps"][0]["args"].erase("a"); }) == "/steps/0/args: `a` is missing");
  CHECK(mistake([](auto& d) { d["steps"][0]["args"]["c"] = "Ann"; }) ==
        "/steps/0/args: `befriend` takes 2 arguments, not 3");
  CHECK(mistake([](auto& d) { d["steps"][2]["args"]["invited"] = "Ann"; }) == "/steps/2/args/invited: expected a list");
  CHECK(mistake([](auto& d) { d["given"][0].push_back("Ann"); }) == "/given/0: `child` takes 1 argument, not 2");
  CHECK(mistake([](auto& d) { d["given"][0][0] = "chidl"; }) ==
        "/given/0/0: unknown relation `chidl`, did you mean `child`?");
  CHECK(mistake([](auto& d) { d["keeps"][0] = "meet"; }) == "/keeps/0: unknown property `meet`, did you mean `meets`?");
  CHECK(mistake([](auto& d) { d["population"]["User"] = nlohmann::json::array(); }) ==
        "/population/User: a sort has at least one individual");
  CHECK(mistake([](auto& d) { d["steps"][0]["expect"] = "maybe"; }) ==
        "/steps/0/expect: expected `allowed` or `refused`");
  CHECK(mistake([](auto& d) { d.erase("name"); }) == "/: `name` is missing");
  CHECK(mistake([](auto& d) {
          d["keep"] = d["keeps"];
          d.erase("keeps");
        }) == "/keep: unknown member `keep`, did you mean `keeps`?");
  CHECK(mistake([](auto& d) { d["steps"][0]["expct"] = "refused"; }) ==
        "/steps/0/expct: unknown member `expct`, did you mean `expect`?");
  CHECK(mistake([](auto& d) { d = 7; }) == "/: expected an object");
}

TEST_CASE("text that is not JSON is refused, however deep it is nested") {
  const model::System system = rules(tests::chat);
  for (const std::string& text : {std::string("{"), std::string(), std::string(100000, '[')})
    CHECK(std::holds_alternative<reports::JsonMistake>(reports::read_scenario_json(system, text)));
}
