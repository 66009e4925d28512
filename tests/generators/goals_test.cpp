#include "generators/goals/goals.hpp"
#include "generators/goals/split.hpp"
#include "generators/story/story.hpp"
#include "model/print/printer.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>
#include <set>

using namespace chaperone;
using namespace chaperone::generators;

namespace {

const char* const club = R"(
  system club
  sort User
  enum Role { guest, member, owner }
  fixed relation child(User)
  relation knows(User, User)
  relation inside(User)
  function role(User): Role
  init empty knows, inside
  init all u: User | role(u) = guest
  define stranger(a: User, b: User) = child(a) and not knows(a, b) and a != b
  rule meet(a: User, b: User) { require a != b add knows(a, b), knows(b, a) }
  rule enter(who: User) {
    require not inside(who) and at most 2 u: User | inside(u)  else "full"
    require all u: User | inside(u) implies not stranger(u, who)
    require role(who) = member or role(who) = owner
    add inside(who)
    set role(who) = member
  }
  never strangers = some a, b: User | inside(a) and inside(b) and stranger(a, b)
)";

std::vector<std::string> printed(const model::System& system, const std::vector<model::Formula>& formulas) {
  std::vector<std::string> result;
  for (const model::Formula& formula : formulas)
    result.push_back(print(system, formula));
  return result;
}

std::vector<std::string> claims(const model::System& system, GoalKind kind) {
  std::vector<std::string> result;
  for (const Goal& goal : list_goals(system, {kind}).goals)
    result.push_back(goal.claim);
  return result;
}

bool contains(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

} // namespace

TEST_CASE("a goal's name says what is asked in the end, and no two goals share one") {
  const model::System system = tests::rules(club);
  std::vector<std::string> names;
  for (const Goal& goal : list_goals(system, {GoalKind::requirements}).goals)
    names.push_back(goal.name);
  CHECK(contains(names, "enter_needs_not_inside_who"));
  CHECK(contains(names, "enter_needs_at_most_2_inside_u"));
  CHECK(contains(names, "enter_allows_knows_u_who"));
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
}

TEST_CASE("a requirement is taken apart through `all`, `implies` and defines") {
  const model::System system = tests::rules(club);
  const auto& requirements = system.rules[1].requirements;
  CHECK(printed(system, conjuncts(system, requirements[0].formula)) ==
        std::vector<std::string>{"not inside(who)", "at most 2 u: User | inside(u)"});
  std::vector<std::string> ways;
  for (const Disjunct& way : disjuncts(system, requirements[1].formula))
    ways.push_back(print(system, way.way));
  CHECK(ways == std::vector<std::string>{"not inside(u)", "not child(u)", "knows(u, who)", "u = who"});
  REQUIRE(disjuncts(system, requirements[2].formula).size() == 2);
  CHECK(print(system, disjuncts(system, requirements[2].formula)[0].others) == "role(who) = owner");
}

TEST_CASE("each conjunct and each way to satisfy one is a goal") {
  const std::vector<std::string> found = claims(tests::rules(club), GoalKind::requirements);
  CHECK(contains(found, "meet must not be allowed where only `a != b` stands in the way"));
  CHECK(contains(found, "enter must not be allowed where only `not inside(who)` stands in the way"));
  CHECK(contains(found,
                 "enter must not be refused where only `role(who) = owner` makes `role(who) = member or role(who) "
                 "= owner` true"));
}

TEST_CASE("both sides of a count are goals") {
  CHECK(
      claims(tests::rules(club), GoalKind::boundary) ==
      std::vector<std::string>{"enter must not take `at most 2 u: User | inside(u)` for a number that is one lower",
                               "enter must not take `at most 2 u: User | inside(u)` for a number that is one higher"});
}

TEST_CASE("a count that decides what a step does is a goal from both sides") {
  const model::System system = tests::rules(R"(
    system poll
    sort User
    relation for_it(User)
    relation passed(User)
    init empty for_it, passed
    rule vote(who: User) { add for_it(who) }
    rule close(who: User) { add passed(who) where at least 2 u: User | for_it(u) }
    always true_poll = all u: User | passed(u) implies some v: User | for_it(v)
  )");
  CHECK(
      claims(system, GoalKind::boundary) ==
      std::vector<std::string>{"close must not take `at least 2 u: User | for_it(u)` for a number that is one lower",
                               "close must not take `at least 2 u: User | for_it(u)` for a number that is one higher"});
}

