// Starts for walks: every `assume` and `init` allows them, with all individuals.
#include "generators/conformance/start.hpp"

#include "generators/conformance/wishes.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace {

using namespace chaperone;
using namespace chaperone::conformance;
using namespace chaperone::model;

const std::string rooms = R"(system rooms
sort User
sort Room
enum Rank { none, member, owner }
relation inside(Room, User)
function rank(Room, User): Rank
init empty inside
init all r: Room | one u: User | rank(r, u) = owner
init all r: Room, u: User | rank(r, u) = owner or rank(r, u) = none
rule enter(who: User, room: Room) { add inside(room, who) }
never n = some r: Room, u: User | inside(r, u) and rank(r, u) = none and rank(r, u) = owner
)";

Start one_of_each(const System& system) {
  Start start;
  for (const Sort& sort : system.sorts)
    start.population.names.push_back(sort.is_enum ? sort.names : std::vector{sort.name + "1"});
  return start;
}

std::size_t distance(const std::string& init) {
  const System system = tests::rules("system s\nsort User\nrelation on(User)\nfunction boss(): User\ninit " + init +
                                     "\nrule go(u: User) { add on(u) }\nnever n = some u: User | on(u)\n");
  Population population{{{"A", "B", "C"}}};
  const Layout layout(system, population);
  return distance_to(State(layout), {&system.inits.front().formula}).changes;
}

} // namespace

TEST_CASE("individuals that are added get what the start of the rules asks of them") {
  const System system = tests::rules(rooms);
  Random random(1);
  const auto start = roomy_start(system, one_of_each(system), random);
  REQUIRE(start);
  CHECK(start->population.names[0].size() == 3);
  CHECK(start->population.names[1].size() == 3);
  CHECK(is_start(system, *start));
}

TEST_CASE("starts are varied also where a single change breaks them") {
  const System system = tests::rules(rooms);
  Random random(1);
  const auto start = roomy_start(system, one_of_each(system), random);
  REQUIRE(start);
  std::set<std::size_t> seen;
  for (int tries = 0; tries < 30; ++tries) {
    const Start other = varied(system, *start, random);
    CHECK(is_start(system, other));
    const Layout layout(system, other.population);
    Scenario scenario;
    scenario.given = other.given;
    seen.insert(initial_state(layout, scenario).hash());
  }
  CHECK(seen.size() > 5);
}

TEST_CASE("where no more individuals are allowed, a start has as many as there may be") {
  const System system = tests::rules(R"(system s
sort User
sort Room
relation home(Room, User)
assume all u, v: User | u = v
init empty home
rule move_in(u: User, r: Room) { add home(r, u) }
never n = some u: User, r: Room | home(r, u) and not home(r, u)
)");
  Random random(1);
  const auto start = roomy_start(system, one_of_each(system), random);
  REQUIRE(start);
  CHECK(start->population.names[0].size() == 1);
  CHECK(start->population.names[1].size() == 3);
}

TEST_CASE("a state is as far from a formula as there are things to change") {
  CHECK(distance("true") == 0);
  CHECK(distance("all u: User | on(u)") == 3);
  CHECK(distance("some u: User | on(u)") == 1);
  CHECK(distance("at least 2 u: User | on(u)") == 2);
  CHECK(distance("at most 1 u: User | not on(u)") == 2);
  CHECK(distance("one u: User | on(u)") == 1);
  CHECK(distance("no u: User | not on(u)") == 3);
  CHECK(distance("not (some u: User | not on(u))") == 3);
  CHECK(distance("on(boss()) and (all u: User | u = boss() or not on(u))") == 1);
}

TEST_CASE("starts leave named individuals and orders as they are, and closures follow their relation") {
  const System system = tests::rules("system s\nsort User\nsort Role with owner, guest\nordered sort Day\n"
                                     "function role(User): Role\nfunction since(User): Day\nrelation knows(User, "
                                     "User)\nclosure reaches of knows\ninit all u: User | role(u) = guest\n"
                                     "init all u, v: User | u = v or reaches(u, v)\n"
                                     "init all u, v: User | since(u) <= since(v)\n"
                                     "rule forget(u: User) { remove knows(u, v) for v: User }\n"
                                     "never n = some u: User | role(u) = owner\n");
  Start near = one_of_each(system);
  near.population.names[1] = {"owner", "guest"};
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    const auto start = roomy_start(system, near, random);
    REQUIRE(start);
    CHECK(start->population.names[0].size() == 3);
    const Start other = varied(system, *start, random);
    CHECK(is_start(system, other));
    for (const Given& given : other.given)
      if (const auto* value = std::get_if<GivenValue>(&given))
        if (system[value->function].is_individual)
          CHECK(value->value == (system[value->function].name == "owner" ? 0 : 1));
  }
}
