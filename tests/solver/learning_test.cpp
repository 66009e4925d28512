// Learning on finite instances, and what is made of it for any number of individuals.
#include "model/print/printer.hpp"
#include "solver/invariants/invariant_search.hpp"
#include "solver/invariants/lift.hpp"
#include "solver/invariants/pdr.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace chaperone;
using namespace chaperone::solver;

namespace {

/// A contact is approved in the rules that make one; the promise speaks of members, who are contacts.
model::System contacts_only() {
  return tests::rules(
      "system s sort User sort Group relation approved(User, User) relation contact(User, User) symmetric "
      "relation member(Group, User) init empty approved, contact, member "
      "rule approve(a: User, b: User) { require a != b add approved(a, b) "
      "add contact(a, b) where approved(b, a) } "
      "rule start(g: Group, us: set of User) { require no u: User | member(g, u) "
      "require all a, b: us | a = b or contact(a, b) add member(g, u) for u: us } "
      "never strangers = some g: Group, a, b: User | "
      "member(g, a) and member(g, b) and a != b and not approved(a, b) "
      "never nobody_approves = some a, b: User | approved(a, b)");
}

constexpr model::PropertyId strangers{0}, nobody_approves{1};

invariants::Question about(const model::System& system, model::PropertyId property) {
  invariants::Question question;
  question.property = property;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
    question.rules.push_back(model::RuleId{rule});
  return question;
}

} // namespace

TEST_CASE("a cube has a renaming for each choice of different individuals") {
  const model::System system = contacts_only();
  const invariants::Instance instance(system, about(system, strangers), {3, 1});
  const auto approved = instance.find({invariants::Variable::Kind::relation, 0, {0, 1}, 0});
  REQUIRE(approved);
  const invariants::Cube cube = instance.complete({invariants::literal(*approved, true)});
  CHECK(cube.size() == 3); // two users are there
  const auto renamings = instance.renamings(cube, 100);
  REQUIRE(renamings);
  CHECK(renamings->size() == 6);
  CHECK_FALSE(instance.renamings(cube, 5));
}

TEST_CASE("a symmetric relation's pairs are renamed whichever comes first") {
  const model::System system = contacts_only();
  const invariants::Instance instance(system, about(system, strangers), {3, 1});
  const auto contact = instance.find({invariants::Variable::Kind::relation, 1, {0, 2}, 0});
  REQUIRE(contact);
  CHECK(instance.renamings(instance.complete({invariants::literal(*contact, false)}), 100)->size() == 3);
}

TEST_CASE("what cannot be reached is learned, and no more is kept than the promise needs") {
  const model::System system = contacts_only();
  const invariants::Instance instance(system, about(system, strangers), {3, 1});
  const Interrupt never;
  invariants::Pdr pdr(instance, {}, never);
  const invariants::Learned learned = pdr.run({});
  const auto* unreachable = std::get_if<invariants::Unreachable>(&learned);
  REQUIRE(unreachable);
  const std::vector<invariants::Cube> kept = pdr.minimal(unreachable->cubes).cubes;
  REQUIRE(kept.size() == 1);
  CHECK(model::print(system, *invariants::lifted(instance, kept.front())) ==
        "all a, b: User | a = b or approved(b, a) or not contact(a, b)");
}

TEST_CASE("what can be reached gives a chain as long as the run") {
  const model::System system = contacts_only();
  const invariants::Instance instance(system, about(system, nobody_approves), {3, 1});
  const Interrupt never;
  invariants::Pdr pdr(instance, {}, never);
  const invariants::Learned learned = pdr.run({});
  REQUIRE(std::holds_alternative<invariants::Chain>(learned));
  CHECK(std::get<invariants::Chain>(learned).steps == 1);
}

TEST_CASE("where something is not kept, the least sizes that show it are told") {
  const model::System system = contacts_only();
  const invariants::Instance instance(system, about(system, strangers), {4, 2});
  const Interrupt never;
  invariants::Pdr pdr(instance, {}, never);
  const auto contact = instance.find({invariants::Variable::Kind::relation, 1, {0, 1}, 0});
  const auto approved = instance.find({invariants::Variable::Kind::relation, 0, {1, 0}, 0});
  REQUIRE((contact && approved));
  const invariants::Cube in_contact = instance.complete({invariants::literal(*contact, true)});
  CHECK(pdr.sizes_that_lose({in_contact}, {1, 1}) == std::vector<std::uint32_t>{2, 1});
  CHECK(pdr.sizes_that_lose({in_contact}, {3, 2}) == std::vector<std::uint32_t>{3, 2});
  const invariants::Cube not_approved =
      instance.complete({invariants::literal(*contact, true), invariants::literal(*approved, false)});
  CHECK_FALSE(pdr.sizes_that_lose({not_approved}, {1, 1}));
}

TEST_CASE("learning stops at its limit and says so") {
  const model::System system = contacts_only();
  const invariants::Instance instance(system, about(system, strangers), {3, 1});
  const Interrupt never;
  invariants::Pdr pdr(instance, {.questions = 3}, never);
  CHECK(std::holds_alternative<invariants::GaveUp>(pdr.run({})));
}

TEST_CASE("an invariant is found whatever the seed") {
  const model::System system = contacts_only();
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    encoding::Session session({});
    const auto found = invariants::find_invariant(session, system, {.property = strangers, .seed = seed});
    INFO("seed " << seed << ": " << found.reason);
    CHECK(found.is_found);
    CHECK(found.formulas.size() == 1);
  }
}

