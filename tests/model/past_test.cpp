// `once`, `since`, `acted` and `did _`: docs/semantics.md, "The past".
#include "model/meaning/past.hpp"
#include "model/print/printer.hpp"
#include "model/steps/upkeep.hpp"
#include "solver/check.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone;
using namespace chaperone::model;

namespace {

const std::string door_rules = R"(
system door
sort User
relation inside(User)
relation invited(User)
init empty inside, invited
rule invite(by host: User, guest: User) { add invited(guest) }
rule enter(by u: User) { require invited(u) add inside(u) }
rule leave(by u: User) { require inside(u) remove inside(u) }
rule clean() { remove invited(u) for u: User }
)";

const solver::Verdict& door_verdict(const solver::CheckResult& result) {
  return result.properties.front().verdict;
}

std::uint32_t door_breaks_after(const std::string& property) {
  const solver::CheckResult result = solver::check(tests::rules({{"rules.chap", door_rules + property}}), {});
  const auto* shown = std::get_if<solver::Shown>(&door_verdict(result));
  return shown == nullptr ? 0 : shown->steps;
}

bool is_proved_of_door(const std::string& property) {
  const solver::CheckResult result = solver::check(tests::rules({{"rules.chap", door_rules + property}}), {});
  return std::holds_alternative<solver::Proved>(door_verdict(result));
}

/// A scenario with these lines passes.
bool passes_at_door(const std::string& lines) {
  const System system = tests::rules({{"rules.chap", door_rules + "scenario run {\n" + lines + "\n}"}});
  const Replay played = replay(system, system.scenarios.front());
  CHECK_FALSE(wrong_memory(played));
  return !played.failure;
}

} // namespace

TEST_CASE("once remembers for ever, and since until its left side fails") {
  CHECK(
      passes_at_door("invite(Ann, Bea)  enter(Bea)  leave(Bea)  expect once inside(Bea)  expect not once inside(Ann)"));
  CHECK(passes_at_door("invite(Ann, Bea)  enter(Bea)  expect inside(Bea) since invited(Bea)  leave(Bea)  clean()"
                       "  expect not (inside(Bea) since invited(Bea))"));
  CHECK(passes_at_door("invite(Ann, Bea)  enter(Bea)  leave(Bea)  expect invited(Bea) since inside(Bea)  clean()"
                       "  expect not (invited(Bea) since inside(Bea))"));
  CHECK(passes_at_door("expect once not inside(Ann)  expect not once inside(Ann)"));
}

TEST_CASE("the moment behind since need not satisfy what stands before it") {
  CHECK(passes_at_door("invite(Ann, Bea)  enter(Bea)  leave(Bea)  expect not did leave(Bea) since did leave(Bea)"));
  CHECK(passes_at_door("invite(Ann, Bea)  enter(Bea)  leave(Bea)  enter(Bea)  leave(Bea)  clean()"
                       "  expect not did leave(Bea) since did leave(Bea)"));
}

TEST_CASE("what asks about steps says nothing of the start") {
  CHECK(passes_at_door("expect not once did invite(_, Ann)  expect not once acted(Ann)  expect not once not did _"));
  CHECK(passes_at_door(
      "clean()  expect not once acted(Ann)  expect once did _  invite(Ann, Ann)  expect once acted(Ann)"));
  CHECK(passes_at_door("given inside(Ann)  expect not once (inside(Ann) and not was inside(Ann))") ==
        false); // init empty inside
}

TEST_CASE("what is true at the start counts for since, also where what must hold from then on asks about steps") {
  CHECK(passes_at_door("expect not did leave(_) since not inside(Ann)"));
  CHECK(passes_at_door("invite(Ann, Bea)  expect not did leave(Ann) since not inside(Ann)  enter(Bea)"
                       "  expect not did leave(Ann) since not inside(Bea)"
                       "  expect not did enter(Ann) since not invited(Bea)"
                       "  expect not (not did enter(Bea) since not invited(Bea))"));
  CHECK(
      is_proved_of_door("always was_out = all u: User | not inside(u) implies (not did clean() since not inside(u))"));
  CHECK(door_breaks_after("never entered = some u: inside | did _ since not invited(u)") == 2);
  CHECK(door_breaks_after("never kept = some u: inside | not did invite(_, u) since not invited(u)") == 3);
}

TEST_CASE("promises about the past are proved for any number, and broken by a shortest run") {
  CHECK(is_proved_of_door("always asked = all u: inside | once did invite(_, u)"));
  CHECK(is_proved_of_door("never stays = some u: User | once inside(u) and not once invited(u)"));
  CHECK(is_proved_of_door("always own = all u: User | inside(u) and not was inside(u) implies acted(u)"));
  CHECK(door_breaks_after("never back = some u: inside | not did invite(_, u) since did leave(u)") == 4);
  CHECK(door_breaks_after("never late = some u: inside | not invited(u) since once did clean()") == 3);
  CHECK(door_breaks_after("never two = some u, v: User | u != v and once acted(u) and once acted(v)") == 2);
}

TEST_CASE("a property with steps inside once alone is judged at the start too") {
  const System system = tests::rules({{"rules.chap", door_rules + "always p = once did _"}});
  CHECK_FALSE(system.properties.front().is_about_steps);
  CHECK(is_violated(system.properties.front(), Moment{State(Layout(system, {{{"Ann"}}}))}));
}

TEST_CASE("words of the past are names where the file declares them") {
  const System system = tests::rules({{"rules.chap", R"(
system words
sort User
relation once(User)
relation acted(User)
define since(a: User, by: User) = once(a) and acted(by)
init empty once, acted
rule by(by: User, to: User) { add once(by), acted(to) }
never p = some u, v: User | since(u, v) and not once(u)
)"}});
  CHECK(system.memories.empty());
  CHECK_FALSE(system.rules.front().actor);
}

TEST_CASE("what is remembered is printed in the words of the file") {
  const System system =
      tests::rules({{"rules.chap", door_rules + "never p = some u: User | inside(u) and once did leave(u)"}});
  const Population population{{{"Ann"}}};
  CHECK(print(system, system.properties.front().formula, &population) ==
        "some u: User | inside(u) and once did leave(u)");
  CHECK(print(system, system.properties.front().formula) == "some u: User | inside(u) and past_1(u)");
}

TEST_CASE("what rules keep is made anew where a rule is changed") {
  System system =
      tests::rules({{"rules.chap", door_rules + "always asked = all u: inside | once invited(u)\n"
                                                "undoable out for u: User = inside(u) to not inside(u) by leave\n"
                                                "scenario run { invite(Ann, Bea)  enter(Bea) }"}});
  const auto kept_by = [&](RuleId rule) { return system[rule].effects.size() - stated_effects(system[rule]).size(); };
  REQUIRE(kept_by(RuleId{2}) == 1);
  const Property out = system.properties[1];
  system.rules[2].requirements.push_back({make_formula(Constant{false}), std::nullopt, {}}); // nobody can leave
  steps::remake_upkeep(system);
  CHECK(kept_by(RuleId{2}) == 1);
  const Replay run = replay(system, system.scenarios.front());
  CHECK_FALSE(wrong_memory(run));
  const State& end = run.steps.back().after;
  CHECK_FALSE(is_violated(out, Moment{end}));
  CHECK(is_violated(system.properties[1], Moment{end}));
}
