// Closures in another state than the one that is read: `undoable` and `once` over a closure that a rule cuts.
#include "model/print/printer.hpp"
#include "model/resolve/front_end.hpp"
#include "solver/certificate/obligations.hpp"
#include "solver/check.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone;

namespace {

const std::string tree_rules = R"(
system tree
sort Folder
relation parent(child: Folder, up: Folder)
closure under of parent
init empty parent
rule move(f: Folder, to: Folder) {
  require f != to and not under(to, f)
  remove parent(f, p) for p: Folder where p != to
  add parent(f, to)
}
rule detach(f: Folder) { remove parent(f, p) for p: Folder }
)";

std::string verdict_of(const std::string& rules, const std::string& property, solver::EngineChoice engine) {
  solver::Options options;
  options.engine = engine;
  options.depth = 4;
  const model::System system = tests::rules({{"rules.chap", rules + property}});
  const solver::Verdict found = solver::check(system, options).properties.front().verdict;
  if (std::holds_alternative<solver::Proved>(found))
    return "proved";
  const auto* shown = std::get_if<solver::Shown>(&found);
  return shown == nullptr ? "open" : std::to_string(shown->steps);
}

std::string tree_verdict(const std::string& property) {
  return verdict_of(tree_rules, property, solver::EngineChoice::automatic);
}

/// Only two individuals are searched: where what breaks the property takes three, a proof would be the only answer.
bool is_proved_of_two(const std::string& rules, const std::string& property) {
  solver::Options options;
  options.engine = solver::EngineChoice::inductive;
  options.timeout = std::chrono::seconds(3);
  options.scope[model::SortId{0}] = 2;
  const model::System system = tests::rules({{"rules.chap", rules + property}});
  return std::holds_alternative<solver::Proved>(solver::check(system, options).properties.front().verdict);
}

const std::string graph_rules = R"(
system groups
sort Group
relation inside(Group, Group)
closure within of inside
init empty inside
rule join(a: Group, b: Group) { require a != b add inside(a, b) }
rule leave(a: Group, b: Group) { remove inside(a, b) }
)";

} // namespace

TEST_CASE("whether a cut undoes what a closure says is proved on trees") {
  CHECK(tree_verdict("undoable out for f, g: Folder = under(f, g) to not under(f, g) by detach") == "proved");
  CHECK(tree_verdict("undoable under_again for f, g: Folder = f != g and not under(g, f) to under(f, g) by move") ==
        "proved");
}

TEST_CASE("where there are several ways a cut may leave one") {
  const std::string apart = "undoable apart for a, b: Group = within(a, b) to not within(a, b) by leave";
  CHECK(verdict_of(graph_rules, apart, solver::EngineChoice::bounded) == "3");
}

TEST_CASE("a way back by a rule with a set may need the empty one") {
  const std::string switches = "system switches sort U relation on(U) init empty on rule turn(u: U) { add on(u) } "
                               "rule off(w: U, s: set of U) { require no x: s | on(x) remove on(w) } ";
  const std::string nobody = "undoable out for u: U = on(u) to not on(u) by off";
  CHECK(verdict_of(switches, nobody, solver::EngineChoice::automatic) == "proved");
  CHECK(verdict_of(switches, nobody, solver::EngineChoice::bounded) == "open");
  CHECK(verdict_of(switches, nobody, solver::EngineChoice::explicit_state) == "open");
  // The same where the set is both needed and limited, so that its members cannot be asked for one by one.
  const std::string both = "system switches sort U relation on(U) relation red(U) init empty on, red "
                           "rule turn(u: U) { add on(u) } rule off(w: U, s: set of U) { "
                           "require (some x: s | on(x)) iff (some y: s | red(y)) remove on(w) } ";
  for (const auto engine :
       {solver::EngineChoice::automatic, solver::EngineChoice::bounded, solver::EngineChoice::explicit_state})
    CHECK(verdict_of(both, nobody, engine) == "open");
  // Where the set must have somebody in it who is not on, there is no way once all are.
  const std::string somebody = "system switches sort U relation on(U) init empty on rule turn(u: U) { add on(u) } "
                               "rule off(w: U, s: set of U) { require some x: s | not on(x) remove on(w) } ";
  for (const auto engine :
       {solver::EngineChoice::automatic, solver::EngineChoice::bounded, solver::EngineChoice::explicit_state})
    CHECK(verdict_of(somebody, nobody, engine) == "1");
}

