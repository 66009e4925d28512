// docs/semantics.md, Steps; Conflicts.
#include "tests/model/rules.hpp"

using namespace chaperone::model;
using chaperone::tests::outcome;

namespace {

const std::string graph = R"(
  system steps
  sort S
  enum Mark { low, high }
  relation r(S)
  relation n(S, S) symmetric
  relation under(S, S)
  function mark(S): Mark
  function next(S): S
  init empty r
)";

} // namespace

TEST_CASE("effects read the state before the step, whatever their order") {
  CHECK(outcome(graph + R"(
    rule swap(x: S, y: S) {
      require r(x) and not r(y)
      add r(z) for z: S where not r(z) and z = y
      remove r(z) for z: r
      set next(x) = next(y)
      set next(y) = next(x) where x != y
    }
    rule put(x: S) { add r(x) }
    scenario run {
      given next(A) = B, next(B) = C, next(C) = C
      put(A) swap(A, B)
      expect r(B) and not r(A) and next(A) = C and next(B) = B
    })") == "passed");
}

TEST_CASE("every assignment of the for variables that passes guards and where takes effect") {
  CHECK(outcome(graph + R"(
    rule hang(t: S, p: S) {
      add under(x, y) for x, y: S where (x = t or under(x, t)) and (y = p or under(p, y))
    }
    scenario run {
      hang(A, B) hang(C, D) hang(B, C)
      expect under(A, D) and under(A, C) and under(B, D) and not under(D, A) and at most 6 x, y: S | under(x, y)
    })") == "passed");
}

TEST_CASE("a symmetric pair is removed in either order") {
  CHECK(outcome(graph + R"(
    rule meet(x: S, y: S) { add n(x, y) }
    rule part(x: S, y: S) { remove n(x, y) }
    scenario run { meet(A, B) expect n(B, A) part(B, A) expect no x, y: S | n(x, y) })") == "passed");
}

TEST_CASE("adding and removing one tuple is a conflict, even where it would change nothing") {
  CHECK(outcome(graph + R"(
    rule both(x: S, y: S) { add r(x) remove r(y) }
    scenario run { both(A, B) both(A, A) })") ==
        "conflict: conflict in both: step 2 `both(A, A)` adds and removes `r(A)`");
}

TEST_CASE("the two orders of a symmetric pair conflict") {
  CHECK(outcome(graph + R"(
    rule both(x: S, y: S) { add n(x, y) remove n(y, x) }
    scenario run { both(A, B) refused })") ==
        "conflict: conflict in both: step 1 `both(A, B)` adds and removes `n(A, B)`");
}

TEST_CASE("two values for one place are a conflict, one value twice is none") {
  const std::string rule = R"(
    rule choose(x: S, y: S) { set mark(x) = high set mark(y) = high set next(x) = x set next(x) = y }
    scenario run { choose(A, A) choose(A, B) })";
  CHECK(outcome(graph + rule) == "conflict: conflict in choose: step 2 `choose(A, B)` sets `next(A)` to two values");
}

TEST_CASE("adding the same tuple twice is no conflict") {
  CHECK(outcome(graph + R"(
    rule twice(x: S) { add r(x), r(x)  add r(y) for y: S }
    scenario run { twice(A) expect all x: S | r(x) })")
            .starts_with("passed"));
}
