// What is said to an adapter fits docs/adapter.schema.json, and so does what the adapter of the tests replies.
#include "generators/conformance/protocol.hpp"

#include "tests/cli/process.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <random>

namespace {

using namespace chaperone;
using namespace chaperone::conformance;
using nlohmann::json;

bool fits(const std::string& line) {
  const tests::TemporaryFolder folder;
  const std::string root = CHAPERONE_SOURCE_DIR;
  const std::string command = "python3 '" + root + "/tests/cli/validate.py' '" + root +
                              "/docs/adapter.schema.json' < '" + folder.file("line.json", line) + "' 2> /dev/null";
  return std::system(command.c_str()) == 0;
}

struct Start {
  model::System system = tests::rules(tests::chat);
  model::Layout layout{system, system.scenarios[1].population};
  model::State state = model::initial_state(layout, system.scenarios[1]);
};

} // namespace

TEST_CASE("every request is one line that fits the protocol's schema") {
  const Start start;
  const auto& scenario = start.system.scenarios[1];
  const auto& step = std::get<model::ScenarioStep>(scenario.items[0]);
  const std::vector<std::string> requests{
      hello_request(1, start.system),
      reset_request(2, "reset", "a-1", start.system, scenario.population),
      reset_request(2, "join", "a-1", start.system, scenario.population),
      given_request(3, start.state),
      step_request(4, start.system, scenario.population, step.action),
      ask_request(5, start.system, everything(start.system)),
      bye_request(6),
  };
  for (const std::string& request : requests) {
    INFO(request);
    CHECK(request.find('\n') == request.size() - 1);
    CHECK(fits(request));
  }
  CHECK_FALSE(fits(R"({"id": 1, "do": "greet"})"));
  CHECK(fits(R"({"id": 4, "outcome": "refused", "reason": "no"})"));
  CHECK_FALSE(fits(R"({"id": 4, "outcome": "maybe"})"));
}

TEST_CASE("the hello says what the rules are made of") {
  const Start start;
  const json hello = json::parse(hello_request(1, start.system));
  CHECK(hello["system"] == "chat");
  CHECK(hello["sorts"][2] == json{{"name", "Mood"}, {"values", {"calm", "angry"}}});
  CHECK(hello["relations"][0] == json{{"name", "child"}, {"places", {{{"sort", "User"}}}}, {"fixed", true}});
  CHECK(hello["relations"][2]["symmetric"] == true);
  CHECK(hello["functions"][0]["result"] == "User");
  CHECK(hello["rules"][1]["parameters"][2] == json{{"name", "invited"}, {"sort", "User"}, {"set", true}});
}

TEST_CASE("a reset and a join carry all that is given") {
  const Start start;
  for (const char* verb : {"reset", "join"}) {
    const std::string line =
        reset_request(2, verb, "a-1", start.system, start.system.scenarios[1].population, &start.state);
    CHECK(fits(line));
    CHECK(json::parse(line)["facts"] == json{{"child", "Bea"}, {"owner", "Chat", "=", "Cal"}});
  }
}

TEST_CASE("a start is given by its facts, and a step by its rule and arguments") {
  const Start start;
  CHECK(json::parse(given_request(3, start.state))["facts"] == json{{"child", "Bea"}, {"owner", "Chat", "=", "Cal"}});
  const auto& scenario = start.system.scenarios[1];
  const json step = json::parse(
      step_request(4, start.system, scenario.population, std::get<model::ScenarioStep>(scenario.items[0]).action));
  CHECK(step["rule"] == "create_group");
  CHECK(step["args"] == json{{"creator", "Ann"}, {"group", "Chat"}, {"invited", {"Bea"}}});
}

TEST_CASE("what a service shows is read as a state, with the rules' where it shows nothing") {
  const Start start;
  const Observed observed{{start.system.relations.size() > 3 ? model::RelationId{3} : model::RelationId{0}}, {}};
  const auto reply = read_ask(R"({"id": 9, "holds": {"member": [["Chat", "Bea"]]}})", 9, observed, start.state);
  REQUIRE(std::holds_alternative<model::State>(reply));
  const auto& seen = std::get<model::State>(reply);
  CHECK(seen.tuples({3}).size() == 1);
  CHECK(seen.tuples({0}) == start.state.tuples({0}));
}

TEST_CASE("a symmetric relation may be shown in either order, or both") {
  const Start start;
  const Observed observed{{model::RelationId{2}}, {}};
  for (const char* rows : {R"([["Ann", "Bea"]])", R"([["Bea", "Ann"]])", R"([["Ann", "Bea"], ["Bea", "Ann"]])"}) {
    const auto reply =
        read_ask(R"({"id": 1, "holds": {"contact": )" + std::string(rows) + "}}", 1, observed, start.state);
    REQUIRE(std::holds_alternative<model::State>(reply));
    CHECK(std::get<model::State>(reply).tuples({2}).size() == 1);
  }
}

TEST_CASE("replies with a few bytes changed are read or refused, never more than that") {
  const Start start;
  const std::vector<std::string> replies{
      R"({"id": 1, "holds": {"approved": [], "contact": [["Ann", "Bea"]], "member": [["Chat", "Bea"]], )"
      R"("owner": [["Chat", "Cal"]], "mood": [["Ann", "calm"], ["Bea", "calm"], ["Cal", "angry"]]}})",
      R"({"id": 1, "outcome": "refused", "reason": "no"})",
      R"({"id": 1, "protocol": 1, "observes": ["member", "owner"]})",
  };
  const unsigned seed = 11;
  std::mt19937 random(seed);
  const std::string alphabet = "{}[]\",:0159aeon \\\x01\xc3\xff";
  std::size_t states = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string line = replies[random() % replies.size()];
    for (auto changes = random() % 3; changes > 0; --changes)
      line[random() % line.size()] = alphabet[random() % alphabet.size()];
    INFO("seed " << seed << ", round " << round << ": " << line);
    REQUIRE_NOTHROW(read_hello(line, 1, start.system));
    REQUIRE_NOTHROW(read_step(line, 1));
    const auto state = read_ask(line, 1, everything(start.system), start.state);
    states += std::holds_alternative<model::State>(state) ? 1 : 0;
  }
  CHECK(states > 1000);
}

TEST_CASE("no reply whatever makes the reader throw") {
  const Start start;
  for (const char* line :
       {"", "{", "null", "[]", R"({"id": "1"})", R"({"id": -1})", R"({"id": 1e99})", R"({"id": 1})",
        R"({"id": 1, "holds": []})", R"({"id": 1, "holds": {"member": 3}})", R"({"id": 1, "holds": {"member": [3]}})",
        R"({"id": 1, "holds": {"member": [[1, null]]}})", "{\"id\": 1, \"holds\": \"\xff\"}",
        R"({"id": 1, "outcome": {}})", R"({"id": 1, "protocol": "one"})", R"({"id": 1, "protocol": 1, "observes": 3})",
        R"({"id": 1, "protocol": 1, "observes": ["nothing"]})", R"({"id": 1, "error": {}})"}) {
    INFO(line);
    CHECK_FALSE(std::holds_alternative<Observed>(read_hello(line, 1, start.system)));
    CHECK_FALSE(std::holds_alternative<StepReply>(read_step(line, 1)));
    CHECK_FALSE(std::holds_alternative<model::State>(read_ask(line, 1, everything(start.system), start.state)));
  }
}
