// Runs that are easier to read than others of the same length.
#include "model/print/printer.hpp"
#include "solver/check.hpp"
#include "solver/evidence/evidence.hpp"
#include "solver/evidence/parts.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;

namespace {

std::vector<std::string> printed_steps(const model::System& system, const model::Scenario& run) {
  std::vector<std::string> made;
  for (const model::ScenarioItem& item : run.items)
    made.push_back(model::print(system, std::get<model::ScenarioStep>(item).action, run.population));
  return made;
}

const std::string school = "system school sort User named Ann, Bea, Cal fixed relation parent(User, User) "
                           "assume all p, k: User | parent(p, k) implies p != k relation pupil(User, User) "
                           "init empty pupil ";
const std::string enrol = "rule enrol(p: User, k: User, t: User) { require parent(p, k) and t != k add pupil(t, k) } ";

model::Scenario shown(const model::System& system, solver::EngineChoice engine = solver::EngineChoice::automatic) {
  solver::Options options;
  options.engine = engine;
  const solver::CheckResult result = solver::check(system, options);
  const auto* found = std::get_if<solver::Shown>(&result.properties.at(0).verdict);
  REQUIRE(found);
  CHECK_FALSE(solver::evidence::object_to(system, system.properties[0], found->scenario));
  return found->scenario;
}

} // namespace

TEST_CASE("a witness has two individuals where one plays two parts of a step, if it is no longer so") {
  const model::System system = tests::rules(school + enrol + "possible lesson = some t, k: User | pupil(t, k)");
  for (const solver::EngineChoice engine : {solver::EngineChoice::automatic, solver::EngineChoice::explicit_state}) {
    const model::Scenario run = shown(system, engine);
    CHECK(printed_steps(system, run) == std::vector<std::string>{"enrol(Ann, Bea, Cal)"});
  }
}

TEST_CASE("a violation keeps the fewest individuals, and the other run is there to be had") {
  const model::System system = tests::rules(school + enrol + "never lesson = some t, k: User | pupil(t, k)");
  const model::Scenario run = shown(system);
  CHECK(printed_steps(system, run) == std::vector<std::string>{"enrol(Ann, Bea, Ann)"});
  const auto both = solver::evidence::two_parts(system, run);
  REQUIRE(both.size() == 1);
  CHECK(solver::evidence::apart(system, system.properties[0], run, both[0]));
}

TEST_CASE("who must play two parts is not told apart") {
  const model::System system =
      tests::rules(school + "rule enrol(p: User, k: User, t: User) { require parent(p, k) and t = p add pupil(t, k) } "
                            "possible lesson = some t, k: User | pupil(t, k)");
  const model::Scenario run = shown(system);
  const auto both = solver::evidence::two_parts(system, run);
  REQUIRE(both.size() == 1);
  CHECK_FALSE(solver::evidence::apart(system, system.properties[0], run, both[0]));
}

TEST_CASE("a step that changes nothing gives way to one that does") {
  const model::System system = tests::rules(
      "system s sort User relation open(User) relation banned(User) init empty open init all u: User | banned(u) "
      "rule shut(u: User) { remove open(u) } rule make(u: User) { add open(u) } "
      "never touched = some u: User | (did shut(u) or did make(u)) and banned(u)");
  CHECK(printed_steps(system, shown(system)) == std::vector<std::string>{"make(User1)"});
}

TEST_CASE("one who acts on themselves in every step is told apart in all of them") {
  const model::System system =
      tests::rules("system s sort User named Ann, Bea fixed relation boss(User) relation has(User) relation led(User) "
                   "init empty has, led rule hire(by: User, whom: User) { require boss(by) add has(whom) } "
                   "rule lead(by: User, whom: User) { require boss(by) and has(whom) add led(whom) } "
                   "possible n = some u: User | led(u) and has(u)");
  const model::Scenario run = shown(system);
  CHECK(printed_steps(system, run) == std::vector<std::string>{"hire(Ann, Bea)", "lead(Ann, Bea)"});
  CHECK(run.given.size() == 1); // nobody is boss who need not be
}
