// Rules that no run takes.
#include "solver/check.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace chaperone;

namespace {

std::vector<std::string> warnings_of(const model::System& system) {
  std::vector<std::string> made;
  for (const model::Diagnostic& warning : solver::check(system, {}).warnings)
    made.push_back(warning.code + ": " + warning.message);
  std::ranges::sort(made);
  return made;
}

} // namespace

TEST_CASE("a rule that single states allow but no run takes is a dead rule, and what only it fills stays empty") {
  const std::string rules =
      "system s sort User sort Role enum Perm { view, manage } fixed function everyone(): Role "
      "fixed relation grants(Role, Perm) relation wears(User, Role) relation flag(User) init empty wears, flag "
      "define has(u: User, p: Perm) = some r: Role | (r = everyone() or wears(u, r)) and grants(r, p) "
      "rule give(by: User, whom: User, role: Role) { require has(by, manage) add wears(whom, role) } "
      "rule mark(u: User) { require has(u, manage) add flag(u) } "
      "never z = some u: User | flag(u) and not has(u, manage) ";
  CHECK(warnings_of(tests::rules(rules + "assume not grants(everyone(), manage)")) ==
        std::vector<std::string>{"dead_rule: no run ever takes rule `give`", "dead_rule: no run ever takes rule `mark`",
                                 "empty_relation: `flag` is empty in every state",
                                 "empty_relation: `wears` is empty in every state"});
  CHECK(warnings_of(tests::rules(rules)).empty());
}

TEST_CASE("a requirement that no reachable state meets is named") {
  const model::System system =
      tests::rules("system s sort U relation a(U) relation b(U) relation c(U) init empty a, b, c "
                   "rule to_a(u: U) { require not b(u) add a(u) } rule to_b(u: U) { require not a(u) add b(u) } "
                   "rule both(u: U) { require not c(u) require a(u) and b(u) add c(u) } "
                   "never shown = some u: U | c(u) and not a(u)");
  const auto result = solver::check(system, {});
  REQUIRE(result.warnings.size() == 2);
  CHECK(result.warnings[0].code == "dead_rule");
  CHECK(result.warnings[0].label == "no reachable state meets this");
  CHECK(result.warnings[0].span == system.rules[2].requirements[1].span);
  CHECK(result.warnings[1].code == "empty_relation");
}
