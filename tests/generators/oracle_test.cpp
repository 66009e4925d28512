#include "generators/suite/oracle.hpp"

#include "rules_in_text.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using namespace chaperone::generators;
using namespace chaperone::generators::suite;

namespace {

std::string with(const std::string& from, const std::string& to) {
  std::string text = tests::chat;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TestSuite suite_of_two(const model::System& system) {
  return {&system, "chat.chap", "", {make_case(system, system.scenarios[0]), make_case(system, system.scenarios[1])}};
}

std::vector<std::optional<model::Outcome>> outcomes(const TestCase& test) {
  std::vector<std::optional<model::Outcome>> result;
  for (const auto& item : test.items)
    if (const auto* step = std::get_if<TestStep>(&item))
      result.push_back(step->expected);
  return result;
}

constexpr auto allowed = model::Outcome::allowed;
constexpr auto refused = model::Outcome::refused;

} // namespace

TEST_CASE("every step's outcome is what the right rules say") {
  const model::System system = tests::rules(tests::chat);
  const model::System right =
      tests::rules(with("add contact(a, b)", "require not child(a) and not child(b) add contact(a, b)"));
  TestSuite suite = suite_of_two(system);
  REQUIRE(expect_from(suite, right).empty());
  CHECK(outcomes(suite.cases[0]) == std::vector<std::optional<model::Outcome>>{refused, allowed, refused});
}

TEST_CASE("a step must change what it changes on the right rules, as far as the tests look") {
  const model::System system = tests::rules(tests::chat);
  TestSuite suite = suite_of_two(system);
  REQUIRE(expect_from(suite, system).empty());
  const auto& befriend = std::get<TestStep>(suite.cases[0].items[0]);
  CHECK(befriend.changed.empty()); // no test reads `contact`
  const auto& create = std::get<TestStep>(suite.cases[0].items[2]);
  REQUIRE(create.changed.size() == 3);
  for (const auto& fact : create.changed)
    CHECK(std::get<ExpectedTuple>(fact).holds);
}

TEST_CASE("sorts and individuals are matched by name, in whatever order they are declared") {
  const model::System system = tests::rules(tests::chat);
  const model::System right =
      tests::rules(with("sort User named Ann, Bea, Cal\nsort Group\n", "sort Group\nsort User\n"));
  TestSuite suite = suite_of_two(system);
  REQUIRE(expect_from(suite, right).empty());
  const auto& create = std::get<TestStep>(suite.cases[0].items[2]);
  CHECK(create.changed.size() == 3);
}

TEST_CASE("an expectation that the right rules do not share is taken out") {
  const model::System system = tests::rules(tests::chat);
  // Here the child may be invited, and nobody leaves: the group has members in the end.
  const model::System right = tests::rules(with("  remove member(group, who)\n", ""));
  TestSuite suite = suite_of_two(system);
  REQUIRE(std::holds_alternative<TestExpect>(suite.cases[1].items.back()));
  REQUIRE(expect_from(suite, right).empty());
  CHECK(std::holds_alternative<TestStep>(suite.cases[1].items.back()));
}

TEST_CASE("a rule that the right rules lack is a located mistake") {
  const model::System system = tests::rules(tests::chat);
  std::string text = tests::chat;
  for (auto at = text.find("hand_over"); at != std::string::npos; at = text.find("hand_over", at + 1))
    text.replace(at, 9, "pass_along");
  TestSuite suite = suite_of_two(system);
  const auto mistakes = expect_from(suite, tests::rules(text));
  REQUIRE(mistakes.size() == 1);
  REQUIRE(mistakes[0].diagnostics.size() == 1);
  CHECK(mistakes[0].diagnostics[0].message.find("`hand_over`") != std::string::npos);
  CHECK(mistakes[0].sources->text(mistakes[0].diagnostics[0].span) == "hand_over");
}

TEST_CASE("a rule with other parameters is a mistake") {
  const model::System system = tests::rules(tests::chat);
  const std::string text = with("rule befriend(a: User, b: User)", "rule befriend(a: User, b: User, why: Mood)");
  std::string without_runs = text.substr(0, text.find("scenario flaw"));
  TestSuite suite = suite_of_two(system);
  CHECK(expect_from(suite, tests::rules(without_runs)).size() == 1);
}

TEST_CASE("a start that the right rules do not have is a mistake") {
  const model::System system = tests::rules(tests::chat);
  const std::string text = with("init empty approved", "assume no u: User | child(u)\ninit empty approved");
  TestSuite suite = suite_of_two(system);
  const auto mistakes = expect_from(suite, tests::rules(text));
  REQUIRE_FALSE(mistakes.empty());
  CHECK(mistakes[0].diagnostics[0].message.find("cannot judge this scenario") != std::string::npos);
}
