// The obligations of a proof as SMT-LIB text: how they read, and that solvers take from them what docs/semantics.md
// says. Each small system below has a property that is inductive; a wrong reading of its rules would not make it so,
// or its twin beside it, which is not inductive, would become so.
#include "model/rules/claims.hpp"
#include "solver/certificate/obligations.hpp"
#include "tests/model/rules.hpp"

#include "tests/certificates/proofs.hpp"

#include <algorithm>

using namespace chaperone;
using solver::certificate::Obligation;

namespace {

std::vector<Obligation> obligations_of(const model::System& system) {
  const model::PropertyId first{0};
  const auto made = solver::certificate::obligations(
      system, first, solver::certificate::about_one_state({model::invariant_of(system[first])}));
  REQUIRE(std::holds_alternative<std::vector<Obligation>>(made));
  return std::get<std::vector<Obligation>>(made);
}

/// What z3 and cvc5 object to the first property as its own invariant, by the names of the obligations: "z3: rule_go".
std::string objections_to(const std::string& text, const std::vector<std::string>& solvers = {"z3", "cvc5"}) {
  std::signal(SIGPIPE, SIG_IGN);
  const model::System system = tests::rules("system s\n" + text);
  const tests::TemporaryFolder folder;
  std::string objections;
  const std::vector<Obligation> obligations = obligations_of(system);
  std::string together;
  for (const Obligation& obligation : obligations)
    together += obligation.text + "(reset)\n";
  const std::string file = folder.file("questions.smt2", together);
  for (const std::string& solver : solvers) {
    auto run = certificates::OutsideSolver(solver).start(file, obligations.size(), [] { return false; });
    for (const Obligation& obligation : obligations) {
      const auto said = run.next(std::chrono::seconds(20));
      INFO(obligation.text);
      const auto* none = std::get_if<certificates::NoAnswer>(&said);
      CHECK((none == nullptr ? "" : none->why) == "");
      const auto* answer = std::get_if<certificates::Said>(&said);
      if (answer == nullptr || *answer != certificates::Said::unsat)
        objections += (objections.empty() ? "" : " ") + solver + ":" + obligation.name;
    }
  }
  return objections;
}

/// Do both solvers accept the first property as its own invariant?
bool holds(const std::string& text) {
  const std::string objections = objections_to(text);
  UNSCOPED_INFO(objections);
  return objections.empty();
}

/// Does z3 deny exactly this obligation?
bool is_denied(const std::string& text, const std::string& obligation) {
  const std::string objections = objections_to(text, {"z3"});
  UNSCOPED_INFO(objections);
  return objections == "z3:" + obligation;
}

} // namespace

TEST_CASE("an obligation reads like the rules that it is made of") {
  const model::System system = tests::rules("system door\n"
                                            "sort Person\n"
                                            "enum Mood { calm, cross }\n"
                                            "fixed relation owner(Person)\n"
                                            "relation friends(Person, Person) symmetric\n"
                                            "relation inside(who: Person)\n"
                                            "function mood(Person): Mood\n"
                                            "assume some p: Person | owner(p)\n"
                                            "init empty friends, inside\n"
                                            "define is_known(p: Person) = some o: owner | friends(o, p)\n"
                                            "rule enter(who: Person, guests: set of Person) {\n"
                                            "  require is_known(who) and mood(who) = calm\n"
                                            "  add inside(who)\n"
                                            "  add friends(who, g) for g: guests\n"
                                            "  set mood(who) = cross where who in guests\n"
                                            "}\n"
                                            "never n = some p: inside | mood(p) = cross and not is_known(p)\n");
  const std::vector<Obligation> made = obligations_of(system);
  REQUIRE(made.size() == 3);
  CHECK(made[0].name == "start");
  CHECK(made[1].name == "rule_enter");
  CHECK(made[1].shows == "rule `enter` (rules.chap:11) keeps the invariant");
  CHECK(made[1].rule == model::RuleId{0});
  CHECK(made[2].name == "property");
  CHECK(made[1].text == tests::read_file(std::string(CHAPERONE_SOURCE_DIR) + "/tests/solver/rule_enter.smt2"));
}

