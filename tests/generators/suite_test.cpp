#include "generators/suite/looked_at.hpp"
#include "generators/suite/suite.hpp"

#include "rules_in_text.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using namespace chaperone::generators;
using namespace chaperone::generators::suite;

namespace {

std::size_t index_of(const std::vector<model::Scenario>& scenarios, const std::string& name) {
  for (std::size_t at = 0; at < scenarios.size(); ++at)
    if (scenarios[at].name == name)
      return at;
  FAIL("no scenario " + name);
  return 0;
}

TestCase case_of(const model::System& system, const std::string& scenario) {
  return make_case(system, system.scenarios[index_of(system.scenarios, scenario)]);
}

solver::PropertyAnswer shown(const model::System& system, const std::string& scenario) {
  return {{0}, solver::Shown{system.scenarios[index_of(system.scenarios, scenario)], 3, true, ""}, 0};
}

} // namespace

TEST_CASE("a scenario's outcomes, reasons and expectations become a test's") {
  const model::System system = tests::rules(tests::chat);
  const TestCase test = case_of(system, "fine");
  REQUIRE(test.items.size() == 5);
  const auto& first = std::get<TestStep>(test.items[0]);
  CHECK(first.expected == model::Outcome::refused);
  CHECK(first.reason == "only contacts of Ann can be invited");
  CHECK(first.told == "Ann starts Chat with Bea");
  CHECK_FALSE(std::get<TestStep>(test.items[2]).expected.has_value());
  CHECK(std::holds_alternative<TestExpect>(test.items[4]));
}

TEST_CASE("a test's title says what must not happen and what is tried") {
  const model::System system = tests::rules(tests::chat);
  CHECK(case_of(system, "flaw").title == "never meets: Ann starts Chat with Bea and Cal");
}

TEST_CASE("a counterexample becomes a test that leaves its steps open and keeps the property") {
  const model::System system = tests::rules(tests::chat);
  const auto cases = cases_of(system, {shown(system, "fine")}, false);
  REQUIRE(cases.size() == 1);
  CHECK(cases[0].keeps == std::vector{model::PropertyId{0}});
  for (const auto& item : cases[0].items) {
    const auto& step = std::get<TestStep>(item);
    CHECK_FALSE(step.expected.has_value());
    CHECK_FALSE(step.reason.has_value());
  }
}

TEST_CASE("a promise about states after steps that are not taken gets no test that nothing fails") {
  const model::System system =
      tests::rules("system boxes sort Box relation inside(Box, Box) closure within of inside init empty inside "
                   "rule put(a: Box, b: Box) { require a != b and not within(b, a) add inside(a, b) } "
                   "rule take(a: Box) { require not (some c: Box | inside(c, a)) remove inside(a, b) for b: Box } "
                   "undoable out for a, b: Box = within(a, b) to not within(a, b) by take "
                   "scenario packed { put(A, B) allowed keeps out }");
  REQUIRE_FALSE(can_be_looked_at(system, {0}));
  CHECK(cases_of(system, {{{0}, solver::Shown{system.scenarios.front(), 1}}}, false).empty());
  const TestCase packed = case_of(system, "packed");
  CHECK(packed.keeps.empty());
  REQUIRE_FALSE(packed.story.empty());
  CHECK(packed.story.front() == "Not looked at: undoable out, which asks about states after steps that are not taken.");
}

TEST_CASE("witnesses of rules with a flaw are left out unless right rules judge them") {
  model::System system = tests::rules(tests::chat + "\npossible grouped = some g: Group, u: User | member(g, u)\n");
  auto witness = shown(system, "flaw");
  witness.property = {2};
  REQUIRE(system[witness.property].kind == model::PropertyKind::possible);
  const auto violated = shown(system, "flaw");
  CHECK(cases_of(system, {violated, witness}, false).size() == 1);
  CHECK(cases_of(system, {violated, witness}, true).size() == 2);
  const auto alone = cases_of(system, {witness}, false);
  REQUIRE(alone.size() == 1);
  CHECK(std::get<TestStep>(alone[0].items[0]).expected == model::Outcome::allowed);
  CHECK(std::get<TestExpect>(alone[0].items.back()).reached == witness.property);
}

TEST_CASE("names of tests are made to differ") {
  std::vector<TestCase> cases(3);
  for (auto& test : cases)
    test.name = "same";
  make_names_unique(cases);
  CHECK(cases[0].name == "same");
  CHECK(cases[1].name == "same_2");
  CHECK(cases[2].name == "same_3");
}

TEST_CASE("a very long title is cut between words or letters, and told whole in the story") {
  std::vector<TestCase> cases(3);
  const std::string words = [] {
    std::string text = "Ann";
    for (int i = 0; i < 60; ++i)
      text += " très";
    return text;
  }();
  cases[0].title = words;
  cases[1].title = "Ann très";
  for (int i = 0; i < 200; ++i)
    cases[2].title += "è";
  const std::string letters = cases[2].title;
  shorten_titles(cases);
  CHECK(cases[0].title.size() < 170);
  CHECK(cases[0].title.ends_with(" très …"));
  CHECK(cases[0].story == std::vector<std::string>{words});
  CHECK(cases[1].title == "Ann très");
  CHECK(cases[1].story.empty());
  CHECK(letters.starts_with(cases[2].title.substr(0, cases[2].title.find(" …"))));
  CHECK(cases[2].title.size() % 2 == std::string(" …").size() % 2);
}

TEST_CASE("only what the tests read is asked of a service, and fixed facts never are") {
  const model::System system = tests::rules(tests::chat);
  TestSuite suite{&system, "chat.chap", "", {case_of(system, "flaw")}};
  const LookedAt looked_at = look_at(suite);
  std::set<std::string> asked;
  for (std::uint32_t index = 0; index < system.relations.size(); ++index)
    if (looked_at.is_asked(system, model::RelationId{index}))
      asked.insert(system.relations[index].name);
  CHECK(asked == std::set<std::string>{"approved", "member"});
  CHECK(looked_at.given_relations.size() == 1);
  CHECK(looked_at.functions.empty());
}

TEST_CASE("what only introduces individuals is no expectation") {
  const model::System system =
      tests::rules(tests::chat + "\nscenario crowd { befriend(Ann, Bea) expect all u: User | u in {Ann, Bea, Cal} }\n");
  const TestCase test = case_of(system, "crowd");
  CHECK(test.items.size() == 1);
  CHECK(test.population.size(model::SortId{0}) == 3);
}
