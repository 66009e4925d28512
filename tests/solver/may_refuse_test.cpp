// docs/semantics.md, Steps and Can: a check takes a step that may be refused, and `can` asks whether it must be
// allowed.
#include "solver/check.hpp"
#include "tests/model/rules.hpp"
#include "tests/solver/verdicts.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using solver::Bounded;
using solver::EngineChoice;
using solver::Proved;
using solver::Shown;
using tests::verdict;

namespace {

const std::string open_party = R"(
  system party
  sort User
  relation guest(User)
  relation served(User)
  init empty guest, served
  rule invite(who: User) { may refuse where guest(who) add guest(who) }
  rule serve(who: User) { require guest(who) may refuse add served(who) }
  rule serve_all(some_of: set of User) {
    require all u: some_of | guest(u)
    may refuse where some u: some_of | served(u)
    add served(u) for u: some_of
  }
  always guests_wait = all u: User | guest(u) implies not can invite(u)
  always others_must_be_let_in = all u: User | not guest(u) implies can invite(u)
  never must_serve = some u: User | can serve(u) or can serve(_)
  never serves_guests_twice = some u: User | served(u) and can serve_all({u})
  never is_served = some u: User | served(u)
  always can_serve_nobody = can serve_all(_)
  never ever_served = some u: User | did serve(u) and was can serve(u)
)";

} // namespace

TEST_CASE("every engine takes steps that may be refused, and knows what `can` says of them") {
  for (const EngineChoice engine :
       {EngineChoice::automatic, EngineChoice::inductive, EngineChoice::bounded, EngineChoice::explicit_state}) {
    INFO(static_cast<int>(engine));
    solver::Options options;
    options.engine = engine;
    options.depth = 4;
    const auto result = solver::check(tests::rules(open_party), options);
    REQUIRE(result.properties.size() == 7);
    for (const std::size_t holds : {0U, 1U, 2U, 3U, 5U, 6U}) {
      INFO(holds);
      CHECK_FALSE(std::holds_alternative<Shown>(result.properties[holds].verdict));
      if (engine == EngineChoice::automatic)
        CHECK(std::holds_alternative<Proved>(result.properties[holds].verdict));
    }
    if (engine != EngineChoice::inductive)
      CHECK(verdict<Shown>(result, 4).steps == 2);
  }
}

TEST_CASE("what `can` says of a step that may be refused is broken where it is not so") {
  const std::string text = "system s sort User relation inside(User) init empty inside "
                           "rule enter(u: User) { may refuse where some v: User | inside(v) add inside(u) } ";
  const auto result = solver::check(
      tests::rules(text + "always open = all u: User | can enter(u) possible shut = no u: User | can enter(u)"), {});
  CHECK(verdict<Shown>(result, 0).steps == 1);
  CHECK(verdict<Shown>(result, 1).steps == 1);
}

TEST_CASE("a rule whose every step may be refused is not dead") {
  const auto result =
      solver::check(tests::rules("system s sort User relation inside(User) init empty inside "
                                 "rule enter(u: User) { require not inside(u) may refuse add inside(u) } "
                                 "rule leave(u: User) { require inside(u) may refuse remove inside(u) } "
                                 "always fine = all u: User | inside(u) or not inside(u)"),
                    {});
  for (const model::Diagnostic& warning : result.warnings)
    CHECK(warning.code != "dead_rule");
}