TEST_CASE("names that solvers keep for themselves, that recur, or that are not ASCII are told apart") {
  CHECK(holds("sort Int sort Set enum Bool { is, update, par } enum Other { is, store } relation store(Int)\n"
              "relation select(assert: Int, Set) relation store_after(Int) function let(Int): Bool\n"
              "sort 名前 relation 会員(名前)\n"
              "define match(forall_: Int) = store(forall_) and let(forall_) = is\n"
              "init empty store, select, store_after, 会員 init all i: Int | let(i) = par\n"
              "rule exists(bvnot: Int, push: Set, bvor: 名前) { require match(bvnot) or store_after(bvnot)\n"
              "  add store_after(bvnot), select(bvnot, push), store(bvnot), 会員(bvor) }\n"
              "never n = some i: Int, s: Set, x: 名前 | store(i) or store_after(i) or select(i, s) or 会員(x)\n"));
}

TEST_CASE("a symmetric relation is changed in both orders") {
  const std::string world = "sort U relation r(U, U) symmetric init empty r rule go(a, b: U) { ";
  CHECK(holds(world +
              "require a != b add r(a, b) remove r(x, a) for x: U where x != b }\nnever n = some a: U | r(a, a)\n"));
  CHECK(is_denied(world + "add r(a, b) }\nnever n = some a: U | r(a, a)\n", "rule_go"));
  CHECK(holds("sort U relation r(U, U) symmetric init some a, b: U | r(a, b)\n"
              "rule go(a, b: U) { remove r(a, b) }\nalways n = all a, b: U | r(a, b) implies r(b, a)\n"));
}

TEST_CASE("a step with a conflict is no step") {
  CHECK(
      holds("sort U relation r(U) relation s(U) init empty r, s\n"
            "rule go(a, b: U) { require not s(a) add r(a), s(b) remove r(b) }\nnever n = some a: U | r(a) and s(a)\n"));
  CHECK(holds("sort U function f(U): U init all a: U | f(a) = a\n"
              "rule go(a, b: U) { set f(a) = a set f(a) = b }\nalways n = all a: U | f(a) = a\n"));
  CHECK(is_denied("sort U function f(U): U init all a: U | f(a) = a\n"
                  "rule go(a, b: U) { set f(a) = b }\nalways n = all a: U | f(a) = a\n",
                  "rule_go"));
}

TEST_CASE("a function is set for whom the statement says, and stays for everybody else") {
  const std::string world = "sort U enum E { x, y, z } function f(U): E relation r(U) init all u: U | f(u) = x\n"
                            "init empty r\n";
  CHECK(holds(world + "rule go(a: U) { set f(u) = y for u: U where r(u) add r(a) }\nnever n = some u: U | f(u) = z\n"));
  CHECK(holds(world + "rule go(a: U) { require not r(a) set f(a) = y }\n"
                      "rule halt(a: U) { require f(a) = x add r(a) }\nnever n = some u: U | f(u) = z\n"));
  CHECK(is_denied(world + "rule go(a: U) { set f(a) = z }\nnever n = some u: U | f(u) = z\n", "rule_go"));
}

TEST_CASE("a value that no place of the function names is set all the same") {
  const std::string world = "sort U relation r(U) relation q(U) function f(): U init empty q init r(f())\n"
                            "rule go(a: U) { require r(a) set f() = u for u: U where u = a add q(f()) }\n";
  CHECK(holds(world + "always n = r(f())\n"));
  CHECK(is_denied(world + "always n = not q(f())\n", "rule_go"));
}

TEST_CASE("quantifiers count assignments") {
  const std::string world = "sort U relation r(U) init empty r rule go(a: U) { require ";
  CHECK(holds(world + "no u: U | r(u) add r(a) }\nalways n = lone u: U | r(u)\n"));
  CHECK(holds(world + "lone u: U | r(u) add r(a) }\nalways n = at most 2 u: U | r(u)\n"));
  CHECK(holds(world + "not at least 2 u: U | r(u) add r(a) }\nnever n = at least 3 u: U | r(u)\n"));
  CHECK(is_denied(world + "at most 2 u: U | r(u) add r(a) }\nalways n = at most 2 u: U | r(u)\n", "rule_go"));
  CHECK(holds("sort U relation r(U) init one u: U | r(u) rule go(a, b: U) { require r(a) and not r(b) remove r(a) "
              "add r(b) }\nalways n = one u: U | r(u)\n"));
  CHECK(is_denied("sort U relation r(U) init one u: U | r(u) rule go(a, b: U) { require r(a) remove r(a) "
                  "add r(b) add r(a) }\nalways n = no u: U | r(u)\n",
                  "start"));
}

