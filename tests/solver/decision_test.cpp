// What becomes of a proof that could not be checked again.
#include "solver/decision.hpp"
#include "tests/model/rules.hpp"
#include "tests/solver/verdicts.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using model::PropertyId;

namespace {

std::vector<solver::Verdict> verdicts_of(solver::Decision& decision) {
  std::vector<solver::Verdict> made;
  for (solver::Decision::Decided& decided : decision.take_decided("cut"))
    made.push_back(std::move(decided.verdict));
  return made;
}

} // namespace

TEST_CASE("proofs that are withdrawn leave runs excluded, and no more than these") {
  const model::System system = tests::rules("system s sort U relation in_(U) relation out(U) init empty in_, out "
                                            "rule enter(u: U) { add in_(u) } "
                                            "rule leave(u: U) { require in_(u) remove in_(u) add out(u) } "
                                            "never both = some u: U | in_(u) and out(u) and false "
                                            "never left = some u: U | out(u) "
                                            "never neither = some u: U | in_(u) and not in_(u)");
  solver::Options options;
  options.depth = 5;
  solver::encoding::Session session({});
  solver::Decision decision(session, system, options, nullptr, {PropertyId{0}, PropertyId{1}, PropertyId{2}}, false);
  decision.prove();
  decision.search_runs();
  REQUIRE(decision.proofs().size() == 2);
  const PropertyId confirmed = decision.proofs().front().property;
  decision.withdraw_proofs(1, "it was not confirmed");
  CHECK(decision.proofs().size() == 1);
  const auto verdicts = verdicts_of(decision);
  CHECK(std::holds_alternative<solver::Proved>(verdicts[confirmed.index]));
  CHECK(std::holds_alternative<solver::Shown>(verdicts[1]));
  const auto* bounded = std::get_if<solver::Bounded>(&verdicts[2 - confirmed.index]);
  REQUIRE(bounded != nullptr);
  CHECK(bounded->steps == 5);
  CHECK(bounded->sizes.empty());
  CHECK(bounded->reason == "it was not confirmed");
}

TEST_CASE("what Z3 gives up on when a proof is checked again is asked with other seeds") {
  const model::System system =
      tests::rules("system s sort S relation r1(S, S) relation r2(S, S, S) fixed function f3(place0: S): S "
                   "define d4() = all x1: S | (not r2(f3(f3(x1)), f3(x1), x1) iff x1 = x1) "
                   "define d5(x2, x3: S) = some x4: S | not r2(x3, x2, x2) and r2(x4, f3(x3), x2) init empty r1, r2 "
                   "rule act6(x5: S, x6: set of S) { remove r1(x5, x5) where r2(x5, x5, x5) } "
                   "rule act7(x7: set of S) { require all x8: x7 | r1(x8, x8) } "
                   "rule act8() { require d4() add r1(x13, x14) for x13: S, x14: S } "
                   "never p9 = all x18: S, x19, x20: S | (d5(x19, x18) or d5(x19, x20)) and can act8()");
  for (const std::uint32_t seed : {0U, 1U, 6U}) {
    solver::Options options;
    options.depth = 2;
    options.scope = {{model::SortId{0}, 2}};
    options.seed = seed;
    INFO("seed " << seed);
    CHECK(tests::verdict<solver::Proved>(solver::check(system, options)).k == 1);
  }
}
