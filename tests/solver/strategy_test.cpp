// What becomes of a proof that could not be checked again.
#include "solver/strategy/strategy.hpp"
#include "tests/model/rules.hpp"
#include "tests/solver/verdicts.hpp"

#include <catch2/catch.hpp>
#include <chrono>

using namespace chaperone;
using model::PropertyId;
using namespace std::chrono_literals;

namespace {

std::vector<solver::Verdict> verdicts_of(solver::strategy::Strategy& strategy) {
  std::vector<solver::Verdict> made;
  for (solver::strategy::Strategy::Decided& decided : strategy.take_decided("cut"))
    made.push_back(std::move(decided.verdict));
  return made;
}

/// Of rules that take some tenths of a second, and would take minutes if one question kept the others waiting.
solver::CheckResult checked_soon(const std::string& rules) {
  solver::Options options;
  options.timeout = 60s;
  return solver::check(tests::rules(rules), options);
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
  solver::strategy::Strategy strategy(session, system, options, nullptr, {PropertyId{0}, PropertyId{1}, PropertyId{2}},
                                      false);
  strategy.next_round();
  REQUIRE(strategy.proofs().size() == 2);
  const PropertyId confirmed = strategy.proofs().front().property;
  for (int times = 0; times < 2; ++times) {
    strategy.withdraw_proofs(1, "it was not confirmed");
    CHECK(strategy.proofs().size() == 1);
    while (strategy.next_round()) {
    }
  }
  const auto verdicts = verdicts_of(strategy);
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

TEST_CASE("a hard property hides no easy one") {
  const solver::CheckResult result =
      checked_soon("system s sort Node sort User enum Entry { inherit, allow } relation under(Node, Node) "
                   "function entry(Node, User): Entry init empty under "
                   "define decides(n: Node, a: Node, u: User) = (a = n or under(n, a)) and entry(a, u) = allow "
                   "  and no b: Node | (b = n or under(n, b)) and b != a and under(b, a) and entry(b, u) = allow "
                   "rule hang(n: Node, p: Node) { require n != p and not under(p, n) and no a: Node | under(n, a) "
                   "  add under(x, y) for x, y: Node where (x = n or under(x, n)) and (y = p or under(p, y)) } "
                   "never two_decide = some n, a, b: Node, u: User | a != b and decides(n, a, u) and decides(n, b, u) "
                   "never easy = some n, p: Node | under(n, p)");
  CHECK(std::holds_alternative<solver::Proved>(result.properties[0].verdict));
  REQUIRE(std::holds_alternative<solver::Shown>(result.properties[1].verdict));
  CHECK(std::get<solver::Shown>(result.properties[1].verdict).steps == 1);
}

TEST_CASE("what counts tuples of many places keeps no other property waiting") {
  const std::vector<std::string> files = {
      "system s sort S sort T relation near(S, S) symmetric relation seen(T) "
      "init all a, b: S | near(a, b) init all t: T | seen(t) rule see(t: T) { add seen(t) } "
      "never many = at least 3 a, b: S, t, u: T | not seen(t) and not near(a, b) and not seen(u) "
      "never apart = some a, b: S, t: T | not near(a, b) and not seen(t)",
      "system s sort S relation r(S) relation on() init empty r, on "
      "rule go(u: S) { require some x: S | r(x) add r(u) } rule flip() { add on() } "
      "never any = some x: S | r(x) "
      "never many = at least 3 x, y, z: S | r(x) and r(y) and r(z) and on()",
  };
  for (const std::string& text : files)
    for (const auto& property : checked_soon(text).properties)
      CHECK(std::holds_alternative<solver::Proved>(property.verdict));
}

TEST_CASE("two witnesses of a way back that bring each other are no endless question") {
  const solver::CheckResult result =
      checked_soon("system s sort User with founder enum Level { none, guest, admin } function level(User): Level "
                   "relation banned(User) init empty banned init all u: User | u != founder implies level(u) = none "
                   "init level(founder) = admin "
                   "rule enter(u: User) { require not banned(u) and level(u) = none set level(u) = guest } "
                   "rule ban(a: User, u: User) { require level(a) = admin and level(u) != admin "
                   "  set level(u) = none add banned(u) } "
                   "undoable bannable for u: User = level(u) = guest to banned(u) by ban");
  CHECK(std::holds_alternative<solver::Proved>(result.properties[0].verdict));
}

TEST_CASE("the order of the properties does not change a verdict") {
  const std::string rules = "system s sort U relation a(U) relation b(U) relation c(U) init empty a, b, c "
                            "rule first(u: U) { add a(u) } rule second(u: U) { require a(u) add b(u) } "
                            "rule third(u: U) { require b(u) add c(u) } ";
  const std::string first = "never unearned = some u: U | c(u) and not a(u) ";
  const std::string second = "never reached = some u: U | c(u) ";
  const auto forth = solver::check(tests::rules(rules + first + second), {});
  const auto back = solver::check(tests::rules(rules + second + first), {});
  CHECK(std::holds_alternative<solver::Proved>(forth.properties[0].verdict));
  CHECK(std::holds_alternative<solver::Proved>(back.properties[1].verdict));
  CHECK(std::get<solver::Shown>(forth.properties[1].verdict).steps == 3);
  CHECK(std::get<solver::Shown>(back.properties[0].verdict).steps == 3);
}

TEST_CASE("a run that a chain suggests is searched beyond the depth, and told so") {
  const model::System system = tests::rules("system s enum N { a, b, c, d, e } function at(): N init at() = a "
                                            "rule ab() { require at() = a set at() = b } "
                                            "rule bc() { require at() = b set at() = c } "
                                            "rule cd() { require at() = c set at() = d } "
                                            "rule de() { require at() = d set at() = e } never last = at() = e");
  solver::Options options;
  options.depth = 2;
  const auto shown = tests::verdict<solver::Shown>(solver::check(system, options));
  CHECK(shown.steps == 4);
  CHECK(shown.is_beyond_depth);
}

TEST_CASE("where larger sizes were not looked at, the verdict names the small ones that were") {
  const model::System system = tests::rules("system s sort U relation in_(U) init empty in_ "
                                            "rule enter(u: U) { add in_(u) } "
                                            "never both = some u: U | in_(u) and not in_(u)");
  solver::Options options;
  options.engine = solver::EngineChoice::bounded;
  options.depth = 2;
  const auto interrupt = std::make_shared<solver::Interrupt>();
  /// Ends the work between the search of small sizes and that of larger ones.
  struct Ends : solver::Observer {
    explicit Ends(solver::Interrupt& ended) : interrupt(ended) {}
    void on_excluded(PropertyId, std::uint32_t steps) override {
      if (steps == 2)
        interrupt.request();
    }
    solver::Interrupt& interrupt;
  } ends(*interrupt);
  solver::encoding::Session session({}, interrupt);
  solver::strategy::Strategy strategy(session, system, options, &ends, {PropertyId{0}}, false);
  while (strategy.next_round()) {
  }
  const auto verdicts = verdicts_of(strategy);
  const auto* bounded = std::get_if<solver::Bounded>(&verdicts.front());
  REQUIRE(bounded != nullptr);
  CHECK(bounded->steps == 2);
  CHECK(bounded->sizes == std::map<model::SortId, std::uint32_t>{{model::SortId{0}, 3}});
  CHECK(bounded->reason == "larger sizes were not looked at; cut");
}

TEST_CASE("of a property that takes any run, one is told that claims to be no smallest") {
  const model::System system = tests::rules("system s sort U relation in_(U) init empty in_ "
                                            "rule enter(u: U) { add in_(u) } "
                                            "never single = some u: U | in_(u) "
                                            "possible two = some u, v: U | u != v and in_(u) and in_(v)");
  solver::Options options;
  options.any_run = {PropertyId{1}};
  const solver::CheckResult result = solver::check(system, options);
  CHECK(tests::verdict<solver::Shown>(result, 0).is_smallest);
  CHECK_FALSE(tests::verdict<solver::Shown>(result, 1).is_smallest);
  CHECK(tests::verdict<solver::Shown>(result, 1).steps >= 2);
}

TEST_CASE("larger groups that are looked at after proofs show what small ones do not") {
  const model::System system = tests::rules("system s sort U relation in_(U) init empty in_ "
                                            "rule enter(u: U) { add in_(u) } "
                                            "rule all_in() { add in_(u) for u: U } "
                                            "never five = at least 5 u: U | in_(u) "
                                            "never odd = some u: U | in_(u) and not in_(u)");
  solver::Options options;
  options.larger_groups = solver::LargerGroups::after_proofs;
  const solver::CheckResult result = solver::check(system, options);
  CHECK(tests::verdict<solver::Shown>(result, 0).steps == 1);
  CHECK(tests::verdict<solver::Shown>(result, 0).is_smallest);
  CHECK(std::holds_alternative<solver::Proved>(result.properties[1].verdict));
}
