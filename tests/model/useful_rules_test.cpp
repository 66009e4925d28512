#include "model/facts/useful_rules.hpp"

#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;
using chaperone::tests::rules;

namespace {

using Rules = std::vector<RuleId>;

/// Rules by name, so that a test reads.
std::vector<std::string> names(const System& system, const Rules& found) {
  std::vector<std::string> made;
  for (const RuleId rule : found)
    made.push_back(system[rule].name);
  return made;
}

using Names = std::vector<std::string>;

System roles() {
  return rules(R"(
    system s
    enum Role { first, two, three, apart }
    sort User
    relation has(User, Role)
    function shift(User): Role
    rule make_first(u: User) { add has(u, first) }
    rule make_two(u: User) { require has(u, first) and not has(u, apart) add has(u, two) }
    rule make_three(u: User) { require has(u, two) add has(u, three) }
    rule make_apart(u: User) { add has(u, apart) }
    rule end_apart(u: User) { remove has(u, apart) }
    rule end_first(u: User) { remove has(u, first) }
    rule move(u: User, r: Role) { set shift(u) = r }
    never p = some u: User | has(u, three)
    never q = some u: User | shift(u) = two
    never r = all u: User | not has(u, first)
  )");
}

} // namespace

TEST_CASE("a shortest run ends with a rule that the end has something of, and others come further before") {
  const System system = roles();
  UsefulRules useful(system, system.properties[0].formula);
  CHECK(names(system, useful.at(1)) == Names{"make_three"});
  CHECK(names(system, useful.at(2)) == Names{"make_two", "make_three"});
  CHECK(names(system, useful.at(3)) == Names{"make_first", "make_two", "make_three", "end_apart"});
  CHECK(names(system, useful.at(9)) == names(system, useful.at(3)));
}

TEST_CASE("who sets a function that the end reads is useful") {
  const System system = roles();
  UsefulRules useful(system, system.properties[1].formula);
  CHECK(names(system, useful.at(1)) == Names{"move"});
}

TEST_CASE("who wants a tuple gone has nothing of those who add it") {
  const System system = roles();
  UsefulRules useful(system, system.properties[2].formula);
  CHECK(names(system, useful.at(1)) == Names{"end_first"});
}

TEST_CASE("what decides where an effect happens is wanted either way") {
  const System system = rules("system s sort S relation a(S) relation b(S) rule fill(x: S) { add a(x) } "
                              "rule drain(x: S) { remove a(x) } rule spread() { add b(x) for x: S where not a(x) } "
                              "never p = some x: S | b(x)");
  UsefulRules useful(system, system.properties[0].formula);
  CHECK(names(system, useful.at(2)) == Names{"fill", "drain", "spread"});
}

TEST_CASE("a symmetric relation's tuple is wanted in either order") {
  const System system = rules("system s enum E { e1, e2 } relation near(E, E) symmetric "
                              "rule meet() { add near(e2, e1) } never p = near(e1, e2)");
  UsefulRules useful(system, system.properties[0].formula);
  CHECK(names(system, useful.at(1)) == Names{"meet"});
}
