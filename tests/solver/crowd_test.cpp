#include "solver/crowd/crowd.hpp"

#include "model/meaning/interpreter.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using namespace chaperone::model;
using solver::crowd::Crowd;

namespace {

const char* const users = "system s enum User { u1, u2, u3, u4, u5, u6, u7, u8 } enum Role { boss, clerk } "
                          "relation has(User, Role) ";
const char* const start =
    "init all u: User, r: Role | has(u, r) iff r = boss and u = u2 or r = clerk and u in {u4, u5} ";
const char* const rest = "rule hire(by, whom: User) { require has(by, boss) add has(whom, clerk) } "
                         "never p = some u: User | has(u, boss) and has(u, clerk) ";

System policy(const std::string& more = "") {
  return tests::rules(std::string(users) + start + rest + more);
}

Wants everything(const System& system) {
  return UsefulRules(system, system.properties[0].formula).wants_at_any_distance();
}

} // namespace

TEST_CASE("values that only the start tells apart are a crowd") {
  const System system = policy();
  const auto crowd = Crowd::of(system);
  REQUIRE(crowd);
  CHECK(crowd->sort() == SortId{0});
  CHECK_FALSE(crowd->system().sorts[0].is_enum);
}

TEST_CASE("values that rules and properties name are constants, and there is no crowd where few are left") {
  const auto named = [](const std::string& more) -> std::optional<std::uint32_t> {
    const System system = policy(more);
    const auto crowd = Crowd::of(system);
    return crowd ? std::optional(crowd->count_named()) : std::nullopt;
  };
  CHECK(named("") == 0);
  CHECK(named("never q = has(u3, boss)") == 1);
  CHECK(named("rule oust(by: User) { remove has(u2, boss) } define top(u: User) = u = u1") == 2);
  CHECK_FALSE(named("define top(u: User) = u in {u1, u2, u3}"));
}

TEST_CASE("a crowd's start may be said by way of fixed relations") {
  const System system = tests::rules(std::string(users) +
                                     "fixed relation by_law(User) fixed relation first(User, Role) "
                                     "init all u: User, r: Role | has(u, r) iff first(u, r) "
                                     "assume all u: User, r: Role | first(u, r) iff r = boss and by_law(u) "
                                     "assume all u: User | by_law(u) iff u = u2 " +
                                     rest);
  const auto crowd = Crowd::of(system);
  REQUIRE(crowd);
  CHECK(crowd->sort() == SortId{0});
}

TEST_CASE("a crowd's formula is the system's with the named values as constants") {
  const System system = policy("never q = has(u3, boss)");
  const auto crowd = Crowd::of(system);
  REQUIRE(crowd);
  const Formula& formula = system.properties[1].formula;
  const Formula wide = crowd->widened(formula);
  CHECK(std::holds_alternative<std::shared_ptr<const Application>>(std::get<Atom>(wide->kind).args[0]));
  CHECK(std::get<Atom>(crowd->narrowed(wide)->kind).args == std::get<Atom>(formula->kind).args);
}

TEST_CASE("there is no crowd where the start is open, or tells pairs of values") {
  CHECK_FALSE(Crowd::of(tests::rules(std::string(users) + "init some u: User | has(u, boss) " + rest)));
  CHECK_FALSE(Crowd::of(policy("relation knows(User, User) init all u, v: User | knows(u, v) iff u = u1 and v = u2")));
  CHECK(Crowd::of(policy("relation knows(User, User) init empty knows")));
}

TEST_CASE("there is no crowd where values are the results of a function, or steps have set arguments") {
  CHECK_FALSE(Crowd::of(policy("function head(Role): User init all r: Role | head(r) = u1")));
  CHECK_FALSE(Crowd::of(policy("rule all_in(s: set of User) { add has(u, clerk) for u: s }")));
  CHECK_FALSE(Crowd::of(policy("rule give(u: User, s: set of Role) { add has(u, r) for r: s }")));
}

TEST_CASE("a crowd's run is told of different values with the same rows") {
  const System system = policy();
  const auto found = Crowd::of(system);
  REQUIRE(found);
  const Crowd& crowd = *found;
  const Wants wants = everything(system);
  Scenario run;
  run.population.names = {{"x", "y"}, {"boss", "clerk"}};
  run.given = {GivenTuple{RelationId{0}, {1, 0}}};
  run.items = {ScenarioStep{{RuleId{0}, {1U, 0U}}, {}, {}, {}}};
  const Scenario told = crowd.told(run, wants);
  CHECK(told.population.names[0].size() == 8);
  CHECK(told.given.size() == 3); // the whole start
  const Action& action = std::get<ScenarioStep>(told.items[0]).action;
  CHECK(std::get<std::uint32_t>(action.args[0]) == 1); // u2, the boss
  CHECK(std::get<std::uint32_t>(action.args[1]) == 0); // u1, the first with no role
  CHECK_FALSE(replay(system, told).failure);
}

TEST_CASE("a crowd's start has its rows, the rare ones no more often than values have them") {
  const System system = policy();
  const auto found = Crowd::of(system);
  const System crowd = found->system(everything(system), 3);
  const auto is_start = [&](const std::vector<std::vector<std::uint32_t>>& tuples) {
    const Layout layout(crowd, Population{{{"x", "y", "z"}, {"boss", "clerk"}}});
    State state(layout);
    for (const auto& tuple : tuples)
      state.put(RelationId{0}, tuple, true);
    return std::ranges::all_of(crowd.inits,
                               [&](const Constraint& init) { return evaluate(init.formula, Moment{state}); });
  };
  CHECK(is_start({{0, 0}, {1, 1}, {2, 1}}));
  CHECK_FALSE(is_start({{0, 0}, {1, 0}}));         // two bosses
  CHECK_FALSE(is_start({{0, 1}, {1, 1}, {2, 1}})); // three clerks
  CHECK_FALSE(is_start({{0, 0}, {0, 1}}));         // nobody is both
}
