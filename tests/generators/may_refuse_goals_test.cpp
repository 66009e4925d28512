// Steps that may be refused, in goals, in the choice of scenarios, and in the tests that are made of them.
#include "generators/goals/candidates.hpp"
#include "generators/goals/coverage.hpp"
#include "generators/goals/open_steps.hpp"
#include "generators/suite/covering.hpp"
#include "generators/suite/formats.hpp"
#include "generators/suite/oracle.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace chaperone;
using namespace chaperone::generators;
using Catch::Matchers::Contains;

namespace {

/// Invitations twice over, seats that nobody need be given, and what only a guest with a seat can do.
const std::string feast = R"(
  system feast
  sort User named Ann, Bea
  relation invited(User)
  relation asked(User)
  relation seated(User)
  relation toasted(User)
  init empty invited, asked, seated, toasted
  rule invite(u: User) { require not seated(u) may refuse where invited(u) "again" add invited(u) }
  rule ask(u: User) { require invited(u) may refuse where asked(u) add asked(u) remove invited(u) }
  rule sit(u: User) { require invited(u) may refuse add seated(u) }
  rule toast(u: User) { require seated(u) add toasted(u) }
  never uninvited = some u: User | toasted(u) and not seated(u)
  scenario again { invite(Ann) allowed invite(Ann) refused "again" sit(Ann) allowed toast(Ann) allowed }
  scenario unseated { invite(Ann) sit(Ann) refused sit(Ann) refused }
)";

Coverage feast_covered(const model::System& system) {
  CoverOptions options;
  options.kinds = all_goal_kinds();
  return cover(system, options);
}

const Goal* goal_named(const Coverage& coverage, const std::string& name) {
  const auto found = std::ranges::find(coverage.goals.goals, name, &Goal::name);
  return found == coverage.goals.goals.end() ? nullptr : &*found;
}

const SuiteScenario& scenario_for(const Coverage& coverage, const std::string& name) {
  const Goal* goal = goal_named(coverage, name);
  REQUIRE(goal != nullptr);
  const GoalStatus& status = coverage.status[static_cast<std::size_t>(goal - coverage.goals.goals.data())];
  REQUIRE(std::holds_alternative<Covered>(status));
  return coverage.scenarios.at(std::get<Covered>(status).scenario);
}

TestSuite feast_suite(const model::System& system) {
  TestSuite suite;
  suite.system = &system;
  suite.rules_file = "feast.chap";
  for (const model::Scenario& scenario : system.scenarios)
    suite.cases.push_back(make_case(system, scenario));
  return suite;
}

std::string all_files(const TestSuite& suite, const std::string& format) {
  std::string text;
  for (const GeneratedFile& file : test_format(format)->write(suite))
    text += file.text;
  return text;
}

} // namespace

TEST_CASE("a rule that may always be refused has no goal that it must be allowed, but one that it is done whole") {
  const model::System system = tests::rules(feast);
  const Coverage coverage = feast_covered(system);
  CHECK(goal_named(coverage, "sit_is_allowed") == nullptr);
  CHECK(goal_named(coverage, "sit_after_invite") == nullptr);
  CHECK(goal_named(coverage, "invite_is_allowed") != nullptr);
  CHECK(goal_named(coverage, "sit_may_be_refused")->claim ==
        "sit must be done whole, or be refused and change nothing");
  scenario_for(coverage, "sit_may_be_refused");
  scenario_for(coverage, "invite_may_be_refused");
}

TEST_CASE("only the last step of a suite's scenario may be refused where that is possible") {
  const model::System system = tests::rules(feast);
  const Coverage coverage = feast_covered(system);
  std::size_t open = 0;
  for (const SuiteScenario& it : coverage.scenarios) {
    const model::Replay run = replay(system, it.scenario);
    REQUIRE_FALSE(run.failure);
    for (std::size_t i = 0; i < run.steps.size(); ++i) {
      const bool is_open = !run.steps[i].may_refuse.empty();
      CHECK(std::get<model::ScenarioStep>(it.scenario.items[i]).expected.has_value() != is_open);
      open += is_open ? 1 : 0;
      if (is_open && i + 1 < run.steps.size()) // nobody need be given a seat, and without one there is no toast
        CHECK(system[run.steps[i].action.rule].name == "sit");
    }
  }
  CHECK(open >= 3);
}