TEST_CASE("a count in a define that a rule calls is a goal of that rule") {
  const model::System system = tests::rules(R"(
    system hall
    sort User
    sort Room
    relation inside(User, Room)
    init empty inside
    define many(g: Room) = at least 3 u: User | inside(u, g)
    define full(r: Room) = many(r) or all u: User | inside(u, r)
    rule enter(who: User, room: Room) { require not full(room) add inside(who, room) }
    never outside = some r: Room | at least 5 u: User | inside(u, r)
  )");
  CHECK(claims(system, GoalKind::boundary) ==
        std::vector<std::string>{
            "enter must not take `at least 3 u: User | inside(u, room)` for a number that is one lower",
            "enter must not take `at least 3 u: User | inside(u, room)` for a number that is one higher",
            "outside must not be kept with a number for `at least 5 u: User | inside(u, r)` that is one lower"});
  const Goals goals = list_goals(system, {GoalKind::boundary});
  CHECK(model::place_of(system, goals.goals[0].where) == "rules.chap:7");
}

TEST_CASE("of a promise's count the side is a goal on which it can be kept") {
  const auto goals_of = [](const std::string& promise) {
    std::vector<std::string> sides;
    for (const std::string& claim : claims(tests::rules("system s\nsort U\nrelation r(U)\ninit empty r\n"
                                                        "rule take(u: U) { add r(u) }\n" +
                                                        promise + "\n"),
                                           GoalKind::boundary))
      sides.push_back(claim.substr(claim.rfind(' ') + 1));
    return sides;
  };
  using Sides = std::vector<std::string>;
  CHECK(goals_of("never n = at least 3 u: U | r(u)") == Sides{"lower"});
  CHECK(goals_of("always n = not at least 3 u: U | r(u)") == Sides{"lower"});
  CHECK(goals_of("always n = at most 2 u: U | r(u)") == Sides{"lower"});
  CHECK(goals_of("never n = at most 2 u: U | r(u)") == Sides{"higher"});
  CHECK(goals_of("always n = (at most 2 u: U | r(u)) implies some v: U | r(v)") == Sides{"higher"});
  CHECK(goals_of("never n = some v: U | r(v) iff at most 2 u: U | r(u)") == Sides{"lower", "higher"});
  CHECK(goals_of("possible n = at least 3 u: U | r(u)") == Sides{});
  CHECK(goals_of("never n = (at least 3 u: U | r(u)) and not was (at least 2 u: U | r(u))") == Sides{});
}

TEST_CASE("each tuple that an effect writes is a goal") {
  CHECK(claims(tests::rules(club), GoalKind::effects) ==
        std::vector<std::string>{
            "meet must not forget to `add knows(a, b)`", "meet must not forget to `add knows(b, a)`",
            "enter must not forget to `add inside(who)`", "enter must not forget to `set role(who) = member`"});
}

TEST_CASE("rules are changed in one place in each way that people get them wrong") {
  const std::vector<std::string> found = claims(tests::rules(club), GoalKind::mutants);
  CHECK(contains(found, "enter must not forget to require `not inside(who)`"));
  CHECK(contains(found, "enter must not require the opposite of `not inside(who)`"));
  CHECK(contains(found,
                 "enter must not require `role(who) = member and role(who) = owner` in place of `role(who) = member "
                 "or role(who) = owner`"));
  CHECK(contains(found, "enter must not require `at most 3 u: User | inside(u)` in place of `at most 2 u: User | "
                        "inside(u)`"));
  CHECK(contains(found, "enter must not require `stranger(who, u)` in place of `stranger(u, who)`"));
  CHECK(contains(found, "meet must not swap individuals in `add knows(a, b)`"));
}

TEST_CASE("what must hold of all, or be done for all, may be mistaken for one") {
  const model::System system = tests::rules(R"(
    system choir
    sort User
    sort Room
    relation inside(User, Room)
    relation owner(User, Room)
    init empty inside, owner
    define shut(r: Room) = all u: User | inside(u, r) implies owner(u, r)
    rule enter(u: User, r: Room) { add inside(u, r) }
    rule own(u: User, r: Room) { require no v: User | inside(v, r) and owner(v, r) add owner(u, r) }
    rule invite(us: set of User, r: Room) { require all u, v: us | u = v or inside(u, r) add inside(u, r) for u: us }
    rule clear(r: Room) { require shut(r) remove inside(u, r) for u: User where owner(u, r) }
    never crowded = at least 9 u: User | some r: Room | inside(u, r)
  )");
  const std::vector<std::string> found = claims(system, GoalKind::mutants);
  CHECK(contains(found, "clear must not do `remove inside(u, r) for u: User where owner(u, r)` for one `u` only"));
  CHECK(contains(found, "clear must not require `all u: User | inside(u, r) implies owner(u, r)` of one `u` only"));
  CHECK(contains(found, "own must not require `no v: User | inside(v, r) and owner(v, r)` of one `v` only"));
  CHECK(contains(found, "invite must not do `add inside(u, r) for u: us` for one `u` only"));
  CHECK(contains(found, "invite must not require `all u, v: us | u = v or inside(u, r)` of one `u` only"));
  CHECK(contains(found, "invite must not require `all u, v: us | u = v or inside(u, r)` of one `v` only"));
}

