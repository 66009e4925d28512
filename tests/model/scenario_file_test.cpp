// docs/scenarios.md: what is written reads back as the same run, and again as the same text.
#include "model/scenarios/population.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>

using namespace chaperone::model;
using chaperone::tests::rules;
using chaperone::tests::scenarios;

namespace {

const std::string groups_and_rooms = R"(
  system groups
  sort User named Ann, Bea, Cal
  sort Group
  sort Room
  enum Role { guest, host, owner }
  fixed relation child(User)
  relation contact(User, User) symmetric
  relation member(Group, User)
  function role(User): Role
  function first(Group): User
  init empty member
  rule invite(by: User, group: Group, all_of: set of User) { require role(by) != guest add member(group, u) for u: all_of }
  rule promote(who: User, to: Role) { set role(who) = to }
  never crowd = some g: Group | at least 3 u: User | member(g, u)
)";

/// Written, read, and written again.
struct RoundTrip {
  std::string first, second;
  Scenario read;
};

RoundTrip round_trip(const System& system, const Scenario& scenario) {
  RoundTrip result;
  result.first = write_scenario(system, scenario);
  // The system that comes with what was read knows the variables of its expectations.
  const System reread = scenarios(system, "use \"rules.chap\"\n" + result.first);
  result.read = reread.scenarios.at(0);
  result.second = write_scenario(reread, result.read);
  return result;
}

Scenario example() {
  const std::vector<std::uint32_t> both{1, 2};
  Scenario scenario;
  scenario.name = "run";
  scenario.population = {{{"Ann", "Bea", "Cal"}, {"G"}, {"Room1"}, {"guest", "host", "owner"}}};
  scenario.given = {GivenTuple{RelationId{0}, {0}}, GivenTuple{RelationId{1}, {0, 1}},
                    GivenValue{FunctionId{0}, {0}, 2}, GivenValue{FunctionId{1}, {0}, 0}};
  scenario.items = {ScenarioStep{{RuleId{0}, {0U, 0U, both}}, std::nullopt, std::nullopt, {}},
                    ScenarioStep{{RuleId{1}, {1U, 1U}}, Outcome::allowed, std::nullopt, {}},
                    ScenarioStep{{RuleId{0}, {2U, 0U, both}}, Outcome::refused, std::nullopt, {}},
                    ScenarioKeeps{{PropertyId{0}}, {}}};
  return scenario;
}

} // namespace

TEST_CASE("a scenario is written in the rule language") {
  const System system = rules(groups_and_rooms);
  CHECK(write_scenario(system, example()) == R"(scenario run {
  given child(Ann)
  given contact(Ann, Bea)
  given role(Ann) = owner
  given first(G) = Ann
  invite(Ann, G, {Bea, Cal})
  promote(Bea, host)   allowed
  invite(Cal, G, {Bea, Cal})   refused
  keeps crowd
}
)");
}

TEST_CASE("reading what was written gives the same run, and writing that the same text") {
  const System system = rules(groups_and_rooms);
  const RoundTrip trip = round_trip(system, example());
  CHECK(trip.second == trip.first);
  CHECK(trip.read.population.names == example().population.names);
  CHECK(trip.read.given.size() == example().given.size());
  CHECK(trip.read.items.size() == example().items.size());
  CHECK(scenario_name(system, trip.read, "crowd") == scenario_name(system, example(), "crowd"));
}

TEST_CASE("individuals named in another order read back as an isomorphic run") {
  const System system = rules(groups_and_rooms);
  Scenario scenario = example();
  scenario.given[0] = GivenTuple{RelationId{0}, {2}}; // Cal is named first
  scenario.given[1] = GivenTuple{RelationId{1}, {1, 2}};
  const RoundTrip trip = round_trip(system, scenario);
  CHECK(trip.second == trip.first);
  CHECK(trip.read.population.names[0].front() == "Cal");
  CHECK(scenario_name(system, trip.read, "crowd") == scenario_name(system, scenario, "crowd"));
}

