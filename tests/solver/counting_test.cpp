// Rules that count: each small system below keeps its limit at any number, in the time that a small one takes; its
// twin beside it is off by one or looks at too little, and must not be proved.
#include "solver/check.hpp"
#include "solver/induction/induction.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

using namespace chaperone;
using solver::induction::Induction;

namespace {

/// With N, N - 1, N + 1 and N / 2 for `$N`, `$M`, `$P` and `$H`.
std::string at(std::string text, std::uint64_t n) {
  for (const auto& [name, number] : {std::pair("$N", n), {"$M", n - 1}, {"$P", n + 1}, {"$H", n / 2}})
    for (std::size_t found = text.find(name); found != std::string::npos; found = text.find(name))
      text.replace(found, 2, std::to_string(number));
  return text;
}

solver::encoding::Settings settings() {
  solver::encoding::Settings made;
  made.proof_resources = 3'000'000;
  return made;
}

Induction kept(const std::string& text, std::uint64_t n) {
  const model::System system = tests::rules("system s\n" + at(text, n));
  solver::encoding::Session session(settings());
  return solver::induction::one_step(session, system, model::PropertyId{0}, {}).result;
}

void check_kept(const std::string& text) {
  for (const std::uint64_t n : {2, 4, 7, 50, 256, 1024}) {
    INFO(at(text, n));
    CHECK(kept(text, n) == Induction::holds);
  }
}

void check_not_kept(const std::string& text) {
  for (const std::uint64_t n : {2, 4, 50, 1024}) {
    INFO(at(text, n));
    CHECK(kept(text, n) != Induction::holds);
  }
}

const std::string groups = "sort User sort Group relation member(Group, User) init empty member\n"
                           "never crowded = some g: Group | at least $P u: User | member(g, u)\n";

std::string group_rule(const std::string& rule) {
  return groups + rule;
}

} // namespace

TEST_CASE("a group's limit is kept by whoever joins, leaves or takes another's place, whatever the number") {
  check_kept(group_rule("rule join(who: User, group: Group) { require at most $M u: User | member(group, u) "
                        "add member(group, who) }"));
  check_not_kept(group_rule("rule join(who: User, group: Group) { require at most $N u: User | member(group, u) "
                            "add member(group, who) }"));
  check_kept(group_rule("rule join(who: User, group: Group) { require at most $N u: User | member(group, u) or u = who "
                        "add member(group, who) }"));
  check_not_kept(group_rule("rule join(who: User, group, other: Group) { "
                            "require at most $M u: User | member(other, u) add member(group, who) }"));
  check_kept(group_rule("define inside(u: User, g: Group) = member(g, u) "
                        "define is_full(g: Group) = at least $N u: User | inside(u, g) "
                        "rule join(who: User, group: Group) { require not is_full(group) add member(group, who) }"));
  check_kept(group_rule("rule leave(who: User, group: Group) { remove member(group, who) }"));
  check_kept(group_rule("rule swap(first, second: User, group: Group) { require member(group, first) "
                        "remove member(group, first) add member(group, second) }"));
  check_not_kept(group_rule("rule swap(first, second: User, group: Group) { "
                            "remove member(group, first) add member(group, second) }"));
  check_kept(group_rule("function owner(Group): User rule come_back(group: Group) { "
                        "require at most $M u: User | member(group, u) add member(group, owner(group)) }"));
}

TEST_CASE("a group's limit is kept by those who add many at once, whatever the number") {
  check_kept(group_rule("rule create(who: User, group: Group, others: set of User) { "
                        "require no u: User | member(group, u) require at most $M u: others | true "
                        "add member(group, who) add member(group, u) for u: others }"));
  check_not_kept(group_rule("rule create(who: User, group: Group, others: set of User) { "
                            "require no u: User | member(group, u) require at most $N u: others | true "
                            "add member(group, who) add member(group, u) for u: others }"));
  check_kept(group_rule("rule create(who: User, group: Group, others: set of User) { require who in others "
                        "require no u: User | member(group, u) require at most $N u: others | true "
                        "add member(group, who) add member(group, u) for u: others }"));
  check_kept(group_rule("rule add_all(group: Group, new: set of User) { "
                        "require at most $N u: User | member(group, u) or u in new "
                        "add member(group, u) for u: new }"));
  check_not_kept(group_rule("rule add_all(group: Group, new: set of User) { "
                            "require at most $P u: User | member(group, u) or u in new "
                            "add member(group, u) for u: new }"));
  check_not_kept(group_rule("rule add_all(group: Group, new: set of User) { require at most $N u: new | true "
                            "add member(group, u) for u: new }"));
  check_kept(group_rule("rule add_all(group: Group, new: set of User) { require at most $H u: new | true "
                        "require at most $H u: User | member(group, u) add member(group, u) for u: new }"));
  check_not_kept(group_rule("rule add_all(group: Group, new: set of User) { require at most $N u: new | true "
                            "require at most $H u: User | member(group, u) add member(group, u) for u: new }"));
}