TEST_CASE("what somebody in a step has elsewhere, or what a closure joins with it, may be taken as well") {
  const model::System system = tests::rules(R"(
    system tracker
    sort User
    sort Team
    enum Role { outsider, member }
    fixed relation staff(User)
    relation invited(Team, User)
    relation parent(child: Team, up: Team)
    function role(Team, User): Role
    closure under of parent
    init empty invited, parent
    init all t: Team, u: User | role(t, u) = outsider
    rule invite(t: Team, u: User) { add invited(t, u) }
    rule leave(t: Team, u: User) { require role(t, u) = member set role(t, u) = outsider }
    never invited_member = some t: Team, u: User | invited(t, u) and role(t, u) = member
  )");
  const std::vector<std::string> found = claims(system, GoalKind::mutants);
  CHECK(contains(found, "leave must not end `invited(other_Team, u)` too where `other_Team != t`"));
  CHECK(contains(found, "leave must not end `invited(t, other_User)` too where `other_User != u`"));
  CHECK(contains(found, "leave must not end `role(other_Team, u) != outsider` too where `other_Team != t`"));
  CHECK(contains(found,
                 "leave must not end `invited(other_Team, u)` too where `parent(other_Team, t) and other_Team != t`"));
  CHECK(contains(found,
                 "leave must not end `invited(other_Team, u)` too where `parent(t, other_Team) and other_Team != t`"));
  for (const std::string& claim : found) {
    CHECK(claim.find("end `staff") == std::string::npos);  // fixed
    CHECK_FALSE(claim.starts_with("invite must not end")); // it takes nothing
  }
}

TEST_CASE("a define is changed for the rule that calls it, once for the same arguments") {
  const std::vector<std::string> found = claims(tests::rules(R"(
    system club
    sort User
    relation knows(User, User)
    init empty knows
    define friends(a: User, b: User) = knows(a, b) and knows(b, a)
    rule part(x: User, y: User) { require friends(x, y) or (friends(x, y) and x = y) remove knows(x, y) }
    never alone = some a: User | friends(a, a)
  )"),
                                                GoalKind::mutants);
  const std::string either =
      "part must not require `knows(x, y) or knows(y, x)` in place of `knows(x, y) and knows(y, x)`";
  CHECK(std::count(found.begin(), found.end(), either) == 1);
  CHECK(contains(found, "part must not require `knows(y, x)` in place of `knows(x, y)`"));
}

TEST_CASE("individuals are not swapped where a define says the same of them in either order") {
  const std::vector<std::string> found = claims(tests::rules(R"(
    system club
    sort User
    relation blocked(User, User)
    init empty blocked
    define apart(a: User, b: User) = blocked(a, b) or blocked(b, a)
    define strange(a: User, b: User) = not apart(b, a) and not blocked(a, a)
    rule block(x: User, y: User) { require not apart(x, y) and not strange(x, y) add blocked(x, y) }
    never alone = some a: User | apart(a, a)
  )"),
                                                GoalKind::mutants);
  CHECK_FALSE(contains(found, "block must not require `apart(y, x)` in place of `apart(x, y)`"));
  CHECK(contains(found, "block must not require `strange(y, x)` in place of `strange(x, y)`"));
}

TEST_CASE("goals have names of their own, which are identifiers") {
  const Goals goals = list_goals(tests::rules(club), all_goal_kinds());
  std::set<std::string> names;
  for (const Goal& goal : goals.goals) {
    INFO(goal.name);
    CHECK(names.insert(goal.name).second);
    CHECK(std::all_of(goal.name.begin(), goal.name.end(),
                      [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }));
  }
}

TEST_CASE("a comparison by order is mistaken as a whole") {
  model::System system = tests::rules(R"(
    system levels
    sort User
    ordered enum Level { guest, member, admin }
    function level(User): Level
    relation out(User)
    init empty out
    rule kick(a: User, u: User) { require level(u) < level(a) add out(u) }
    never nobody = some u: User | out(u) and level(u) = admin
  )");
  std::vector<std::string> what;
  for (const Mutant& mutant : list_mutants(system, model::RuleId{0}))
    what.push_back(mutant.what);
  for (const char* expected :
       {"forget to require `level(u) < level(a)`", "require `level(u) <= level(a)` in place of `level(u) < level(a)`",
        "require `level(a) < level(u)` in place of `level(u) < level(a)`"}) {
    INFO(expected);
    CHECK(std::ranges::find(what, expected) != what.end());
  }
  CHECK(std::ranges::none_of(what, [](const std::string& it) { return it.find(" = ") != std::string::npos; }));
}