TEST_CASE("can asks for the requirements, and for some argument where `_` stands") {
  const std::string world = "sort U fixed relation s(U) relation r(U) init empty r assume some u: U | s(u)\n"
                            "rule take(a: U, some_: set of U) { require s(a) and r(a) and all u: some_ | s(u)\n"
                            "  require some u: some_ | u = a  remove r(a) }\n"
                            "rule go(a: U) { require s(a) add r(a) }\n";
  CHECK(holds(world + "always n = all u: U | r(u) implies can take(u, _)\n"));
  CHECK(holds(world + "always n = all u: U | r(u) implies can take(u, {u}) and can take(_, {u, u})\n"));
  CHECK(holds(world + "always n = can go(_)\n"));
  CHECK(is_denied(world + "always n = all u: U | can go(u)\n", "start"));
}

TEST_CASE("a property about steps is asked of each rule where the invariant holds") {
  const std::string world = "sort U relation r(U) relation s(U) init empty r, s\n"
                            "rule go(a: U, them: set of U) { require not s(a) add r(u) for u: them }\n"
                            "rule halt(a: U) { require r(a) add s(a) remove r(a) }\n";
  CHECK(holds(world + "never n = some u: U | r(u) and not was r(u) and did halt(_)\n"));
  CHECK(holds(world + "never n = some u, v: U | did go(v, {u}) and not r(u)\n"));
  CHECK(holds(world + "always n = all u: U | did halt(u) implies was r(u) and s(u)\n"));
  CHECK(is_denied(world + "never n = some u, v: U | did go(v, {u}) and not was r(u)\n", "step_go"));
}

TEST_CASE("what is assumed of fixed relations holds in every state, and what of others at the start only") {
  CHECK(holds("sort U fixed relation s(U) relation r(U) assume no u: U | s(u) init empty r\n"
              "rule go(a: U) { require s(a) add r(a) }\nnever n = some u: U | r(u)\n"));
  CHECK(is_denied("sort U relation s(U) relation r(U) assume no u: U | s(u) init empty r\n"
                  "rule go(a: U) { require s(a) add r(a) }\nnever n = some u: U | r(u)\n",
                  "rule_go"));
}

TEST_CASE("enums have exactly their values") {
  CHECK(holds("sort U enum E { x, y, z } function f(U): E init all u: U | f(u) = x\n"
              "rule go(a: U) { require f(a) not in {x, z} set f(a) = z }\nalways n = all u: U | f(u) = x\n"));
  CHECK(holds(
      "sort U enum E { x, y } relation r(U, E) init empty r\n"
      "rule go(a: U, e: E) { require all d: E | r(a, d) add r(a, e) }\nnever n = some u: U | r(u, x) and r(u, y)\n"));
}