TEST_CASE("a group's limit is kept where groups are merged and emptied, whatever the number") {
  check_kept(group_rule("rule merge(source, target: Group) { "
                        "require at most $N u: User | member(source, u) or member(target, u) "
                        "add member(target, u) for u: User where member(source, u) "
                        "remove member(source, u) for u: User where member(source, u) }"));
  check_not_kept(group_rule("rule merge(source, target: Group) { "
                            "require at most $N u: User | member(source, u) and not member(target, u) "
                            "add member(target, u) for u: User where member(source, u) }"));
  check_kept(group_rule("rule merge(source, target: Group) { "
                        "require at most $H u: User | member(source, u) require at most $H u: User | member(target, u) "
                        "add member(target, u) for u: User where member(source, u) }"));
  check_kept(group_rule("rule clear(group: Group) { remove member(group, u) for u: User }"));
}

TEST_CASE("limits over several relations, functions and pairs are kept, whatever the number") {
  const std::string both = "sort User sort Group relation member(Group, User) relation invited(Group, User)\n"
                           "never crowded = some g: Group | at least $P u: User | member(g, u) or invited(g, u)\n"
                           "rule invite(who: User, group: Group) { "
                           "require at most $M u: User | member(group, u) or invited(group, u) "
                           "add invited(group, who) }\n";
  check_kept(both + "rule accept(who: User, group: Group) { require invited(group, who) "
                    "remove invited(group, who) add member(group, who) }");
  check_not_kept(both + "rule accept(who: User, group: Group) { "
                        "remove invited(group, who) add member(group, who) }");
  const std::string places = "sort User sort Group function group_of(User): Group\n"
                             "never crowded = some g: Group | at least $P u: User | group_of(u) = g\n";
  check_kept(places + "rule move(who: User, to: Group) { require at most $M u: User | group_of(u) = to "
                      "set group_of(who) = to }");
  check_not_kept(places + "rule move(who: User, to: Group) { require at most $N u: User | group_of(u) = to "
                          "set group_of(who) = to }");
  const std::string pairs = "sort User sort Group relation member(Group, User)\n"
                            "never many = at least $P g: Group, u: User | member(g, u)\n";
  check_kept(pairs + "rule join(who: User, group: Group) { require at most $M g: Group, u: User | member(g, u) "
                     "add member(group, who) }");
  check_not_kept(pairs + "rule join(who: User, group: Group) { require at most $N g: Group, u: User | member(g, u) "
                         "add member(group, who) }");
  const std::string roles = "sort User sort Group enum Role { reader, writer } relation has(Group, User, Role)\n"
                            "never many = some g: Group | at least $P u: User, r: Role | has(g, u, r)\n";
  check_kept(roles + "rule grant(who: User, group: Group, role: Role) { "
                     "require at most $M u: User, r: Role | has(group, u, r) add has(group, who, role) }");
  check_not_kept(roles + "rule grant(who: User, group: Group, role: Role) { "
                         "require at most $M u: User | has(group, u, role) add has(group, who, role) }");
}

TEST_CASE("limits between users are kept, whatever the number") {
  const std::string friends = "sort User relation friend(User, User) symmetric\n"
                              "never popular = some u: User | at least $P v: User | friend(u, v)\n";
  check_kept(friends + "rule befriend(first, second: User) { require at most $M u: User | friend(first, u) "
                       "require at most $M u: User | friend(second, u) add friend(first, second) }");
  check_not_kept(friends + "rule befriend(first, second: User) { require at most $M u: User | friend(first, u) "
                           "add friend(first, second) }");
  const std::string follows = "sort User relation follows(User, User)\n"
                              "never busy = some u: User | at least $P v: User | follows(u, v)\n";
  check_kept(follows + "rule follow(first, second: User) { require at most $M u: User | follows(first, u) "
                       "add follows(first, second) }");
  check_not_kept(follows + "rule follow(first, second: User) { require at most $M u: User | follows(u, first) "
                           "add follows(first, second) }");
}

