// A step of a scenario explained.
#include "generators/explanations/step.hpp"
#include "generators/story/facts.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using explanations::StepExplained;

namespace {

const std::string guarded_club =
    "system club sort P fixed relation grown(P) relation known(P) relation inside(P) "
    "init empty known, inside "
    "rule meet(p: P) { require grown(p) add known(p) } "
    "rule enter(by: P, p: P) { require known(by) require known(p) require not inside(p) add inside(p) } "
    "never child_inside = some p: P | inside(p) and not grown(p) ";

StepExplained step_of(const model::System& system, std::uint32_t number) {
  auto found = explanations::explain_step(system, system.scenarios.front(), number);
  REQUIRE(std::holds_alternative<StepExplained>(found));
  return std::get<StepExplained>(std::move(found));
}

} // namespace

TEST_CASE("of a refused step each requirement is judged, and the fewest missing facts and steps are told") {
  const model::System system = tests::rules(
      guarded_club + "scenario s { given grown(Ann), grown(Bea) meet(Ann) allowed enter(Ann, Bea) refused }");
  const StepExplained step = step_of(system, 2);
  REQUIRE(step.requirements.size() == 3);
  CHECK(step.requirements[0].holds);
  CHECK_FALSE(step.requirements[1].holds);
  CHECK(step.requirements[2].holds);
  REQUIRE(step.missing.size() == 1);
  REQUIRE(step.missing[0].size() == 1);
  CHECK(reports::print({system, step.population}, step.missing[0][0].wanted) == "known(Bea)");
  REQUIRE(step.way);
  REQUIRE(step.way->size() == 1);
  CHECK(step.way->front().rule == model::RuleId{0});
}

TEST_CASE("where two facts are missing, no single one is told, and the way has a step for each") {
  const model::System system =
      tests::rules(guarded_club + "scenario s { given grown(Ann), grown(Bea) enter(Ann, Bea) refused }");
  const StepExplained step = step_of(system, 1);
  REQUIRE(step.missing.size() == 1);
  CHECK(step.missing[0].size() == 2);
  REQUIRE(step.way);
  CHECK(step.way->size() == 2);
}

TEST_CASE("where nothing that steps can do is enough, there is no way, and the facts are marked") {
  const model::System system = tests::rules(guarded_club + "scenario s { given grown(Bea) meet(Ann) refused }");
  const StepExplained step = step_of(system, 1);
  CHECK_FALSE(step.way);
  REQUIRE(step.missing.size() == 1);
  CHECK(step.missing[0][0].is_fixed);
}

TEST_CASE("an allowed step lacks nothing, and a step that is not there is a mistake") {
  const model::System system = tests::rules(guarded_club + "scenario s { given grown(Ann) meet(Ann) allowed }");
  const StepExplained step = step_of(system, 1);
  CHECK(step.missing.empty());
  CHECK(std::get<model::Outcome>(step.outcome) == model::Outcome::allowed);
  const auto absent = explanations::explain_step(system, system.scenarios.front(), 2);
  CHECK(std::get<std::string>(absent) == "`s` has no step 2: it has 1 step");
}