TEST_CASE("an instance that is too small to teach a fact grows") {
  // With one number there is no larger one; with two nodes nobody is between others.
  const model::System system = tests::rules(
      "system s sort N relation less(N, N) relation top(N) relation seen(N) init empty top, seen "
      "init all x, y: N | less(x, y) implies not less(y, x) "
      "rule see(x: N) { add seen(x) } "
      "rule crown(x: N, y: N, z: N) { require seen(x) and seen(y) and seen(z) require x != y and y != z and x != z "
      "require no t: N | top(t) add top(x) } "
      "never two_tops = some x, y: N | x != y and top(x) and top(y)");
  encoding::Session session({});
  CHECK(invariants::find_invariant(session, system, {.property = model::PropertyId{0}}).is_found);
}

namespace {

const char* const reviews = "system s sort Doc sort Person relation approved(Doc) relation published(Doc) "
                            "relation reviewed(Doc, Person) init empty reviewed, approved, published "
                            "rule approve(d: Doc, p: Person) { add reviewed(d, p), approved(d) } "
                            "rule publish(d: Doc) { require approved(d) add published(d) } "
                            "never unreviewed = some d: Doc | published(d) and no p: Person | reviewed(d, p)";
const char* const consensus = "system s sort Node sort Quorum sort Value fixed relation member(Node, Quorum) "
                              "assume all p, q: Quorum | some n: Node | member(n, p) and member(n, q) "
                              "relation voted(Node) relation vote(Node, Value) relation decided(Value) "
                              "init empty voted, vote, decided "
                              "rule cast(n: Node, v: Value) { require not voted(n) add vote(n, v), voted(n) } "
                              "rule decide(v: Value, q: Quorum) { "
                              "require all n: Node | member(n, q) implies vote(n, v) add decided(v) } "
                              "never split = some v, w: Value | v != w and decided(v) and decided(w)";

std::vector<std::string> invariant_of(const model::System& system, invariants::InvariantSearch search) {
  encoding::Session session({});
  std::vector<std::string> made;
  for (const model::Formula& formula : invariants::find_invariant(session, system, search).formulas)
    made.push_back(model::print(system, formula));
  return made;
}

} // namespace

TEST_CASE("an invariant that says that there is somebody is found with derived facts only") {
  const model::System system = tests::rules(reviews);
  CHECK(invariant_of(system, {.property = model::PropertyId{0}}).empty());
  CHECK(invariant_of(system, {.property = model::PropertyId{0}, .is_whole = true}).empty());
  CHECK(invariant_of(system, {.property = model::PropertyId{0}, .is_whole = true, .facts = invariants::Facts::parts}) ==
        std::vector<std::string>{"all d: Doc | not (no p: Person | reviewed(d, p)) or not approved(d)"});
}

TEST_CASE(
    "derived facts are the quantified parts of the promise and of requirements, and where added tuples come from") {
  const auto facts_of = [](const char* text) {
    const model::System system = tests::rules(text);
    std::vector<std::string> made;
    for (const auto& fact : invariants::derived_facts(system, model::PropertyId{0},
                                                      {model::RuleId{0}, model::RuleId{1}}, invariants::Facts::parts))
      made.push_back(model::print(system, fact.formula));
    return made;
  };
  CHECK(facts_of(reviews) == std::vector<std::string>{"no p: Person | reviewed(d, p)"});
  CHECK(facts_of(consensus) ==
        std::vector<std::string>{"all n: Node | member(n, q) implies vote(n, v)",
                                 "some q: Quorum | all n: Node | member(n, q) implies vote(n, v)"});
}

TEST_CASE("where Z3 does not know whether what a small instance taught is kept, a larger one is asked") {
  const model::System system = tests::rules(consensus);
  const invariants::InvariantSearch search{
      .property = model::PropertyId{0}, .is_whole = true, .facts = invariants::Facts::parts};
  const std::vector<std::string> invariant = invariant_of(system, search);
  CHECK(std::ranges::find(invariant, "all v: Value | (some q: Quorum | all n: Node | member(n, q) implies vote(n, v)) "
                                     "or not decided(v)") != invariant.end());
}

TEST_CASE("what is learned of a relation is tried of all that its closure joins") {
  const std::string rules = GENERATE(
      // New rooms only are hung below others, so there is no circle.
      "relation there(R) relation next(R, R) closure later of next init empty there, next "
      "rule create(r: R) { require not there(r) add there(r) } "
      "rule grow(r: R, n: R) { require there(r) and not there(n) add there(n), next(r, n) } "
      "never circle = some r: R | later(r, r)",
      // The same where a define says what a step is: the other way round, and one of two relations.
      "relation there(R) relation next(R, R) relation other(R, R) define hangs(a: R, b: R) = next(b, a) or other(b, a) "
      "closure above of hangs init empty there, next, other "
      "rule create(r: R) { require not there(r) add there(r) } "
      "rule grow(r: R, n: R) { require there(r) and not there(n) add there(n), next(r, n) } "
      "rule graft(r: R, n: R) { require there(r) and not there(n) add there(n), other(r, n) } "
      "never circle = some r: R | above(r, r)",
      // Sessions stay within an account, and so do chains of them; the promise speaks of one end only.
      "fixed relation inner(R) fixed function root(): R relation session(R, R) closure reach of session "
      "init empty session rule assume_role(p: R, r: R) { require inner(p) iff inner(r) add session(p, r) } "
      "rule expire(p: R, r: R) { remove session(p, r) } "
      "never foreign = some p: R | inner(p) and not inner(root()) and reach(p, root())");
  INFO(rules);
  const model::System system = tests::rules("system s sort R " + rules);
  encoding::Session session({});
  const auto found = invariants::find_invariant(session, system, {.property = model::PropertyId{0}});
  INFO(found.reason);
  CHECK(found.is_found);
}
