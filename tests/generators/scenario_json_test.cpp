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
  const auto read = reports::read_scenarios_json(system, changed.dump());
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
    const auto read = reports::read_scenarios_json(system, text);
    REQUIRE(std::holds_alternative<model::System>(read));
    REQUIRE(std::get<model::System>(read).scenarios.size() == 1);
    const model::Scenario& again = std::get<model::System>(read).scenarios.front();
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
    CHECK(std::holds_alternative<reports::JsonMistake>(reports::read_scenarios_json(system, text)));
}

namespace {

/// A suite with one test of the chat's rules.
nlohmann::ordered_json suite() {
  return nlohmann::ordered_json::parse(R"({"system": "chat", "tests": [{
    "name": "meeting",
    "population": {"User": ["Ann", "Bea", "Cal"], "Group": ["Chat"]},
    "given": [["child", "Bea"], ["owner", "Chat", "=", "Cal"]],
    "steps": [{"rule": "befriend", "args": {"a": "Ann", "b": "Cal"}, "expect": "allowed",
               "told": "Ann and Cal become contacts", "now": [["contact", "Ann", "Cal"]], "no_longer": []}],
    "expects": [{"after_step": 1, "formula": "contact(Ann, Cal) and owner(Chat) = Cal"}],
    "keeps": [{"name": "meets", "formula": "whatever it was"}]}]})");
}

/// What a replay of its test says, or what is wrong with it.
std::string read_suite(const std::function<void(nlohmann::ordered_json& test)>& change) {
  const model::System system = rules(tests::chat);
  nlohmann::ordered_json changed = suite();
  change(changed["tests"][0]);
  const auto read = reports::read_scenarios_json(system, changed.dump());
  if (const auto* mistake = std::get_if<reports::JsonMistake>(&read))
    return mistake->path + ": " + mistake->message;
  const auto& read_system = std::get<model::System>(read);
  const auto failure = replay(read_system, read_system.scenarios.at(0)).failure;
  return failure ? failure->message : "passed";
}

} // namespace

TEST_CASE("a test of a suite expects its outcomes, what each step changes, and its formulas") {
  CHECK(read_suite([](auto&) {}) == "passed");
  CHECK(read_suite([](auto& test) { test["steps"][0]["expect"] = "refused"; }) ==
        "step 1 `befriend(Ann, Cal)` was allowed, but should be refused");
  CHECK(read_suite([](auto& test) { test["steps"][0]["now"][0][2] = "Bea"; }) ==
        "`contact(Ann, Bea)` is expected, but is false after step 1 `befriend(Ann, Cal)`");
  CHECK(read_suite([](auto& test) { test["steps"][0]["no_longer"] = test["steps"][0]["now"]; }) ==
        "`not contact(Ann, Cal)` is expected, but is false after step 1 `befriend(Ann, Cal)`");
  CHECK(read_suite([](auto& test) { test["expects"][0]["formula"] = "owner(Chat) = Ann"; }) ==
        "`owner(Chat) = Ann` is expected, but is false after step 1 `befriend(Ann, Cal)`");
}

TEST_CASE("a test of a suite that does not fit the rules is refused with its JSON path") {
  for (const char* formula : {"contact(Ann, Zed)", "contact(Ann, Cal) }", "contact(Ann, Cal) befriend(Ann, Bea)"})
    CHECK_THAT(read_suite([&](auto& test) { test["expects"][0]["formula"] = formula; }),
               Catch::Matchers::StartsWith("/tests/0/expects/0/formula: "));
  CHECK(read_suite([](auto& test) { test["expects"][0]["after_step"] = 2; }) == "/tests/0/expects: there is no step 2");
  CHECK(read_suite([](auto& test) { test["steps"][0]["rule"] = "befriends"; }) ==
        "/tests/0/steps/0/rule: unknown rule `befriends`, did you mean `befriend`?");
  CHECK(read_suite([](auto& test) { test["keeps"][0]["name"] = "meet"; }) ==
        "/tests/0/keeps/0/name: unknown property `meet`, did you mean `meets`?");
  CHECK(read_suite([](auto& test) { test["given"][0][1] = "Zed"; }) == "/tests/0/given/0/1: there is no `Zed` in User");
  CHECK(read_suite([](auto& test) {
          test["keep"] = test["keeps"];
          test.erase("keeps");
        }) == "/tests/0/keep: unknown member `keep`, did you mean `keeps`?");
}

TEST_CASE("JSON that ends too early is located by line and column") {
  const auto read = reports::read_scenarios_json(rules(tests::chat), "{\n  \"name\": \"a\",\n  ]");
  REQUIRE(std::holds_alternative<reports::JsonMistake>(read));
  CHECK(std::get<reports::JsonMistake>(read).path == "line 3, column 3");
}