TEST_CASE("a group stays as large as it must be, whatever the number") {
  const std::string least = "sort User sort Group relation member(Group, User)\n"
                            "always staffed = all g: Group | at least $N u: User | member(g, u)\n";
  check_kept(least + "rule leave(who: User, group: Group) { require at least $P u: User | member(group, u) "
                     "remove member(group, who) }");
  check_not_kept(least + "rule leave(who: User, group: Group) { require at least $N u: User | member(group, u) "
                         "remove member(group, who) }");
  const std::string exactly = "sort User sort Group relation member(Group, User)\n"
                              "always full = all g: Group | (at least $N u: User | member(g, u)) and "
                              "(at most $N u: User | member(g, u))\n";
  check_kept(exactly + "rule swap(first, second: User, group: Group) { require member(group, first) "
                       "require not member(group, second) remove member(group, first) add member(group, second) }");
  check_not_kept(exactly + "rule swap(first, second: User, group: Group) { require member(group, first) "
                           "remove member(group, first) add member(group, second) }");
}

TEST_CASE("what happens in one step is counted, whatever the number") {
  const std::string step = "sort User sort Group relation member(Group, User)\n"
                           "never rush = some g: Group | at least $P u: User | member(g, u) and not was member(g, u)\n";
  check_kept(step + "rule add_all(group: Group, new: set of User) { require at most $N u: new | true "
                    "add member(group, u) for u: new }");
  check_not_kept(step + "rule add_all(group: Group, new: set of User) { require at most $P u: new | true "
                        "add member(group, u) for u: new }");
}

TEST_CASE("a limit that rests on another's is proved, though nobody states that") {
  const auto verdict_for = [](const std::string& most) {
    const model::System system =
        tests::rules("system s\nsort User sort Room relation invited(Room, User) relation inside(Room, User) init "
                     "empty invited, inside\n"
                     "rule invite(who: User, room: Room) { require at most " +
                     most +
                     " u: User | invited(room, u) "
                     "add invited(room, who) }\n"
                     "rule enter(who: User, room: Room) { require invited(room, who) add inside(room, who) }\n"
                     "always only_guests = all r: Room, u: User | inside(r, u) implies invited(r, u)\n"
                     "never crowded = some r: Room | at least 31 u: User | inside(r, u)");
    solver::Options options;
    options.depth = 2;
    return solver::check(system, options).properties.at(1).verdict;
  };
  const auto verdict = verdict_for("29");
  REQUIRE(std::holds_alternative<solver::Proved>(verdict));
  CHECK(std::get<solver::Proved>(verdict).invariant.size() == 3);
  CHECK_FALSE(std::holds_alternative<solver::Proved>(verdict_for("30")));
}

TEST_CASE("what is not proved of numbers is left open, not taken for refuted") {
  const model::System system =
      tests::rules("system s\n" + at(group_rule("rule join(who: User, group: Group) { add member(group, who) }"), 50));
  solver::Options options;
  options.depth = 2;
  const solver::CheckResult result = solver::check(system, options);
  CHECK(std::holds_alternative<solver::Bounded>(result.properties.at(0).verdict));
}

TEST_CASE("a check that counts ends when its time is up, wherever it is") {
  const model::System system =
      tests::rules("system s\nsort Guest sort Event relation seat(Event, Guest) relation waiting(Event, Guest) "
                   "init empty seat, waiting\n"
                   "rule book(who: Guest, e: Event) { require at most 49 g: Guest | seat(e, g) add seat(e, who) }\n"
                   "rule wait(who: Guest, e: Event) { require not seat(e, who) and at least 50 g: Guest | seat(e, g) "
                   "add waiting(e, who) }\n"
                   "rule cancel(who: Guest, e: Event) { remove seat(e, who) remove waiting(e, who) }\n"
                   "never both = some e: Event, g: Guest | seat(e, g) and waiting(e, g)");
  for (int milliseconds = 4; milliseconds < 80; milliseconds += 2) {
    solver::Options options;
    options.timeout = std::chrono::milliseconds(milliseconds);
    CHECK(solver::check(system, options).properties.size() == 1);
  }
}
