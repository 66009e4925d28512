// Names that fit the rules.
#include "model/meaning/interpreter.hpp"
#include "model/print/printer.hpp"
#include "model/scenarios/casting.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using Names = std::vector<std::string>;

namespace {

/// The scenario of a rule file, cast anew.
struct Cast {
  explicit Cast(const std::string& text)
      : system(tests::rules(text)), scenario(model::cast(system, system.scenarios.at(0))),
        replay(model::replay(system, scenario)) {}
  std::string step(std::size_t index) const {
    return model::print(system, std::get<model::ScenarioStep>(scenario.items.at(index)).action, scenario.population);
  }
  model::System system;
  model::Scenario scenario;
  model::Replay replay;
};

const std::string door = "fixed function bot(): User relation admin(User) init empty admin "
                         "rule ask(who: User) { require who != bot() add admin(who) } "
                         "never n = some u: User | admin(u) ";

} // namespace

TEST_CASE("the value of a function without places has the declared name that the function's name is") {
  const Cast told("system s sort User named Bot, Ann " + door + "scenario r { given bot() = Zed ask(Yan) }");
  CHECK(told.scenario.population.names[0] == Names{"Bot", "Ann"});
  CHECK(told.step(0) == "ask(Ann)");
  CHECK_FALSE(told.replay.failure);
}

TEST_CASE("a declared name that is kept for a function's value is given to nobody else") {
  const Cast told("system s sort User named Bot " + door + "scenario r { given bot() = Zed ask(Yan) }");
  CHECK(told.scenario.population.names[0] == Names{"Bot", "User1"});
}

TEST_CASE("without a declared name that fits, a function's value is named after the function") {
  const Cast told("system s sort User named Ann, Bea " + door + "scenario r { given bot() = Zed ask(Yan) }");
  CHECK(told.scenario.population.names[0] == Names{"Ann", "Bot"});
}

TEST_CASE("a declared name may be one word of a function's name") {
  const Cast told("system s sort Perm named read, bind, admin fixed function admin_perm(): Perm "
                  "fixed function bind_perm(): Perm relation has(Perm) init empty has "
                  "rule take(p: Perm) { add has(p) } never n = some p: Perm | has(p) "
                  "scenario r { given admin_perm() = X, bind_perm() = Y take(Z) take(Y) take(X) }");
  CHECK(told.step(0) == "take(read)");
  CHECK(told.step(1) == "take(bind)");
  CHECK(told.step(2) == "take(admin)");
}

TEST_CASE("the value of a function that a rule sets has a usual name") {
  const Cast told("system s sort Day named Mon, Tue function today(): Day relation seen(Day) init empty seen "
                  "rule go(d: Day) { set today() = d add seen(d) } never n = some d: Day | seen(d) "
                  "scenario r { given today() = X go(Y) go(X) }");
  CHECK(told.step(0) == "go(Mon)");
  CHECK(told.step(1) == "go(Tue)");
}

TEST_CASE("individuals that an assumed order orders have the declared names in this order") {
  const std::string days = "system s sort Day named Mon, Tue, Wed fixed relation upto(Day, Day) "
                           "assume all a, b: Day | upto(a, b) or upto(b, a) relation seen(Day) init empty seen "
                           "rule see(d: Day) { add seen(d) } never n = some d: Day | seen(d) ";
  const Cast told(days + "scenario r { given upto(C, C), upto(C, A), upto(C, B), upto(B, B), upto(B, A), upto(A, A) "
                         "see(A) see(B) see(C) }");
  CHECK(told.step(0) == "see(Wed)");
  CHECK(told.step(1) == "see(Tue)");
  CHECK(told.step(2) == "see(Mon)");
  CHECK_FALSE(told.replay.failure);
}

TEST_CASE("who appears first has the first name, and sets stay sorted") {
  const Cast told(
      "system s sort User named Ann, Bea, Cal relation inside(User) init all u: User | inside(u) or not inside(u) "
      "rule single(u: User) { add inside(u) } rule many(us: set of User) { add inside(u) for u: us } "
      "never n = some u: User | inside(u) scenario r { given inside(Z) single(Y) many({X, Z, Y}) }");
  CHECK(told.step(0) == "single(Ann)");
  CHECK(told.step(1) == "many({Ann, Bea, Cal})");
}

TEST_CASE("a function's value that is not given stays who it was, whoever appears first") {
  const model::System system = tests::rules(
      "system s sort User named Ann, Bea function owner(): User relation inside(User) relation known(User) "
      "init empty inside init all u: User | known(u) "
      "rule pass_on(u: User) { set owner() = u } rule enter(u: User) { require owner() = u add inside(u) } "
      "never n = some u: User | inside(u) "
      "scenario r { given known(Eve), known(Zed) enter(Zed) refused enter(Eve) allowed }");
  const model::Scenario cast = model::cast(system, system.scenarios.at(0));
  CHECK(cast.population.names[0] == Names{"Ann", "Bea"});
  CHECK_FALSE(model::replay(system, cast).failure);
}
