// docs/semantics.md, Terms and formulas; Quantifiers; Can; Was and did; Properties.
#include "model/meaning/evaluator.hpp"
#include "tests/model/rules.hpp"

#include <fmt/format.h>

using namespace chaperone::model;
using chaperone::tests::outcome;
using chaperone::tests::rules;

namespace {

const std::string truths = R"(
  system truths
  sort S
  enum Color { red, green, blue }
  relation r(S)
  relation s(S, S)
  relation n(S, S) symmetric
  relation on()
  function best(S): S
  function color(S): Color
  define liked(x: S) = some y: S | s(y, x)
  rule take(x: S, others: set of S) {
    require r(x)
    require all o: others | s(x, o)
    require at least 2 o: others | true
    add on()
  }
)";

/// Is the formula true where r = {A}, s = {AB, AC, BC}, n = {AB}, best = A -> B, B -> C, C -> C, color = B -> blue?
bool is_true(const std::string& formula) {
  const std::string result = outcome(truths + R"(
    scenario run {
      given r(A), s(A, B), s(A, C), s(B, C), n(A, B), best(A) = B, best(B) = C, best(C) = C, color(B) = blue
      expect )" + formula + "\n}\n");
  INFO(result);
  REQUIRE((result == "passed" || result.starts_with("expect:")));
  return result == "passed";
}

} // namespace

TEST_CASE("connectives are those of logic") {
  CHECK(is_true("true and not false"));
  CHECK(is_true("false implies false"));
  CHECK(is_true("false or r(A)"));
  CHECK(is_true("r(B) iff r(C)"));
  CHECK_FALSE(is_true("r(A) iff r(B)"));
  CHECK_FALSE(is_true("r(A) implies on()"));
}

TEST_CASE("terms apply functions in the present state") {
  CHECK(is_true("best(best(A)) = C"));
  CHECK(is_true("color(B) = blue and color(A) = red"));
  CHECK(is_true("A != B and A in r and B not in r"));
  CHECK(is_true("best(A) in {A, B} and best(A) not in {A, C}"));
}

TEST_CASE("a symmetric relation is true in either order") {
  CHECK(is_true("n(A, B) and n(B, A) and not n(A, C)"));
}

TEST_CASE("quantifiers with several variables count assignments") {
  CHECK(is_true("at least 3 x, y: S | s(x, y)"));
  CHECK_FALSE(is_true("at least 4 x, y: S | s(x, y)"));
  CHECK(is_true("at most 3 x, y: S | s(x, y)"));
  CHECK_FALSE(is_true("at most 2 x, y: S | s(x, y)"));
  CHECK(is_true("one x: r, y: S | best(x) = y"));
  CHECK_FALSE(is_true("one x, y: S | s(x, y)"));
  CHECK_FALSE(is_true("lone x, y: S | n(x, y)"));
  CHECK(is_true("lone x, y: S | s(x, y) and x = B"));
}

TEST_CASE("an N beyond all counting is a number like others") {
  CHECK(is_true("at least 0 x: S | false"));
  CHECK_FALSE(is_true("at least 1000000 x: S | true"));
  CHECK(is_true("at most 1000000 x: S | true"));
  CHECK(is_true("at most 0 x: S | false"));
}

TEST_CASE("guards are relations, defines, sorts and enums") {
  CHECK(is_true("all x: r | x = A"));
  CHECK(is_true("all x: liked | x != A"));
  CHECK(is_true("at least 3 c: Color | true"));
  CHECK(is_true("no x: r, y: liked | x = y"));
  CHECK(is_true("some c: Color | all x: S | color(x) != c"));
}

TEST_CASE("can asks the requirements, and an underscore stands for somebody") {
  CHECK(is_true("can take(A, {B, C})"));
  CHECK_FALSE(is_true("can take(A, {B})"));
  CHECK_FALSE(is_true("can take(B, _)"));
  CHECK(is_true("can take(_, _)"));
  CHECK(is_true("can take(_, {B, C})"));
  CHECK_FALSE(is_true("can take(_, {A, C})"));
  CHECK(is_true("can take(A, {C, B, C})"));
}

TEST_CASE("a chain of defines is read once a link, not 2^n times") {
  std::string text = "system chain sort S relation r(S) init empty r\ndefine d0(x: S) = r(x)\n";
  for (int i = 1; i <= 60; ++i)
    text += fmt::format("define d{}(x: S) = d{}(x) or d{}(x)\n", i, i - 1, i - 1);
  CHECK(outcome(text + "scenario run { expect not d60(A) }").starts_with("passed"));
}

TEST_CASE("a property about steps is judged after each step and never at the start") {
  const System system = rules(R"(
    system steps
    sort S
    relation r(S)
    init empty r
    rule join(x: S) { add r(x) }
    rule leave(x: S) { require r(x) remove r(x) }
    never returns = some x: S | did join(x) and not was r(x)
    always stays = all x: S | was r(x) implies r(x)
    never unasked = some x: S | r(x) and not was r(x) and not did join(_)
  )");
  const Layout layout(system, Population{{{"A", "B"}}});
  const State start(layout);
  CHECK_FALSE(is_violated(system.properties[0], Moment{start}));
  const Action join{RuleId{0}, {std::uint32_t{1}}};
  const State joined = std::get<State>(take_step(start, join));
  const Moment after{joined, &start, &join};
  CHECK(is_violated(system.properties[0], after));
  CHECK_FALSE(is_violated(system.properties[1], after));
  CHECK_FALSE(is_violated(system.properties[2], after));
  const Action leave{RuleId{1}, {std::uint32_t{1}}};
  CHECK(is_violated(system.properties[1], Moment{start, &joined, &leave}));
}

TEST_CASE("enabled steps are those that no requirement refuses") {
  const System system = rules(R"(
    system enabled
    sort S
    relation r(S)
    init empty r
    rule pick(x: S, all_of: set of S) { require not r(x) require x in all_of add r(x) }
    never p = some x: S | r(x)
  )");
  const Layout layout(system, Population{{{"A", "B", "C"}}});
  State state(layout);
  state.put(RelationId{0}, std::vector<std::uint32_t>{0}, true);
  const std::vector<Action> steps = enabled_steps(state);
  CHECK(steps.size() == 2 * 4);
  for (const Action& step : steps)
    CHECK_FALSE(why_refused(state, step));
}
