#include "model/facts/witnesses.hpp"

#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;
using chaperone::tests::rules;

namespace {

std::optional<std::uint32_t> of(const std::string& formula) {
  const System system = rules("system s enum Role { boss, clerk, guest } sort User relation has(User, Role) "
                              "relation near(User, User) define top(u: User) = some v: User | near(u, v) "
                              "rule go(x: User) { require some v: User | near(x, v) add near(x, x) } never p = " +
                              formula);
  return witnesses(system, system.properties[0].formula, SortId{1});
}

std::optional<std::uint32_t> of_rule(const std::string& rule) {
  const System system = rules("system s sort Group sort User relation inside(User, Group) relation near(User, User) "
                              "function home(User): Group rule " +
                              rule + " never p = some u: User, g: Group | inside(u, g)");
  return witnesses(system, system.rules[0], SortId{1});
}

} // namespace

TEST_CASE("what exists is its own witness") {
  CHECK(of("some u: User | has(u, boss)") == 1);
  CHECK(of("some u, v: User | near(u, v) and some w: User | near(v, w)") == 3);
  CHECK(of("at least 3 u: User | has(u, boss)") == 3);
  CHECK(of("one u: User | has(u, boss)") == 1);
  CHECK(of("some u: User | top(u)") == 2);
  CHECK(of("can go(_)") == 2);
}

TEST_CASE("what holds of all holds of a part") {
  CHECK(of("all u: User | has(u, boss)") == 0);
  CHECK(of("no u, v: User | near(u, v)") == 0);
  CHECK(of("at most 2 u: User | has(u, boss)") == 0);
  CHECK(of("lone u: User | has(u, boss)") == 0);
}

TEST_CASE("negation turns one into the other") {
  CHECK(of("not all u: User | has(u, boss)") == 1);
  CHECK(of("not at most 2 u: User | has(u, boss)") == 3);
  CHECK(of("(some u: User | has(u, boss)) iff (some u: User | has(u, clerk))") == 2);
  CHECK(of("(some u, v: User | near(u, v)) or (some u: User | has(u, clerk))") == 2);
}

TEST_CASE("a witness for each of an enum's values is as many, for each of a sort there is no number") {
  CHECK(of("all r: Role | some u: User | has(u, r)") == 3);
  CHECK_FALSE(of("all u: User | some v: User | near(u, v)"));
  CHECK_FALSE(of("no u: User | top(u) and not top(u)"));
}

TEST_CASE("a rule's arguments are among its witnesses, elements of sets are not") {
  CHECK(of_rule("add_one(g: Group, by, u: User) { require inside(by, g) add inside(u, g) }") == 2);
  CHECK(of_rule("add_all(g: Group, s: set of User) { require some u: s | near(u, u) add inside(u, g) for u: s }") == 1);
}

TEST_CASE("no number witnesses an effect that asks for others to happen") {
  CHECK_FALSE(of_rule("lonely(g: Group) { add inside(u, g) for u: User where no v: User | near(u, v) }"));
  CHECK_FALSE(of_rule("open(x: User) { add inside(x, home(u)) for u: User where near(x, u) }"));
  CHECK(of_rule("near_ones(g: Group, x: User) { add inside(u, g) for u: User where near(x, u) }") == 1);
}
