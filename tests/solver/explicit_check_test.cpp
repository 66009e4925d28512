// A check without a solver, and the other engines by themselves.
#include "solver/check.hpp"
#include "tests/model/rules.hpp"
#include "tests/solver/verdicts.hpp"

using namespace chaperone;
using solver::Bounded;
using solver::EngineChoice;
using solver::Options;
using solver::Proved;
using solver::Shown;
using solver::Unknown;
using tests::verdict;

namespace {

solver::CheckResult checked(const std::string& text, EngineChoice engine, std::uint32_t depth = 12) {
  Options options;
  options.engine = engine;
  options.depth = depth;
  return solver::check(tests::rules(text), options);
}

const std::string door = "system door sort Person relation invited(Person) relation inside(Person) "
                         "init empty invited, inside "
                         "rule invite(p: Person) { add invited(p) } "
                         "rule enter(p: Person) { require invited(p) add inside(p) } "
                         "never stranger_inside = some p: Person | inside(p) and not invited(p) "
                         "possible party = at least 3 p: Person | inside(p) "
                         "possible crowd = at least 4 p: Person | inside(p) ";

} // namespace

TEST_CASE("without a solver, what holds in all states of small sizes is bounded, and says which sizes") {
  const auto result = checked(door, EngineChoice::explicit_state);
  const auto stranger = verdict<Bounded>(result, 0);
  CHECK(stranger.sizes == std::map<model::SortId, std::uint32_t>{{model::SortId{0}, 3}});
  CHECK(stranger.reason == "all reachable states of these sizes were looked at, larger sizes were not");
  const auto party = verdict<Shown>(result, 1);
  CHECK(party.steps == 6);
  CHECK_FALSE(party.is_smallest);
  CHECK(party.unproved == "larger sizes were not looked at");
  CHECK(verdict<Bounded>(result, 2).steps == 12);
}

TEST_CASE("a search without a solver that ends at the depth says so") {
  CHECK(verdict<Bounded>(checked(door, EngineChoice::explicit_state, 2)).reason ==
        "longer runs and larger sizes were not looked at");
}

TEST_CASE("where every sort is an enum, having looked at all states is a proof") {
  const std::string lights = "system lights enum Light { red, green } relation on(Light) init empty on "
                             "rule switch_on(l: Light) { require not on(red) and not on(green) add on(l) } "
                             "rule switch_off(l: Light) { remove on(l) } "
                             "never both = on(red) and on(green) possible green_alone = on(green)";
  const auto result = checked(lights, EngineChoice::explicit_state);
  const auto proved = verdict<Proved>(result, 0);
  CHECK(proved.looked_at == 3);
  CHECK(proved.invariant.empty());
  CHECK(verdict<Shown>(result, 1).is_smallest);
  CHECK_FALSE(verdict<Proved>(checked(lights, EngineChoice::automatic)).looked_at);
}

TEST_CASE("no state at all within the sizes is no reason to say that nothing is wrong") {
  const auto result = checked("system many sort S relation r(S) init at least 5 s: S | r(s) "
                              "rule drop_out(s: S) { remove r(s) } never empty = no s: S | r(s)",
                              EngineChoice::explicit_state);
  CHECK(verdict<Unknown>(result).reason.starts_with("no state of these sizes satisfies"));
}

TEST_CASE("conflicts are found without a solver") {
  const std::string text = "system clash sort S relation r(S) relation ready() init empty r, ready "
                           "rule prepare() { add ready() } "
                           "rule swap(a: S, b: S) { require ready() add r(a) remove r(b) } "
                           "possible p = some s: S | r(s)";
  const auto looked = checked(text, EngineChoice::explicit_state);
  const auto solved = checked(text, EngineChoice::automatic);
  REQUIRE(looked.conflicts.size() == 1);
  REQUIRE(solved.conflicts.size() == 1);
  CHECK(looked.conflicts[0].rule == solved.conflicts[0].rule);
  CHECK(looked.conflicts[0].scenario.items.size() == solved.conflicts[0].scenario.items.size());
}

TEST_CASE("states that are too large for it are said to be") {
  const auto result = checked("system wide enum E { a, b, c, d, e, f, g, h } relation r(E, E, E, E, E, E) "
                              "rule put(x: E) { add r(x, x, x, x, x, x) } never p = r(a, a, a, a, a, a)",
                              EngineChoice::explicit_state);
  CHECK(verdict<Unknown>(result).reason == "a state is too large for the exhaustive search; no run was excluded yet");
}

TEST_CASE("the bounded engine finds runs and proves nothing") {
  const auto result = checked(door, EngineChoice::bounded, 6);
  CHECK(verdict<Bounded>(result, 0).sizes.empty());
  CHECK(verdict<Shown>(result, 1).is_smallest);
  CHECK(verdict<Bounded>(result, 2).reason == "no proof was looked for");
}

TEST_CASE("the inductive engine proves, and looks for no run longer than a proof's base") {
  const auto result =
      checked(door + "possible gone = some p: Person | inside(p) and not invited(p)", EngineChoice::inductive);
  CHECK(verdict<Proved>(result, 0).k == 1);
  CHECK(verdict<Bounded>(result, 1).steps == 3);
  CHECK_FALSE(verdict<Bounded>(result, 1).reason.empty());
  CHECK(verdict<Proved>(result, 3).k == 1);
}
