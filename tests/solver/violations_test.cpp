#include "solver/small/violations.hpp"

#include "model/meaning/interpreter.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone;
using namespace chaperone::model;
using namespace chaperone::solver;

namespace {

/// A guest gets in by the door or by the window; a hat has nothing to do with it.
const char* const house = R"(
  system house
  sort Person named Ann, Bea
  relation invited(Person)
  relation inside(Person)
  relation hat(Person)
  init empty invited, inside, hat
  rule invite(who: Person) { add invited(who) }
  rule revoke(who: Person) { require invited(who) remove invited(who) }
  rule door(who: Person) { require invited(who) add inside(who) }
  rule window(who: Person) { require not invited(who) and hat(who) add inside(who) }
  rule dress(who: Person) { add hat(who) }
  never uninvited = some p: Person | inside(p) and not invited(p)
)";

std::vector<std::string> rules_of(const System& system, const small::Violation& violation) {
  std::vector<std::string> result;
  for (const ScenarioItem& item : violation.scenario.items)
    result.push_back(system[std::get<ScenarioStep>(item).action.rule].name);
  return result;
}

} // namespace

TEST_CASE("each different way to break a promise is listed once, and nothing in it can be left out") {
  const System system = tests::rules(house);
  const std::vector<small::Violation> found = small::list_violations(system, PropertyId{0}, {});
  REQUIRE(found.size() == 2);
  CHECK(rules_of(system, found[0]) == std::vector<std::string>{"dress", "window"});
  CHECK(rules_of(system, found[1]) == std::vector<std::string>{"invite", "door", "revoke"});
  for (const small::Violation& violation : found) {
    CHECK(violation.scenario.population.names[0].size() == 1);
    const Replay run = replay(system, violation.scenario);
    REQUIRE_FALSE(run.failure);
    CHECK(is_violated(system.properties[0], Moment{run.steps.back().after}));
  }
}

TEST_CASE("a violation says the values that it rests on, and is listed once whoever has them") {
  for (const std::string fixed : {"fixed ", ""}) {
    const System system = tests::rules("system ward sort Person sort Chart " + fixed +
                                       "function patient(Chart): Person relation opened(Chart, Person) "
                                       "init empty opened rule open(p: Person, c: Chart) { add opened(c, p) } "
                                       "never pried = some c: Chart, p: Person | opened(c, p) and p != patient(c)");
    const std::vector<small::Violation> found = small::list_violations(system, PropertyId{0}, {});
    REQUIRE(found.size() == 1);
    const Scenario& scenario = found[0].scenario;
    CHECK(scenario.population.names == Population{{{"Person1", "Person2"}, {"Chart1"}}}.names);
    REQUIRE(scenario.given.size() == 1);
    CHECK(std::get<GivenValue>(scenario.given[0]).value == 1);
    CHECK(is_violated(system.properties[0], Moment{replay(system, scenario).steps.back().after}));
  }
}

TEST_CASE("the order of independent steps makes no other violation") {
  const System system = tests::rules(R"(
    system switches
    sort Person
    relation left(Person)
    relation right(Person)
    init empty left, right
    rule push_left(who: Person) { add left(who) }
    rule push_right(who: Person) { add right(who) }
    rule shout(who: Person) { }
    never heard = some a, b: Person | did shout(a) and left(b) and right(b)
  )");
  const std::vector<small::Violation> found = small::list_violations(system, PropertyId{0}, {});
  // The one who shouts is the one at the switches, or another.
  CHECK(found.size() == 2);
}

TEST_CASE("rules that keep their promise have no violation") {
  const System system = tests::rules(R"(
    system kept
    sort Person
    relation inside(Person)
    init empty inside
    rule enter(who: Person) { require no p: Person | inside(p) add inside(who) }
    never two = at least 2 p: Person | inside(p)
  )");
  CHECK(small::list_violations(system, PropertyId{0}, {}).empty());
}

TEST_CASE("no violation is looked for once the time is up") {
  SearchBounds bounds;
  bounds.until = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  CHECK(small::list_violations(tests::rules(house), PropertyId{0}, bounds).empty());
}
