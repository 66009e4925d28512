// What a violation needs, and which requirements let all of them through.
#include "generators/explanations/violation.hpp"
#include "generators/story/facts.hpp"
#include "solver/check.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using explanations::Causes;
using explanations::Needs;
using explanations::StartFact;

namespace {

const std::string leaky_club =
    "system club sort P fixed relation grown(P) fixed relation guest(P) relation known(P) relation inside(P) "
    "assume no p: P | grown(p) and guest(p) "
    "init empty known, inside "
    "rule meet(p: P) { add known(p) } "
    "rule enter(p: P) { require known(p) require not inside(p) add inside(p) } "
    "rule slip(by: P, p: P) { require known(by) require known(p) add inside(p) } "
    "rule appear(p: P) { add inside(p) } "
    "never child_inside = some p: P | inside(p) and not grown(p)";

model::Scenario smallest_violation(const model::System& system) {
  const auto result = solver::check(system, {});
  REQUIRE(std::holds_alternative<solver::Shown>(result.properties.front().verdict));
  return std::get<solver::Shown>(result.properties.front().verdict).scenario;
}

std::vector<std::string> told(const model::System& system, const model::Scenario& run,
                              const std::vector<StartFact>& facts) {
  std::vector<std::string> words;
  for (const StartFact& fact : facts)
    words.push_back((fact.holds ? "" : "not ") + reports::print({system, run.population}, fact.now));
  return words;
}

std::string without_appear(std::string text) {
  const std::string rule = "rule appear(p: P) { add inside(p) } ";
  return text.erase(text.find(rule), rule.size());
}

} // namespace

TEST_CASE("each fact of a violation is needed, tied by the start, or free") {
  const model::System system = tests::rules(leaky_club);
  const model::Scenario run = smallest_violation(system);
  REQUIRE(run.population.names[0].size() == 1);
  const std::string who = run.population.names[0][0];
  const Needs needs = explanations::needs_of(system, model::PropertyId{0}, run);
  using Words = std::vector<std::string>;
  CHECK(told(system, run, needs.needed) == Words{"not grown(" + who + ")"});
  CHECK(told(system, run, needs.free) == Words{"not guest(" + who + ")"});
  CHECK(told(system, run, needs.fixed) == Words{"not known(" + who + ")", "not inside(" + who + ")"});
  CHECK(needs.steps == std::vector<std::size_t>{0});
  CHECK(needs.spare.empty());
}

TEST_CASE("steps that a violation does not need are told") {
  const model::System system =
      tests::rules(leaky_club + " scenario late { given grown(Ann) meet(Ann) allowed appear(Bea) allowed }");
  const Needs needs = explanations::needs_of(system, model::PropertyId{0}, system.scenarios.front());
  CHECK(needs.spare == std::vector<std::size_t>{0});
  CHECK(needs.steps == std::vector<std::size_t>{1});
}

TEST_CASE("a value that the violation rests on is needed, and no other") {
  const model::System system =
      tests::rules("system s enum Mode { open, closed } sort P relation here(P) init empty here "
                   "function mode(): Mode function tone(): Mode rule enter(p: P) { require mode() = open add here(p) } "
                   "never anybody = some p: P | here(p)");
  const model::Scenario run = smallest_violation(system);
  const Needs needs = explanations::needs_of(system, model::PropertyId{0}, run);
  CHECK(told(system, run, needs.needed) == std::vector<std::string>{"mode() = open"});
  CHECK(told(system, run, needs.free).size() == 1);
}

TEST_CASE("causes hold one requirement for each rule by which the promise breaks") {
  const model::System system = tests::rules(without_appear(leaky_club));
  const Causes causes = explanations::causes_of(system, model::PropertyId{0}, std::nullopt);
  CHECK(causes.violations.size() > 1);
  CHECK(causes.is_complete);
  // Of enter `known(p)`, since `not inside(p)` asks only whether it was done already; of slip `known(p)`, since not
  // every violation is about `by`.
  const std::vector<explanations::Cause> expected{{model::RuleId{1}, 0}, {model::RuleId{2}, 1}};
  REQUIRE(causes.sets.size() == 1);
  CHECK(causes.sets.front() == expected);
}

TEST_CASE("a rule that requires nothing of those concerned is a cause by itself") {
  const model::System system = tests::rules(leaky_club);
  const Causes causes = explanations::causes_of(system, model::PropertyId{0}, std::nullopt);
  REQUIRE_FALSE(causes.sets.empty());
  const explanations::Cause appear{model::RuleId{3}, std::nullopt};
  for (const auto& set : causes.sets)
    CHECK(std::ranges::find(set, appear) != set.end());
}
