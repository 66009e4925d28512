// Why each rule keeps an invariant.
#include "solver/check.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;

namespace {

solver::Proved proved(const std::string& text, bool explains = true) {
  solver::Options options;
  options.explains = explains;
  const auto result = solver::check(tests::rules(text), options);
  REQUIRE(result.properties.size() == 1);
  REQUIRE(std::holds_alternative<solver::Proved>(result.properties[0].verdict));
  return std::get<solver::Proved>(result.properties[0].verdict);
}

const std::string careful_club =
    "system club sort P relation known(P) relation trusted(P) relation inside(P) relation seen(P) "
    "init empty known, trusted, inside, seen "
    "rule meet(p: P) { add known(p) } "
    "rule see(p: P) { require known(p) add seen(p) } "
    "rule trust(p: P) { require known(p) require seen(p) add trusted(p) } "
    "rule enter(p: P) { require seen(p) require trusted(p) add inside(p) } "
    "rule forget(p: P) { require not inside(p) remove known(p) remove trusted(p) } "
    "always safe = all p: P | inside(p) implies trusted(p)";

} // namespace

TEST_CASE("a rule keeps an invariant because of its requirements and of what held before, and of no more") {
  const auto keeping = proved(careful_club).keeping;
  REQUIRE(keeping.size() == 3); // meet and see change nothing that it speaks of
  CHECK(keeping[0].rule == model::RuleId{2});
  CHECK(keeping[0].requirements.empty());
  CHECK(keeping[0].parts == std::vector<std::size_t>{0});
  CHECK(keeping[1].rule == model::RuleId{3});
  CHECK(keeping[1].requirements == std::vector<std::size_t>{1});
  CHECK(keeping[1].parts == std::vector<std::size_t>{0});
  CHECK(keeping[2].rule == model::RuleId{4});
  CHECK(keeping[2].requirements == std::vector<std::size_t>{0});
}

TEST_CASE("a rule may keep an invariant whatever held before") {
  const auto keeping = proved("system s sort P relation on(P) relation off(P) init all p: P | on(p) init empty off "
                              "rule reset() { add on(p) for p: P } rule stop(p: P) { require off(p) remove on(p) } "
                              "always lit = all p: P | on(p)")
                           .keeping;
  REQUIRE_FALSE(keeping.empty());
  CHECK(keeping[0].requirements.empty());
  CHECK(keeping[0].parts.empty());
}

TEST_CASE("why a rule keeps an invariant is said only where it is asked for") {
  CHECK(proved(careful_club, false).keeping.empty());
}

TEST_CASE("a promise about steps is kept by rules too") {
  const auto keeping = proved("system s sort P relation inside(P) relation paid(P) init empty inside, paid "
                              "rule pay(p: P) { add paid(p) } "
                              "rule enter(p: P) { require paid(p) add inside(p) } "
                              "never free_entry = some p: P | inside(p) and not was (inside(p)) and not was (paid(p))")
                           .keeping;
  REQUIRE(keeping.size() == 2);
  CHECK(keeping[1].rule == model::RuleId{1});
  CHECK(keeping[1].requirements == std::vector<std::size_t>{0});
}