TEST_CASE("of larger numbers, facts about the members of finite sets are told, and they are enough") {
  const std::string limit =
      "sort U sort G relation m(G, U) init empty m\nnever n = some g: G | at least 100 u: U | m(g, u)\n";
  CHECK(holds(limit + "rule go(g: G, a: U) { require at most 98 u: U | m(g, u) add m(g, a) }"));
  CHECK(is_denied(limit + "rule go(g: G, a: U) { require at most 99 u: U | m(g, u) add m(g, a) }", "rule_go"));
  CHECK(
      holds(limit + "rule go(g: G, s: set of U) { require at most 99 u: U | m(g, u) or u in s add m(g, u) for u: s }"));
  CHECK(is_denied(limit + "rule go(g: G, s: set of U) { require at most 99 u: s | true add m(g, u) for u: s }",
                  "rule_go"));
  CHECK(holds(limit + "rule go(g: G, s: set of U) { require at most 49 u: U | m(g, u) require at most 50 u: s | true "
                      "add m(g, u) for u: s }"));
  CHECK(is_denied(limit + "rule go(g: G, s: set of U) { require at most 50 u: U | m(g, u) "
                          "require at most 50 u: s | true add m(g, u) for u: s }",
                  "rule_go"));
  CHECK(holds(limit + "define full(g: G) = at least 99 u: U | m(g, u)\n"
                      "rule go(g: G, a: U) { require not full(g) add m(g, a) }"));
  CHECK(holds(limit + "rule go(a, b: G) { require at most 99 u: U | m(a, u) or m(b, u) "
                      "add m(b, u) for u: U where m(a, u) remove m(a, u) for u: U where m(a, u) }"));
  CHECK(is_denied(limit + "rule go(a, b: G) { require at most 99 u: U | m(a, u) and not m(b, u) "
                          "add m(b, u) for u: U where m(a, u) }",
                  "rule_go"));
  CHECK(holds("sort U relation f(U, U) symmetric init empty f never n = some u: U | at least 100 v: U | f(u, v)\n"
              "rule go(a, b: U) { require at most 98 u: U | f(a, u) require at most 98 u: U | f(b, u) add f(a, b) }"));
  CHECK(is_denied("sort U relation f(U, U) symmetric init empty f never n = some u: U | at least 100 v: U | f(u, v)\n"
                  "rule go(a, b: U) { require at most 98 u: U | f(a, u) add f(a, b) }",
                  "rule_go"));
  CHECK(holds("sort U sort G enum E { x, y } relation h(G, U, E) init empty h\n"
              "never n = some g: G | at least 100 u: U, e: E | h(g, u, e)\n"
              "rule go(g: G, a: U, c: E) { require at most 98 u: U, e: E | h(g, u, e) add h(g, a, c) }"));
}

TEST_CASE("values of enums that are too many to be added up are said") {
  const model::System system = tests::rules(
      "system s enum E { a, b, c, d, e, f, g, h } relation r(E, E, E, E, E) init empty r\n"
      "rule go(x: E) { add r(x, x, x, x, x) }\nnever n = at least 5000 v, w, x, y, z: E | r(v, w, x, y, z)\n");
  const auto made =
      solver::certificate::obligations(system, model::PropertyId{0}, {model::invariant_of(system.properties[0])});
  REQUIRE(std::holds_alternative<solver::certificate::NoObligations>(made));
  CHECK(std::get<solver::certificate::NoObligations>(made).why == "it counts over more than 10000 values of enums");
}

TEST_CASE("a proof about a closure assumes what is true of closures, and nothing that proves what is false") {
  const std::string tree = "sort F relation up(F, F) closure under of up init empty up\n"
                           "never circle = some f: F | under(f, f)\nrule move(f: F, to: F) {\n";
  const std::string moved = "remove up(f, p) for p: F where p != to\nadd up(f, to) }";
  CHECK(holds(tree + "require f != to and not under(to, f)\n" + moved));
  CHECK(objections_to(tree + "require f != to\n" + moved, {"z3"}) != "");
  CHECK(objections_to(tree + "require not under(to, f)\n" + moved, {"z3"}) != "");
  const std::string graph = "sort N relation e(N, N) closure r of e init empty e\n"
                            "never circle = some n: N | r(n, n)\nrule go(a: N, b: N) {\n";
  CHECK(holds(graph + "require e(a, b) remove e(a, b) }"));
  CHECK(holds("sort G sort R relation live(G) function from(G): R function to(G): R init empty live\n"
              "define leads(a: R, b: R) = some g: G | live(g) and from(g) = a and to(g) = b\nclosure far of leads\n"
              "never circle = some a: R | far(a, a)\n"
              "rule go(g: G, a: R, b: R) { require not live(g) and a != b and not far(b, a) add live(g) "
              "set from(g) = a set to(g) = b }"));
  const model::System system = tests::rules("system s\n" + tree + "require f != to and not under(to, f)\n" + moved);
  const std::string step = obligations_of(system)[1].text;
  for (const char* part : {"; ---- assumed of `under`, as of every closure", "; in a forest nobody else does",
                           "(declare-fun under_after (F F) Bool)"})
    CHECK(step.find(part) != std::string::npos);
}
