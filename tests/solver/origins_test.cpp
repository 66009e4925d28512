// Facts that the rules suggest, and proofs that rest on them.
#include "model/print/printer.hpp"
#include "solver/invariants/decided_facts.hpp"
#include "solver/invariants/invariant_search.hpp"
#include "solver/invariants/origins.hpp"
#include "solver/invariants/rule_facts.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace chaperone;
using namespace chaperone::solver;

namespace {

using Lines = std::vector<std::string>;

Lines printed(const model::System& system, const std::vector<model::Formula>& formulas) {
  Lines made;
  for (const model::Formula& formula : formulas)
    made.push_back(model::print(system, formula));
  return made;
}

bool has(const Lines& lines, const std::string& line) {
  return std::ranges::find(lines, line) != lines.end();
}

/// Whoever leaves casts no vote any more; one vote each; a decision takes a quorum.
model::System votes() {
  return tests::rules("system s sort Node sort Quorum sort Value fixed relation member(Node, Quorum) "
                      "assume all p, q: Quorum | some n: Node | member(n, p) and member(n, q) "
                      "relation left(Node) relation vote(Node, Value) relation decided(Value) "
                      "init empty left, vote, decided "
                      "rule leave(n: Node) { add left(n) } "
                      "rule cast(n: Node, v: Value) { require not left(n) and no w: Value | vote(n, w) "
                      "add vote(n, v) } "
                      "rule decide(v: Value, q: Quorum) { "
                      "require all n: Node | member(n, q) implies vote(n, v) add decided(v) } "
                      "never split = some v, w: Value | v != w and decided(v) and decided(w)");
}

const char* const by_quorum =
    "all v: Value | decided(v) implies some q: Quorum | all n: Node | member(n, q) implies vote(n, v)";
const char* const one_vote = "all n: Node, v, v1: Value | vote(n, v) and vote(n, v1) implies v = v1";

} // namespace

TEST_CASE("rules suggest where tuples come from and that a place is told by the others") {
  const model::System system = votes();
  const Lines guesses = printed(system, invariants::Origins(system).guesses().decided);
  CHECK(has(guesses, by_quorum));
  CHECK(has(guesses, one_vote));
  CHECK(has(guesses, "all n: Node, v: Value | vote(n, v) implies not left(n)"));
}

TEST_CASE("what the same step adds for good is part of where a tuple comes from") {
  const model::System system =
      tests::rules("system s sort N fixed relation below(N, N) relation joined(N) relation left(N) "
                   "init empty joined, left rule join(r: N) { require not left(r) add joined(r) "
                   "add left(s) for s: N where below(s, r) } never p = some r: N | joined(r) and false");
  CHECK(has(printed(system, invariants::Origins(system).guesses().decided),
            "all r: N | joined(r) implies all s: N | below(s, r) implies left(s)"));
}

TEST_CASE("a decision is still possible while each member of a quorum voted for it or may still do so") {
  const model::System system = votes();
  CHECK(printed(system, invariants::Origins(system).still_possible()) ==
        Lines{"some q: Quorum | all n: Node | member(n, q) implies vote(n, v7)",
              "some q: Quorum | all n: Node | member(n, q) implies vote(n, v7) or not left(n)"});
}

TEST_CASE("what a rule takes back is not taken to last") {
  const model::System system =
      tests::rules("system s sort D relation open(D) relation done(D) init empty open, done "
                   "rule start(d: D) { add open(d) } rule stop(d: D) { remove open(d) } "
                   "rule finish(d: D) { require open(d) add done(d) } never p = some d: D | done(d) and not open(d)");
  const invariants::Permanence permanence(system);
  CHECK_FALSE(permanence.only_grows(model::RelationId{0}));
  CHECK(permanence.only_grows(model::RelationId{1}));
  CHECK_FALSE(permanence.stays_true(*system.rules[2].requirements[0].formula));
  CHECK_FALSE(permanence.stays_false(*system.rules[2].requirements[0].formula));
  encoding::Session session({});
  CHECK(invariants::rule_facts(session, system).decided.empty());
}

TEST_CASE("where a symmetric tuple comes from is told in both orders, and what is assumed stands for somebody else") {
  const model::System system =
      tests::rules("system s sort User fixed relation parent(User, User) fixed relation kid(User) "
                   "assume all a, k: User | parent(a, k) implies kid(k) "
                   "relation friend(User, User) symmetric relation pupil(User, User) init empty friend, pupil "
                   "rule befriend(a, b: User) { require kid(a) add friend(a, b) } "
                   "rule enrol(p, k, t: User) { require parent(p, k) add pupil(t, k) } "
                   "never odd = some a, b: User | friend(a, b) and pupil(a, b)");
  const Lines guesses = printed(system, invariants::Origins(system).guesses().decided);
  CHECK(has(guesses, "all a, b: User | friend(a, b) implies kid(a) or kid(b)"));
  CHECK(has(guesses, "all a, b: User | pupil(a, b) implies kid(b)"));
}

TEST_CASE("of what the rules suggest, only what they keep is known") {
  const model::System system = votes();
  encoding::Session session({});
  const Lines facts = printed(system, invariants::rule_facts(session, system).decided);
  CHECK(has(facts, by_quorum));
  CHECK(has(facts, one_vote));
  CHECK_FALSE(has(facts, "all n: Node, v: Value | vote(n, v) implies not left(n)"));
}

TEST_CASE("a fact that leads from a sort back to itself is not taken among those that are decided") {
  const model::System system =
      tests::rules("system s sort A sort B relation to(A, B) relation back(B, A) "
                   "always there = all a: A | some b: B | to(a, b) always home = all b: B | some a: A | back(b, a)");
  invariants::DecidedFacts facts(system);
  CHECK(facts.take(system.properties[0].formula));
  CHECK_FALSE(facts.take(system.properties[1].formula));
  CHECK(facts.take(system.properties[0].formula));
}

TEST_CASE("Paxos is proved without a lemma, however its quorums are made") {
  const auto file = GENERATE("paxos.chap", "flexible_paxos.chap");
  INFO(file);
  const model::Loaded loaded =
      model::load_system(std::string(CHAPERONE_SOURCE_DIR) + "/tests/bench/protocols/" + file, model::read_from_disk());
  REQUIRE(loaded.system);
  encoding::Session session({.proof_resources = 320'000});
  const std::vector<model::Formula> known = invariants::rule_facts(session, *loaded.system).decided;
  const auto found = invariants::find_invariant(
      session, *loaded.system,
      {.property = model::PropertyId{0}, .is_whole = true, .facts = invariants::Facts::lasting, .known = known});
  INFO(found.reason);
  CHECK(found.is_found);
}
