#include "generators/goals/packing.hpp"

#include "generators/goals/coverage.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone;
using namespace chaperone::generators;

namespace {

std::string open_house(const std::string& of_enter) {
  return "system club\n sort User named Ann, Bea\n fixed relation old(User)\n relation inside(User)\n"
         "init empty inside\n rule enter(u: User) { require not inside(u) " +
         of_enter +
         " add inside(u) }\n"
         "rule leave(u: User) { require inside(u) remove inside(u) }\n"
         "rule greet(u: User) { require old(u) and inside(u) }\n possible full = all u: User | inside(u)";
}

/// A run of Ann's, who is there with Bea.
Candidate run_of(const model::System& system, const std::vector<std::string>& rules,
                 const std::vector<model::Given>& given = {}) {
  Candidate run;
  run.population.names = {{"Ann", "Bea"}};
  run.given = given;
  for (const std::string& name : rules)
    for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
      if (system.rules[rule].name == name)
        run.path.push_back({{rule}, {std::uint32_t{0}}});
  return run;
}

std::size_t goal_named(const Goals& goals, const std::string& name) {
  for (std::size_t i = 0; i < goals.goals.size(); ++i)
    if (goals.goals[i].name == name)
      return i;
  throw std::runtime_error("no goal " + name);
}

std::vector<PackedRun> packed(const model::System& system, Candidate host, Candidate run, const std::string& goal) {
  const Goals goals = list_goals(system, {GoalKind::rules, GoalKind::memory});
  const Catalogue catalogue(goals.system);
  host.memory.emplace();
  std::vector<PackedRun> runs{{std::move(host), {}}, {std::move(run), {goal_named(goals, goal)}}};
  Packing(goals, catalogue, 40).pack(runs);
  for (const PackedRun& each : runs)
    for (const std::size_t own : each.own)
      CHECK(GoalReader(goals).covered_by(scenario_of(goals.system, each.candidate)).contains(own));
  return runs;
}

} // namespace

TEST_CASE("what a short run is there for is tried behind a run for memory, without the steps that are done already") {
  const model::System system = tests::rules(open_house(""));
  const auto runs = packed(system, run_of(system, {"enter"}), run_of(system, {"enter", "leave"}), "leave_is_allowed");
  REQUIRE(runs.size() == 1);
  CHECK(runs.front().candidate.path.size() == 2);
  CHECK(runs.front().own.size() == 1);
}

TEST_CASE("runs stay apart where the fixed facts differ, whoever plays whom, or where the test may end before") {
  const model::System system = tests::rules(open_house(""));
  const std::vector<model::Given> one{model::GivenTuple{{0}, {0}}};
  CHECK(packed(system, run_of(system, {"enter"}), run_of(system, {"enter", "greet"}, one), "greet_is_allowed").size() ==
        2);
  const std::vector<model::Given> other{model::GivenTuple{{0}, {1}}};
  CHECK(packed(system, run_of(system, {"enter"}, other), run_of(system, {"enter", "greet"}, one), "greet_is_allowed")
            .size() == 1); // Bea, who is old there, enters behind Ann
  const model::System open = tests::rules(open_house("may refuse"));
  CHECK(packed(open, run_of(open, {"enter"}), run_of(open, {"enter", "leave"}), "leave_is_allowed").size() == 2);
}

TEST_CASE("with goals about memory a suite has no more scenarios than without") {
  const model::System system = tests::rules(open_house(""));
  CoverOptions options;
  options.kinds = {GoalKind::rules, GoalKind::requirements, GoalKind::effects, GoalKind::pairs};
  const std::size_t without = cover(system, options).scenarios.size();
  options.kinds.push_back(GoalKind::memory);
  const Coverage coverage = cover(system, options);
  CHECK(coverage.scenarios.size() <= without);
  for (const SuiteScenario& it : coverage.scenarios)
    CHECK(it.scenario.items.size() <= options.bounds.memory.longest);
}
