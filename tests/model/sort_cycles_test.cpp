// Tests of model/facts/sort_cycles.hpp: which rules leave the fragment that is decided, and which common ones do not.
#include "model/facts/sort_cycles.hpp"
#include "model/resolve/front_end.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;

namespace {

std::vector<std::string> cycles(const std::string& rest) {
  const FileReader reader = [&](const std::string&) -> FileBytes {
    return {"system s\nsort User\nsort Group\nenum State { open, closed }\nrelation member(Group, User)\n"
            "relation knows(User, User)\nfixed relation child(User)\ninit empty member, knows\n"
            "rule leave(g: Group, u: User) { require member(g, u) remove member(g, u) }\n" +
                rest + "\nnever last = some g: Group, u, v: User | member(g, u) and knows(u, v) and child(u)\n",
            {}};
  };
  const Loaded loaded = load_system("main.chap", reader);
  REQUIRE(loaded.system.has_value());
  std::vector<std::string> result;
  std::vector<PropertyId> all;
  for (std::uint32_t property = 0; property < loaded.system->properties.size(); ++property)
    all.push_back(PropertyId{property});
  CHECK(sort_cycle_warnings(*loaded.system, {}).empty());
  for (const Diagnostic& warning : sort_cycle_warnings(*loaded.system, all))
    result.push_back(warning.message.substr(warning.message.rfind(": ") + 2));
  return result;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("common rules have no cycle") {
  CHECK(cycles("").empty());
  CHECK(cycles("always free = all g: Group, k: child | member(g, k) implies can leave(g, k)").empty());
  CHECK(cycles("fixed function owner(Group): User").empty());
  CHECK(cycles("fixed function state(User): State").empty());
  CHECK(cycles("assume all g: Group | some u: User | child(u)").empty());
  CHECK(cycles("rule make(g: Group, who: set of User) { require no u: User | member(g, u)\n"
               "  require all u: who | child(u)\n  add member(g, u) for u: who }")
            .empty());
  CHECK(cycles("possible lonely = some u: User | no v: User | knows(u, v)").empty());
  CHECK(cycles("rule part(t: User, p: User) { remove knows(x, y) for x, y: User where (x = t or knows(x, t)) and "
               "knows(t, y) }")
            .empty());
}

TEST_CASE("a function from a sort into itself is a cycle") {
  CHECK(cycles("fixed function boss(User): User") == Texts{"`User` → `User`"});
}

TEST_CASE("functions that lead around are a cycle") {
  CHECK(cycles("fixed function owner(Group): User\nfixed function home(User): Group") ==
        Texts{"`User` → `Group` → `User`"});
}

TEST_CASE("an assumed `some` under `all` of the same sort is a cycle, whichever way it is written") {
  CHECK(cycles("assume all u: User | some v: User | knows(u, v)") == Texts{"`User` → `User`"});
  CHECK(cycles("assume no u: User | all v: User | knows(u, v)") == Texts{"`User` → `User`"});
  CHECK(cycles("define friend(u: User) = some v: User | knows(u, v)\nassume all u: User | friend(u)") ==
        Texts{"`User` → `User`"});
  CHECK(cycles("assume some u: User | all v: User | knows(u, v)").empty());
}

TEST_CASE("an inner `some` that does not depend on the outer `all` is none") {
  CHECK(cycles("assume all u: User | child(u) implies some v: User | child(v)").empty());
}

TEST_CASE("an individual that is asked for depends on what it is asked for through others") {
  CHECK(cycles("assume all u: User | some g: Group | member(g, u) and some v: User | not member(g, v)") ==
        Texts{"`User` → `User`"});
}

TEST_CASE("a quantifier inside `for` is looked at either way") {
  CHECK(cycles("rule spread(g: Group) { add member(g, x) for x: User where some y: User | knows(x, y) }") ==
        Texts{"`User` → `User`"});
  CHECK(cycles("rule spread(g: Group) { add member(h, x) for h: Group, x: User where h = g and some y: Group | "
               "member(y, x) }")
            .empty());
}

TEST_CASE("`can` with an open argument asks for an individual") {
  CHECK(cycles("rule meet(a: User, b: User) { require not knows(a, b) add knows(a, b) }\nalways social = all u: User | "
               "can meet(u, _)") == Texts{"`User` → `User`"});
}

TEST_CASE("a property is looked at both as what is assumed before a step and as what is refuted after it") {
  CHECK(cycles("always has_friend = all u: User | some v: User | knows(u, v)") == Texts{"`User` → `User`"});
}

TEST_CASE("what `once` asks of every step is told where it is written") {
  const FileReader reader = [](const std::string&) -> FileBytes {
    return {"system s\nsort P\nrelation trusts(P, P)\nrelation session(P, P)\ninit empty trusts, session\n"
            "rule trust(a: P, r: P, p: P) { add trusts(r, p) }\n"
            "rule enter(p: P, r: P) { require trusts(r, p) add session(p, r) }\n"
            "never unasked = some p, r: P | session(p, r) and\n"
            "  not once (some a: P | did trust(a, r, p))\n",
            {}};
  };
  const Loaded loaded = load_system("main.chap", reader);
  REQUIRE(loaded.system);
  const auto cycle = sort_cycle(*loaded.system, PropertyId{0});
  REQUIRE(cycle);
  for (const EdgeReason& reason : cycle->reasons)
    CHECK(place_of(*loaded.system, reason.span) == "main.chap:9");
}

TEST_CASE("what `once` makes the rules keep is a cycle of the property that asks for it alone") {
  const System system =
      chaperone::tests::rules("system s sort User relation knows(User, User) init empty knows "
                              "rule meet(u: User, v: User) { add knows(u, v) } "
                              "always met = all u, v: User | knows(u, v) implies once some w: User | did meet(w, v) "
                              "possible known = some u, v: User | knows(u, v)");
  CHECK(sort_cycle(system, PropertyId{0}));
  CHECK_FALSE(sort_cycle(system, PropertyId{1}));
}