TEST_CASE("a mutant that refuses more where it may is like the rules, and elsewhere it is told apart") {
  const model::System system = tests::rules(feast);
  model::Rule stricter = system.rules[0]; // invite, refused where the user is invited already
  stricter.requirements.push_back({stricter.may_refuse[0].unless, std::nullopt, {}});
  const model::System runs =
      tests::scenarios(system, "scenario twice { invite(Ann) invite(Ann) } scenario at_all { ask(Ann) invite(Ann) }");
  CHECK_FALSE(tells_apart(system, {0}, stricter, runs.scenarios[0]));
  model::Rule never = stricter;
  never.requirements.push_back({model::make_formula(model::Constant{false}), std::nullopt, {}});
  CHECK(tells_apart(system, {0}, never, runs.scenarios[1]));
}

TEST_CASE("a test has either outcome where the rules leave it open, and knows with which it goes on") {
  const model::System system = tests::rules(feast);
  const TestCase test = make_case(system, system.scenarios.front());
  const auto step = [&](std::size_t at) { return std::get<TestStep>(test.items[at]); };
  CHECK(step(0).expected == model::Outcome::allowed);
  CHECK_FALSE(step(1).expected);
  CHECK_FALSE(step(1).reason);
  CHECK(step(1).may_be_refused);
  CHECK_FALSE(step(1).goes_on); // she is invited either way
  CHECK(step(2).may_be_refused);
  CHECK(step(2).goes_on == model::Outcome::allowed);
  CHECK_FALSE(step(3).may_be_refused);
  CHECK_FALSE(ends_with(test, std::get<TestStep>(test.items[1])));
  CHECK(ends_with(test, std::get<TestStep>(test.items[2])) == model::Outcome::refused);
  const TestCase refused = make_case(system, system.scenarios[1]);
  CHECK(ends_with(refused, std::get<TestStep>(refused.items[1])) == model::Outcome::allowed);
  CHECK_FALSE(ends_with(refused, std::get<TestStep>(refused.items[2]))); // nothing follows
}

TEST_CASE("a counterexample's test leaves steps that may be refused open like all others") {
  const model::System system = tests::rules(feast);
  for (const TestItem& item : make_regression_case(system, {0}, system.scenarios.front()).items) {
    CHECK_FALSE(std::get<TestStep>(item).expected);
    CHECK_FALSE(std::get<TestStep>(item).may_be_refused);
  }
}

TEST_CASE("right rules that leave a step open leave it open in the test") {
  const model::System strict = tests::rules(
      "system feast sort User relation invited(User) init empty invited rule invite(u: User) { add invited(u) } "
      "never any = some u: User | invited(u) scenario again { invite(Ann) allowed invite(Ann) allowed }");
  TestSuite suite = feast_suite(strict);
  CHECK(expect_from(suite, tests::rules(feast)).empty());
  CHECK(std::get<TestStep>(suite.cases[0].items[0]).expected == model::Outcome::allowed);
  CHECK_FALSE(std::get<TestStep>(suite.cases[0].items[1]).expected);
  CHECK(std::get<TestStep>(suite.cases[0].items[1]).may_be_refused);
}

TEST_CASE("every writer ends a test where the service made the other choice") {
  const model::System system = tests::rules(feast);
  const TestSuite suite = feast_suite(system);
  CHECK_THAT(all_files(suite, "catch2"), Contains("  if (step_3.is_refused()) {\n    return;\n  }") &&
                                             Contains("  if (step_2.is_allowed()) {\n    return;\n  }"));
  CHECK_THAT(all_files(suite, "googletest"), Contains("if (step_3.is_refused()) {"));
  CHECK_THAT(all_files(suite, "pytest"), Contains("    if not step_3.is_allowed:\n        return\n") &&
                                             Contains("    if step_2.is_allowed:\n        return\n"));
  for (const char* format : {"vitest", "junit5"}) {
    const std::string call = std::string(format) == "junit5" ? "()" : "";
    CHECK_THAT(all_files(suite, format),
               Contains("if (!step3.isAllowed" + call + ") {") && Contains("if (step2.isAllowed" + call + ") {"));
  }
  CHECK_THAT(all_files(suite, "cucumber"), Contains("Then this is allowed, or refused and nothing changes") &&
                                               Contains("And what follows is about the refused step") &&
                                               Contains("And what follows is about the allowed step"));
  const auto steps = nlohmann::json::parse(all_files(suite, "json"))["tests"][0]["steps"];
  CHECK_FALSE(steps[0].contains("may_be_refused"));
  CHECK(steps[1]["may_be_refused"] == true);
  CHECK_FALSE(steps[1].contains("goes_on"));
  CHECK(steps[2]["goes_on"] == "allowed");
  CHECK_FALSE(steps[2].contains("expect"));
  TestSuite first = suite;
  first.cases.resize(1);
  const auto states = nlohmann::json::parse(all_files(first, "itf"))["states"];
  CHECK(states[1]["mbt::outcome"] == "allowed");
  CHECK(states[2]["mbt::outcome"] == "either");
}
