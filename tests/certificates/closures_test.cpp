// Proofs about closures that steps cut are confirmed from what the second encoding knows of them.
#include <catch2/catch.hpp>

#include "tests/certificates/proofs.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone;

TEST_CASE("the closure of a symmetric relation is known to be symmetric after a cut") {
  const model::System system = tests::rules(R"(
    system pairs
    sort User
    relation linked(User, User) symmetric
    closure joined of linked
    rule join(a: User, b: User) { add linked(a, b) }
    rule part(a: User, b: User) { remove linked(a, b) }
    never one_way = some a: User, b: User | joined(a, b) and not joined(b, b)
    undoable apart for a: User, b: User = joined(a, b) and not joined(b, b) to not joined(a, b) by part
  )");
  const solver::CheckResult result = solver::check(system, {});
  REQUIRE(result.properties.size() == 2);
  for (const solver::PropertyAnswer& answer : result.properties) {
    const auto& proved = std::get<solver::Proved>(answer.verdict);
    const model::LoadedFormulas invariant = tests::read_back(system, proved.invariant);
    REQUIRE(invariant.system);
    INFO(system[answer.property].name);
    CHECK(tests::objections(tests::certified(*invariant.system, answer.property, invariant.formulas, "z3")) == "");
  }
}
