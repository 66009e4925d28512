#include "model/meaning/interpreter.hpp"
#include "solver/explicit_state/exploration.hpp"
#include "solver/explicit_state/starts.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone::model;
using namespace chaperone::solver;
using namespace chaperone::solver::explicit_state;
using chaperone::tests::rules;

namespace {

const char* const messenger = R"(
  system kids
  sort User
  sort Group
  fixed relation child(User)
  fixed relation parent(User, User)
  assume all a, k: User | parent(a, k) implies child(k) and not child(a)
  relation approved(User, User)
  relation contact(User, User) symmetric
  relation member(Group, User)
  init empty approved, contact, member
  rule befriend(a: User, b: User) { require a != b and not child(a) and not child(b) add contact(a, b) }
  rule approve(adult: User, kid: User, friend: User) {
    require parent(adult, kid)
    require friend != kid
    add approved(kid, friend)
    add contact(kid, friend) where not child(friend) or approved(friend, kid)
  }
  rule create_group(creator: User, group: Group, invited: set of User) {
    require no u: User | member(group, u)
    require all u: invited | contact(creator, u)
    add member(group, creator)
    add member(group, u) for u: invited
  }
  never child_meets_stranger =
    some g: Group, kid, other: User | member(g, kid) and member(g, other) and child(kid) and other != kid
      and not approved(kid, other) and not parent(other, kid)
)";

/// What becomes of one property.
struct Alone : ExplicitFinding {
  Alone(const System& system, PropertyId property, const ExplicitBounds& bounds)
      : whole(explore(system, {property}, bounds)) {
    static_cast<ExplicitFinding&>(*this) = whole.found.front();
  }
  ExplicitAnswer whole;
};

} // namespace

TEST_CASE("the flaw of 2019 takes three users, one group, three steps and two facts") {
  const System system = rules(messenger);
  const Alone answer(system, PropertyId{0}, {.sizes = {{SortId{0}, 3}, {SortId{1}, 1}}, .depth = 3});
  REQUIRE(answer.shown);
  CHECK(answer.whole.stopped.empty());
  CHECK(answer.shown->steps == 3);
  CHECK(answer.shown->scenario.population.size(SortId{0}) == 3);
  CHECK(answer.given_facts == 2);
  CHECK(answer.set_elements == 2);
  const Replay replayed = replay(system, answer.shown->scenario);
  REQUIRE_FALSE(replayed.failure);
  REQUIRE(replayed.steps.size() == 3);
  CHECK(is_violated(system.properties[0], Moment{replayed.steps.back().after}));
}

TEST_CASE("two users are too few for the flaw of 2019") {
  const System system = rules(messenger);
  const Alone answer(system, PropertyId{0}, {.individuals = 2, .depth = 20});
  CHECK_FALSE(answer.shown);
  CHECK(answer.whole.stopped.empty());
  CHECK(answer.whole.is_exhausted);
}

TEST_CASE("fewer steps come before fewer individuals, and those before fewer facts") {
  const System system = rules(R"(
    system sizes
    sort S
    relation hot(S)
    relation spread(S)
    init empty spread
    rule warm(x: S) { require hot(x) add spread(x) }
    rule burn(x: S) { require spread(x) add spread(y) for y: S }
    never fewer_steps = (at least 2 x: S | hot(x) and not spread(x)) and (some x: S | spread(x))
    never at_start = at least 2 x: S | hot(x)
  )");
  const Alone one(system, PropertyId{0}, {.individuals = 3, .depth = 3});
  REQUIRE(one.shown);
  CHECK(one.shown->steps == 1);
  CHECK(one.shown->scenario.population.size(SortId{0}) == 3);
  CHECK(one.given_facts == 3);
  const Alone start(system, PropertyId{1}, {.individuals = 3, .depth = 3});
  REQUIRE(start.shown);
  CHECK(start.shown->steps == 0);
  CHECK(start.given_facts == 2);
}

TEST_CASE("a run with a conflict is no run") {
  const System system = rules(R"(
    system clash
    sort S
    relation r(S)
    init empty r
    rule both(x: S, y: S) { add r(x) remove r(y) }
    never alone = (some x: S | r(x)) and (lone x: S | true)
    never any = some x: S | r(x)
  )");
  CHECK_FALSE(Alone(system, PropertyId{0}, {.individuals = 2, .depth = 3}).shown);
  const Alone any(system, PropertyId{1}, {.individuals = 2, .depth = 3});
  REQUIRE(any.shown);
  CHECK(any.shown->scenario.population.size(SortId{0}) == 2);
}

TEST_CASE("a property about steps is broken by a step, from states seen before too") {
  const System system = rules(R"(
    system toggling
    sort S
    relation r(S)
    init empty r
    rule up(x: S) { add r(x) }
    rule down(x: S) { remove r(x) }
    never idle = some x: S | did up(x) and was r(x)
    never lost = some x: S | was r(x) and not r(x)
  )");
  for (const PropertyId property : {PropertyId{0}, PropertyId{1}}) {
    const Alone answer(system, property, {.individuals = 2, .depth = 3});
    REQUIRE(answer.shown);
    CHECK(answer.shown->steps == 2);
    CHECK(answer.shown->scenario.population.size(SortId{0}) == 1);
  }
}

TEST_CASE("a small budget is admitted, not hidden") {
  const System system = rules(messenger);
  const Alone answer(system, PropertyId{0}, {.individuals = 3, .depth = 5, .states = 50});
  CHECK(answer.whole.stopped == "there is no room for more than 26 states");
  CHECK_FALSE(answer.shown);
}

TEST_CASE("starts are counted up to renaming") {
  const System system = rules(R"(
    system starts
    sort S
    fixed relation child(S)
    relation r(S, S)
    relation n(S, S) symmetric
    init empty r
    assume all x: S | not n(x, x)
    never p = some x: S | child(x)
  )");
  const Layout layout(system, Population{{{"a", "b", "c"}}});
  const auto starts = list_starts(layout, Renamings(layout), {10'000, {}});
  REQUIRE(starts);
  // Graphs on three vertices of two colours: no edge 4, one edge 6, two edges 6, three edges 4.
  CHECK(starts->size() == 20);
}
