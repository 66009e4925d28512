// docs/semantics.md, State.
#include "model/meaning/state.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace chaperone::model;

namespace {

using Args = std::vector<std::uint32_t>;

/// Two sorts of three and two; knows(S, S) symmetric, in(T, S), locked(), owner(T): S.
System small_system() {
  System system;
  system.sorts = {{{"S", {}, {}}, false, {}}, {{"T", {}, {}}, false, {}}};
  const Place s{"", SortId{0}};
  const Place t{"", SortId{1}};
  system.relations = {{{"knows", {}, {}}, {s, s}, false, true},
                      {{"in", {}, {}}, {t, s}, false, false},
                      {{"locked", {}, {}}, {}, false, false}};
  system.functions = {{{"owner", {}, {}}, {t}, SortId{0}, false}};
  return system;
}

const Population people{{{"a", "b", "c"}, {"g", "h"}}};

} // namespace

TEST_CASE("a symmetric pair holds in both orders and is listed once") {
  const System system = small_system();
  const Layout layout(system, people);
  State state(layout);
  state.put(RelationId{0}, Args{2, 1}, true);
  CHECK(state.holds(RelationId{0}, Args{1, 2}));
  CHECK(state.holds(RelationId{0}, Args{2, 1}));
  CHECK(state.tuples(RelationId{0}) == std::vector<Args>{{1, 2}});
  state.put(RelationId{0}, Args{1, 2}, false);
  CHECK(state == State(layout));
}

TEST_CASE("tuples, values and relations without places do not get into each other's way") {
  const System system = small_system();
  const Layout layout(system, people);
  State state(layout);
  for_each_place(layout, system.relations[1].places, [&](const Args& args) { state.put(RelationId{1}, args, true); });
  CHECK(state.tuples(RelationId{1}).size() == 6);
  CHECK(state.tuples(RelationId{0}).empty());
  CHECK_FALSE(state.holds(RelationId{2}, {}));
  state.put(RelationId{2}, {}, true);
  CHECK(state.tuples(RelationId{2}) == std::vector<Args>{{}});
  state.set(FunctionId{0}, Args{1}, 2);
  CHECK(state.value(FunctionId{0}, Args{0}) == 0);
  CHECK(state.value(FunctionId{0}, Args{1}) == 2);
}

TEST_CASE("equal states have equal hashes, and one changed place tells states apart") {
  const System system = small_system();
  const Layout layout(system, people);
  State one(layout);
  State other(layout);
  one.put(RelationId{1}, Args{1, 2}, true);
  CHECK_FALSE(one == other);
  CHECK(one.hash() != other.hash());
  other.put(RelationId{1}, Args{1, 2}, true);
  CHECK(one == other);
  CHECK(one.hash() == other.hash());
}

TEST_CASE("a population that makes states too large is refused") {
  const System system = small_system();
  const Population crowd{{std::vector<std::string>(20'000, "x"), {"g"}}};
  CHECK_THROWS_AS(Layout(system, crowd), std::length_error);
}
