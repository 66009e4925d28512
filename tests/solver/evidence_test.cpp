#include "solver/evidence/evidence.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using solver::evidence::object_to;

namespace {

/// `safe` rests on `lemma`; `broken` is broken after one step, `false_at_start` at once.
model::System rules() {
  return tests::rules("system s sort User relation let_in(User) relation inside(User) init empty let_in, inside "
                      "rule admit(u: User) { add let_in(u) } "
                      "rule enter(u: User) { require let_in(u) add inside(u) } "
                      "rule look(u: User) { require inside(u) and not let_in(u) add inside(u) } "
                      "always lemma = all u: User | inside(u) implies let_in(u) "
                      "never broken = some u: User | let_in(u) "
                      "always false_at_start = some u: User | inside(u) "
                      "always safe = all u: User | not did look(u)");
}

constexpr model::PropertyId lemma{0}, broken{1}, false_at_start{2}, safe{3};

} // namespace

namespace {

/// What the solver floor says of proofs of which these formulas are the invariants.
std::optional<solver::evidence::Objection> objection(const model::System& system,
                                                     const std::vector<solver::Proof>& proofs) {
  solver::encoding::Session fresh({});
  solver::evidence::ProofAudit audit(fresh, system);
  for (const solver::Proof& proof : proofs)
    if (auto found = audit.object_to(proof))
      return found;
  return std::nullopt;
}

} // namespace

TEST_CASE("a proof is confirmed with the lemma that it rests on, which is asked about once") {
  const model::System system = rules();
  const model::Formula states = system[lemma].formula;
  CHECK_FALSE(objection(system, {{lemma, {{states}, 1}}}));
  CHECK_FALSE(objection(system, {{safe, {{states}, 1}}}));
  CHECK_FALSE(objection(system, {{safe, {{states}, 1}}, {lemma, {{states}, 1}}}));
}

TEST_CASE("a proof without its lemma, with a false lemma, or of what is false is refused") {
  const model::System system = rules();
  const auto refused = [&](const std::vector<solver::Proof>& proofs) {
    const auto found = objection(system, proofs);
    return found && !found->is_undecided;
  };
  CHECK(refused({{safe, {{}, 1}}}));
  CHECK(refused({{lemma, {{}, 1}}}));
  CHECK(refused({{safe, {{model::negation(system[broken].formula)}, 1}}}));
  CHECK(refused({{broken, {{model::negation(system[broken].formula)}, 1}}}));
  CHECK(refused({{false_at_start, {{system[false_at_start].formula}, 1}}}));
  CHECK(refused({{broken, {{system[lemma].formula}, 1}}}));
  CHECK(refused({{false_at_start, {{system[lemma].formula}, 1}}}));
}

namespace {

model::Scenario run_of(const model::System& system, std::vector<std::uint32_t> rules_taken) {
  model::Scenario scenario;
  scenario.population.names = {{"Ann"}};
  for (const std::uint32_t rule : rules_taken)
    scenario.items.emplace_back(
        model::ScenarioStep{{model::RuleId{rule}, {std::uint32_t{0}}}, std::nullopt, std::nullopt, {}});
  CHECK(system.sorts.size() == 1);
  return scenario;
}

} // namespace

TEST_CASE("a scenario is confirmed only if its last step, and none before, shows the property") {
  const model::System system = rules();
  const model::Property& property = system[broken];
  CHECK_FALSE(object_to(system, property, run_of(system, {0})));
  CHECK(object_to(system, property, run_of(system, {})) == "it does not show the property");
  CHECK(object_to(system, property, run_of(system, {0, 0})) == "it shows the property before its last step");
  CHECK(object_to(system, system[lemma], run_of(system, {1})) == "its step 1 is not allowed");
}
