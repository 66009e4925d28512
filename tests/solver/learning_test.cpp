// Learning on finite instances, and what is made of it for any number of individuals.
#include "model/printer.hpp"
#include "solver/engines/inductive.hpp"
#include "solver/learning/lift.hpp"
#include "solver/learning/pdr.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

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

learning::Question about(const model::System& system, model::PropertyId property) {
  learning::Question question;
  question.property = property;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
    question.rules.push_back(model::RuleId{rule});
  return question;
}

} // namespace

TEST_CASE("a cube has a renaming for each choice of different individuals") {
  const model::System system = contacts_only();
  const learning::Instance instance(system, about(system, strangers), {3, 1});
  const auto approved = instance.find({learning::Variable::Kind::relation, 0, {0, 1}, 0});
  REQUIRE(approved);
  const learning::Cube cube = instance.complete({learning::literal(*approved, true)});
  CHECK(cube.size() == 3); // two users are there
  const auto renamings = instance.renamings(cube, 100);
  REQUIRE(renamings);
  CHECK(renamings->size() == 6);
  CHECK_FALSE(instance.renamings(cube, 5));
}

TEST_CASE("a symmetric relation's pairs are renamed whichever comes first") {
  const model::System system = contacts_only();
  const learning::Instance instance(system, about(system, strangers), {3, 1});
  const auto contact = instance.find({learning::Variable::Kind::relation, 1, {0, 2}, 0});
  REQUIRE(contact);
  CHECK(instance.renamings(instance.complete({learning::literal(*contact, false)}), 100)->size() == 3);
}

TEST_CASE("what cannot be reached is learned, and no more is kept than the promise needs") {
  const model::System system = contacts_only();
  const learning::Instance instance(system, about(system, strangers), {3, 1});
  learning::Pdr pdr(instance, {});
  const learning::Learned learned = pdr.run({});
  const auto* unreachable = std::get_if<learning::Unreachable>(&learned);
  REQUIRE(unreachable);
  const std::vector<learning::Cube> kept = pdr.minimal(unreachable->cubes);
  REQUIRE(kept.size() == 1);
  CHECK(model::print(system, *learning::lifted(instance, kept.front())) ==
        "all a, b: User | a = b or approved(b, a) or not contact(a, b)");
}

TEST_CASE("what can be reached gives a chain as long as the run") {
  const model::System system = contacts_only();
  const learning::Instance instance(system, about(system, nobody_approves), {3, 1});
  learning::Pdr pdr(instance, {});
  const learning::Learned learned = pdr.run({});
  REQUIRE(std::holds_alternative<learning::Chain>(learned));
  CHECK(std::get<learning::Chain>(learned).steps == 1);
}

TEST_CASE("learning stops at its limit and says so") {
  const model::System system = contacts_only();
  const learning::Instance instance(system, about(system, strangers), {3, 1});
  learning::Pdr pdr(instance, {.questions = 3});
  CHECK(std::holds_alternative<learning::GaveUp>(pdr.run({})));
}

TEST_CASE("an invariant is found whatever the seed") {
  const model::System system = contacts_only();
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    encoding::Session session({});
    const auto found = engines::find_invariant(session, system, {strangers, seed, false, {}});
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
  CHECK(engines::find_invariant(session, system, {model::PropertyId{0}, 0, false, {}}).is_found);
}
