// Two rule files beside each other, without a solver.
#include "model/comparison/canonical.hpp"
#include "model/comparison/carried_over.hpp"
#include "model/comparison/lockstep.hpp"
#include "model/comparison/sayable.hpp"
#include "model/comparison/wording.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>

using namespace chaperone;
using namespace chaperone::model;
using model::comparison::Course;
using model::comparison::match;
using model::comparison::Matching;
using model::comparison::Side;

namespace {

constexpr const char* doorway = R"(system door
sort Person named Ann, Bob
enum Mood { calm, cross }
relation invited(Person)
relation inside(Person)
function mood(Person): Mood
init empty invited, inside
rule invite(who: Person) { add invited(who) }
rule enter(who: Person) { require invited(who) add inside(who) }
rule calm_down(who: Person) { set mood(who) = calm }
never uninvited = some p: Person | inside(p) and not invited(p)
)";

std::string doorway_changed(const std::string& from, const std::string& to) {
  std::string text = doorway;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::vector<std::string> questions_of(const System& before, const System& after, Course course) {
  const Matching matching = match(before, after);
  const auto made = model::comparison::lockstep(before, after, matching, {course});
  std::vector<std::string> names;
  for (const model::comparison::Probe& probe : made.probes)
    names.push_back(made.system[probe.property].name);
  return names;
}

} // namespace

TEST_CASE("files are matched by name and shape, and what cannot be one is named on both sides") {
  const System before = tests::rules(doorway);
  const System after = tests::rules(R"(system door
sort Person
enum Mood { cross, calm }
relation invited(Person, Person)
relation within(Person)
init empty invited, within
never crowd = some p: Person | within(p)
)");
  const Matching matching = match(before, after, {{"inside", "within"}, {"nothing", "more"}});
  CHECK(matching.sorts.of_before[0] == SortId{0});
  CHECK(matching.relations.of_before == std::vector<std::optional<RelationId>>{std::nullopt, RelationId{1}});
  CHECK(matching.values[1] == std::vector<std::optional<std::uint32_t>>{1, 0});
  REQUIRE(matching.mismatches.size() == 1);
  CHECK(matching.mismatches.front().what == "relation `invited` has other places");
  CHECK(matching.unused == std::vector<std::string>{"nothing=more"});
}

TEST_CASE("only what does not say the same word for word is asked about") {
  const System before = tests::rules(doorway);
  CHECK(questions_of(before, before, Course::after).empty());
  const System looser = tests::rules(doorway_changed("require invited(who) ", ""));
  CHECK(questions_of(before, looser, Course::after) == std::vector<std::string>{"newly allowed enter"});
  CHECK(questions_of(before, looser, Course::before).empty());
  CHECK(questions_of(looser, before, Course::before) == std::vector<std::string>{"newly refused enter"});
  const System choosy =
      tests::rules(doorway_changed("require invited(who) add", "require invited(who) may refuse add"));
  CHECK(questions_of(before, choosy, Course::before) == std::vector<std::string>{"may be refused enter"});
  CHECK(questions_of(choosy, before, Course::after) == std::vector<std::string>{"must be taken enter"});
}

TEST_CASE("comments, order and names of variables are no change, a choice of the service is one") {
  const System before = tests::rules(doorway);
  const auto same = [&](const std::string& text) {
    const System after = tests::rules(text);
    return model::comparison::say_the_same(before, after, match(before, after));
  };
  CHECK(same(doorway_changed("rule invite(who: Person) { add invited(who) }",
                             "rule invite(p: Person) { add invited(p) } // !")));
  CHECK(same(doorway_changed("inside(p) and not invited(p)", "not invited(p) and inside(p)")));
  CHECK_FALSE(same(doorway_changed("add inside(who) }", "may refuse add inside(who) }")));
  CHECK_FALSE(same(doorway_changed("init empty invited, inside", "init empty invited")));
}

TEST_CASE("a property can be said by the other side where that has all it names") {
  const System before = tests::rules(doorway);
  const System after = tests::rules(std::string(doorway) + R"(
relation banned(Person)
never banned_inside = some p: Person | banned(p) and inside(p)
always may_enter = all p: Person | invited(p) implies can enter(p)
)");
  const Matching matching = match(before, after);
  const auto said = [&](const char* name) {
    const auto found = std::ranges::find(after.properties, name, &Property::name);
    return model::comparison::can_be_said(after, matching, Side::after, found->formula);
  };
  CHECK_FALSE(said("banned_inside"));
  CHECK(said("may_enter"));
}

