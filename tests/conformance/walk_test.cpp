// Walks: where they start and which steps they choose.
#include "generators/conformance/walk.hpp"

#include "generators/conformance/sample.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone;
using namespace chaperone::conformance;
using namespace chaperone::model;

std::vector<Action> walk(const WalkPlan& plan, std::uint32_t number) {
  const Trial trial = plan.trial(number);
  const Layout layout(*trial.system, trial.population);
  Scenario start;
  start.given = trial.given;
  State now = initial_state(layout, start);
  std::vector<Action> actions;
  const Chooser next = plan.chooser(trial, number);
  while (const auto action = next(now)) {
    actions.push_back(*action);
    auto after = take_step(now, *action);
    CHECK_FALSE(std::holds_alternative<Conflict>(after));
    CHECK(broken_requirements(now, *action).size() <= 1);
    if (auto* state = std::get_if<State>(&after))
      now = *state;
  }
  return actions;
}

} // namespace

TEST_CASE("a walk takes steps that are allowed, or that one requirement alone refuses") {
  const auto system = std::make_shared<const System>(tests::rules(tests::chat));
  const WalkPlan plan(system, {}, 7, 25);
  for (std::uint32_t number = 0; number < 5; ++number)
    CHECK(walk(plan, number).size() == 25);
}

TEST_CASE("a walk depends on its seed and number alone") {
  const auto system = std::make_shared<const System>(tests::rules(tests::chat));
  const auto args = [&](std::uint32_t seed, std::uint32_t number) {
    std::vector<std::vector<StepArgument>> all;
    for (const Action& action : walk(WalkPlan(system, {}, seed, 25), number))
      all.push_back(action.args);
    return all;
  };
  CHECK(args(1, 3) == args(1, 3));
  CHECK(args(1, 3) != args(2, 3));
  CHECK(args(1, 3) != args(1, 4));
}

TEST_CASE("every walk starts in a state of the rules, with three of each sort at least") {
  const auto system = std::make_shared<const System>(tests::rules(R"(system s
sort User named Ann, Bea
fixed relation child(User)
fixed relation parent(User, User)
assume all a, k: User | parent(a, k) implies child(k) and not child(a)
assume some k: child | true
relation on(User)
init empty on
rule switch_on(u: User) { require not on(u) add on(u) }
never n = some u: User | on(u) and not on(u)
)"));
  const WalkPlan plan(system, {}, 0, 5);
  bool has_parents = false;
  for (std::uint32_t number = 0; number < 20; ++number) {
    const Trial trial = plan.trial(number);
    CHECK(is_runnable(trial));
    CHECK(trial.population.names[0] == std::vector<std::string>{"Ann", "Bea", "User3"});
    has_parents = has_parents || trial.given.size() > 1;
  }
  CHECK(has_parents);
}
