// Facts and formulas of a run as text.
#include "generators/story/facts.hpp"
#include "tests/generators/rules_in_text.hpp"

using namespace chaperone;

namespace {

/// The last requirement of the rule, with the arguments of the scenario's last step of it put in.
std::string requirement_of_last_step(const std::string& rule, const std::string& scenario) {
  const model::System system = tests::rules(tests::chat + rule + scenario);
  const model::Scenario& run = system.scenarios.back();
  const auto& action = std::get<model::ScenarioStep>(run.items.back()).action;
  const auto bindings = model::bindings_of(system, action);
  return reports::print({system, run.population}, system[action.rule].requirements.back().formula, bindings);
}

} // namespace

TEST_CASE("parameters are replaced by names, bound variables stay") {
  CHECK(
      requirement_of_last_step("rule r(a: User, g: Group) { require all u: User | member(g, u) implies contact(a, u) }",
                               "scenario s { r(Zed, Den) }") == "all u: User | member(Den, u) implies contact(Zed, u)");
}

TEST_CASE("functions' arguments and results are named too") {
  CHECK(requirement_of_last_step("rule r(a: User, g: Group) { require owner(g) = a and mood(a) != calm }",
                                 "scenario s { r(Zed, Den) }") == "owner(Den) = Zed and mood(Zed) != calm");
}

TEST_CASE("a set parameter is written out where one asks who is in it") {
  const std::string rule = "rule r(a: User, s: set of User) { require a in s }";
  CHECK(requirement_of_last_step(rule, "scenario s { r(Zed, {Zed, Yan}) }") == "Zed in {Zed, Yan}");
  CHECK(requirement_of_last_step(rule, "scenario s { r(Zed, {}) }") == "false");
}

TEST_CASE("a set parameter keeps its name where a quantifier ranges over it") {
  CHECK(requirement_of_last_step("rule r(a: User, s: set of User) { require all u: s | contact(a, u) }",
                                 "scenario s { r(Zed, {Yan}) }") == "all u: s | contact(Zed, u)");
}