TEST_CASE("a run is carried over with its individuals, facts and steps, where the other side has its rules") {
  const System before = tests::rules(std::string(doorway) + R"(
scenario welcome {
  given mood(Ann) = cross
  invite(Ann) allowed
  enter(Ann) allowed
}
)");
  const System after = tests::rules(doorway_changed("{ calm, cross }", "{ cross, calm }"));
  const Matching matching = match(before, after);
  const auto run = model::comparison::carried_over(Side::before, before, after, matching, before.scenarios.front());
  REQUIRE(run);
  CHECK(run->items.size() == 2);
  const Replay replayed = replay(after, *run);
  CHECK_FALSE(replayed.failure);
  CHECK(replayed.start.value(FunctionId{0}, std::vector<std::uint32_t>{0}) == 0); // cross is the first there
  const System without =
      tests::rules(doorway_changed("rule enter(who: Person) { require invited(who) add inside(who) }", ""));
  CHECK_FALSE(
      model::comparison::carried_over(Side::before, before, without, match(before, without), before.scenarios.front()));
}

TEST_CASE("a promise that says something else under its name is found, and one that is only written otherwise is not") {
  const std::string rules =
      "system s sort U relation a(U) relation b(U) init empty a, b define bad(u: U) = a(u) and b(u) "
      "rule give(u: U) { add a(u) } rule take(u: U) { remove a(u) } "
      "never both = some u: U | bad(u) "
      "never ever = some u: U | b(u) and once a(u) "
      "undoable back for u: U = a(u) to not a(u) by take, give within 2";
  const System before = tests::rules(rules);
  const auto reworded = [&](const std::string& from, const std::string& to) {
    std::string text = rules;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    const System after = tests::rules(text.replace(at, from.size(), to));
    std::vector<std::string> names;
    for (const PropertyId id : model::comparison::reworded(before, after, match(before, after)))
      names.push_back(after[id].name);
    return names;
  };
  CHECK(reworded("remove a(u)", "require b(u) remove a(u)").empty()); // of a rule: the way back says the same
  CHECK(reworded("some u: U | bad(u)", "some who: U | (bad(who)) // as before\n").empty());
  CHECK(
      reworded("for u: U = a(u) to not a(u) by take, give", "for who: U = a(who) to not a(who) by give, take").empty());
  CHECK(reworded("| b(u) and once", "|  b(u) and // and\n once").empty());
  CHECK(reworded("a(u) and b(u)", "a(u) and b(u) and not a(u)") == std::vector<std::string>{"both"}); // the define
  CHECK(reworded("some u: U | bad(u)", "some u: U | a(u)") == std::vector<std::string>{"both"});
  CHECK(reworded("and once a(u)", "and not once a(u)") == std::vector<std::string>{"ever"});
  CHECK(reworded("by take, give", "by take") == std::vector<std::string>{"back"});
  CHECK(reworded("within 2", "within 3") == std::vector<std::string>{"back"});
  CHECK(reworded("to not a(u)", "to not b(u)") == std::vector<std::string>{"back"});
}

TEST_CASE("individuals of with that stand where others stood cannot be matched by their places") {
  const auto displaced = [](const std::string& before, const std::string& after, bool renames = false) {
    const auto read = [](const std::string& names) {
      return tests::rules("system s sort U with " + names +
                          " relation a(U) init empty a rule r(u: U) { add a(u) } never p = some u: U | a(u)");
    };
    return match(read(before), read(after),
                 renames ? std::vector<model::comparison::Rename>{{"root", "boss"}}
                         : std::vector<model::comparison::Rename>{})
        .displaced.size();
  };
  CHECK(displaced("root", "boss") == 1);
  CHECK(displaced("root", "boss", true) == 0);
  CHECK(displaced("root, second", "root") == 0);
  CHECK(displaced("root", "root, second") == 0);
  CHECK(displaced("root, second", "second, root") == 2);
}