TEST_CASE("individuals that nothing names exist all the same") {
  const System system = rules(groups_and_rooms);
  Scenario scenario = example();
  scenario.items = {ScenarioKeeps{{PropertyId{0}}, {}}};
  scenario.population.names[2] = {"Hall", "Cellar"};
  const RoundTrip trip = round_trip(system, scenario);
  CHECK(trip.first.find("expect all x: User | x in {Ann, Bea, Cal}") != std::string::npos);
  CHECK(trip.first.find("expect all x: Room | x in {Hall, Cellar}") != std::string::npos);
  CHECK(trip.second == trip.first);
  CHECK(trip.read.population.names == scenario.population.names);
}

TEST_CASE("values of functions into sorts are written even where nothing gives them") {
  const System system = rules(groups_and_rooms);
  Scenario scenario = example();
  scenario.given.pop_back();
  CHECK(write_scenario(system, scenario).find("given first(G) = Ann") != std::string::npos);
}

TEST_CASE("a name that a scenario cannot use is replaced") {
  const System system = rules(groups_and_rooms);
  const Population people{{{"child", "all", "Ann", "Ann", "not a name", "User1", "Zoë"}, {"guest"}, {"R"}, {}}};
  CHECK(with_usable_names(system, people).names ==
        std::vector<std::vector<std::string>>{
            {"User2", "User3", "Ann", "User4", "User5", "User1", "Zoë"}, {"Group1"}, {"R"}, {}});
}

TEST_CASE("a scenario's name tells its shape, not its people") {
  const System system = rules(groups_and_rooms);
  const std::string name = scenario_name(system, example(), "crowd");
  CHECK(name.starts_with("crowd_3_"));
  CHECK(name.size() == std::string("crowd_3_").size() + 6);

  Scenario renamed = example();
  renamed.population.names[0] = {"Xia", "Yan", "Zoe"};
  std::reverse(renamed.given.begin(), renamed.given.end());
  CHECK(scenario_name(system, renamed, "crowd") == name);

  Scenario other = example();
  other.given[0] = GivenTuple{RelationId{0}, {1}};
  CHECK(scenario_name(system, other, "crowd") != name);

  Scenario smaller = example();
  std::get<ScenarioStep>(smaller.items[0]).action.args[2] = std::vector<std::uint32_t>{1};
  CHECK(scenario_name(system, smaller, "crowd") != name);
}

TEST_CASE("tied individuals do not make a name depend on their order") {
  const System system = rules(groups_and_rooms);
  // A ring of six and two rings of three: every individual looks alike, only the whole differs.
  const auto ring = [](std::vector<std::vector<std::uint32_t>> pairs) {
    Scenario scenario;
    scenario.population = {{{"a", "b", "c", "d", "e", "f"}, {"G"}, {"R"}, {"guest", "host", "owner"}}};
    for (std::vector<std::uint32_t>& pair : pairs)
      scenario.given.push_back(GivenTuple{RelationId{1}, std::move(pair)});
    return scenario;
  };
  const Scenario six = ring({{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0}});
  const Scenario turned = ring({{5, 3}, {3, 1}, {1, 0}, {0, 2}, {2, 4}, {4, 5}});
  const Scenario threes = ring({{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 3}});
  CHECK(scenario_name(system, six, "p") == scenario_name(system, turned, "p"));
  CHECK(scenario_name(system, six, "p") != scenario_name(system, threes, "p"));
}

TEST_CASE("a scenario file uses the rules and says what it is") {
  const System system = rules(groups_and_rooms);
  const std::string text = write_scenario_file(system, example(), "../rules.chap");
  CHECK(text.find("use \"../rules.chap\"\n\nscenario run {") != std::string::npos);
  CHECK(text.starts_with("// A saved run of groups"));
  CHECK(text.find("`crowd`") != std::string::npos);
}