TEST_CASE("no proof takes a closure after a step for more than is sure of it") {
  const std::string any_graph = R"(
    system three
    sort S with p, q
    relation edge(S, S)
    closure over of edge
    init no x: S | over(x, x)
    rule cut() { remove edge(p, q) }
    rule link() { add edge(p, q) }
    rule turn() { remove edge(q, p) add edge(p, x) for x: S where x = q }
  )";
  // Where p leads to q over another too, the cut does not part them.
  CHECK_FALSE(is_proved_of_two(any_graph, "undoable parted = edge(p, q) to not over(p, q) by cut"));
  CHECK(is_proved_of_two(any_graph, "undoable linked = not over(p, q) to over(p, q) by link"));
  // Over the new edge more is reached, but not by whom no edge leaves.
  CHECK_FALSE(is_proved_of_two(any_graph,
                               "undoable other for r: S = r != p and r != q and not over(p, q) to over(r, q) by turn"));
}

TEST_CASE("no proof takes edges that come together for one") {
  // p gets all of its edges at once, in a step that names two individuals.
  const std::string defined = R"(
    system defined
    sort S with p, q
    fixed relation link(S, S)
    assume no x: S | link(x, x)
    relation on(S)
    relation seen(S)
    define edge(x: S, y: S) = on(x) and link(x, y)
    closure over of edge
    init empty on, seen
    rule turn_on() { add on(p) add seen(q) }
  )";
  CHECK_FALSE(is_proved_of_two(defined, "never far = some x, r: S | r != p and r != q and over(x, r)"));
  CHECK(is_proved_of_two(defined, "never other = some r: S | r != p and on(r)"));
  // All edges come at once, and one leads on to another.
  const std::string all_at_once = R"(
    system all_at_once
    sort S
    fixed relation link(S, S)
    assume no x, y: S | link(x, y) and link(y, x)
    relation edge(S, S)
    closure over of edge
    init empty edge
    rule all_come() {
      require no x, y: S | edge(x, y)
      add edge(x, y) for x, y: S where link(x, y)
    }
  )";
  CHECK_FALSE(is_proved_of_two(all_at_once, "never further = some x, y: S | over(x, y) and not link(x, y)"));
  CHECK(is_proved_of_two(all_at_once, "never other = some x, y: S | edge(x, y) and not link(x, y)"));
}

TEST_CASE("the past may be of what a cut left") {
  const std::string lost = "never lost = some f, g: Folder | under(f, g) and once (did detach(f) and not under(f, g))";
  CHECK(verdict_of(tree_rules, lost, solver::EngineChoice::automatic) == "2");
  CHECK(verdict_of(tree_rules, lost, solver::EngineChoice::bounded) == "2");
}

TEST_CASE("a certificate says what is assumed of the closure after the step that is asked about") {
  const model::System system = tests::rules(
      {{"rules.chap", tree_rules + "undoable out for f, g: Folder = under(f, g) to not under(f, g) by detach"}});
  CHECK(print(system, system.properties.front().formula) == "undoable out");
  const auto made = solver::certificate::obligations(system, model::PropertyId{0}, {});
  const auto* written = std::get_if<std::vector<solver::certificate::Obligation>>(&made);
  REQUIRE(written);
  REQUIRE(written->size() == 1);
  CHECK(written->front().text.find("(declare-fun under_then (Folder Folder Folder) Bool)") != std::string::npos);
  const model::LoadedFormulas read = model::load_formulas(system, {{"manifest", "undoable out"}});
  REQUIRE(read.formulas.size() == 1);
  CHECK(read.formulas.front() == system.properties.front().formula);
}
