#include "solver/check.hpp"
#include "solver/induction/induction.hpp"
#include "tests/model/rules.hpp"
#include "tests/solver/verdicts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace chaperone;
using solver::Bounded;
using solver::Proved;
using solver::Shown;
using tests::verdict;

namespace {

bool warns(const solver::CheckResult& result, const std::string& code) {
  return std::any_of(result.warnings.begin(), result.warnings.end(),
                     [&](const model::Diagnostic& warning) { return warning.code == code; });
}

} // namespace

TEST_CASE("a violation that needs more individuals than the first instances have is found, and smallest") {
  const auto result = solver::check(tests::rules("system s sort User relation inside(User) init empty inside "
                                                 "rule enter(s: set of User) { add inside(u) for u: s } "
                                                 "never crowd = at least 5 u: User | inside(u)"),
                                    {});
  const auto shown = verdict<Shown>(result);
  CHECK(shown.steps == 1);
  CHECK(shown.is_smallest);
  CHECK(shown.scenario.population.names[0].size() == 5);
}

TEST_CASE("a run that is found and a proof that was audited are told at once, and once more with all answers") {
  struct Heard : solver::Observer {
    std::vector<std::pair<std::uint32_t, bool>> answers; ///< property, whether a run shows it
    void on_answer(const solver::PropertyAnswer& answer) override {
      answers.emplace_back(answer.property.index, std::holds_alternative<Shown>(answer.verdict));
    }
  } heard;
  solver::check(tests::rules("system s sort User relation inside(User) init empty inside "
                             "rule enter(u: User) { add inside(u) } "
                             "always kept = all u: User | inside(u) implies inside(u) "
                             "never broken = some u: User | inside(u)"),
                {}, &heard);
  const std::vector<std::pair<std::uint32_t, bool>> all{{0, false}, {1, true}};
  REQUIRE(heard.answers.size() == 4);
  CHECK(std::vector(heard.answers.begin() + 2, heard.answers.end()) == all);
  std::sort(heard.answers.begin(), heard.answers.begin() + 2);
  CHECK(std::vector(heard.answers.begin(), heard.answers.begin() + 2) == all);
}

TEST_CASE("properties that are inductive only together are proved") {
  const auto result = solver::check(tests::rules("system s relation a() relation b() init empty a, b "
                                                 "rule first() { require b() add a() } "
                                                 "rule second() { require a() add b() } "
                                                 "never first_held = a() never other = b()"),
                                    {});
  CHECK(verdict<Proved>(result, 0).invariant.size() == 2);
  CHECK(verdict<Proved>(result, 1).invariant.size() == 2);
}

TEST_CASE("a property that needs two steps of induction is proved by them") {
  const model::System system =
      tests::rules("system s sort T relation left(T) relation bad(T) init empty bad init some t: T | left(t) "
                   "rule pass(those: set of T, next: T) { require some t: those | left(t) "
                   "remove left(t) for t: those where t != next add left(next) } "
                   "rule worse(t: T, gone: set of T) { require no other: gone | left(other) "
                   "require all other: T | other in gone add bad(t) } "
                   "never it_gets_bad = some t: T | bad(t)");
  solver::encoding::Session session({});
  CHECK(solver::induction::one_step(session, system, {0}, {}).result == solver::induction::Induction::fails);
  CHECK(solver::induction::many_steps(session, system, {0}, 2, {}).result == solver::induction::Induction::holds);
  verdict<Proved>(solver::check(system, {}));
}

TEST_CASE("of the other properties a proof takes those that it needs, and those that they need") {
  const auto result = solver::check(
      tests::rules("system s sort P relation a(P) relation b(P) relation c(P) relation d(P) init empty a, b, c, d "
                   "rule first(p: P) { add a(p) } rule other(p: P) { require a(p) add d(p) } "
                   "rule second(p: P) { require a(p) add b(p) } rule third(p: P) { require b(p) add c(p) } "
                   "rule drop(p, q: P) { require c(p) and not b(p) remove a(q) } "
                   "always b_needs_a = all p: P | b(p) implies a(p) "
                   "always d_needs_a = all p: P | d(p) implies a(p) "
                   "always c_needs_b = all p: P | c(p) implies b(p)"),
      {});
  CHECK(verdict<Proved>(result, 2).invariant.size() == 1);
  CHECK(verdict<Proved>(result, 0).invariant.size() == 2); // `drop` needs that c is never without b
}

TEST_CASE("a function that is set to whoever fits is followed for any number of individuals") {
  const auto result = solver::check(
      tests::rules("system s sort User sort Group relation member(Group, User) relation approved(User) "
                   "function owner(Group): User function head(): User init empty member "
                   "init approved(head()) init all g: Group | approved(owner(g)) "
                   "rule join(g: Group, u: User) { require approved(u) add member(g, u) } "
                   "rule leave(g: Group, u: User) { require member(g, u) remove member(g, u) "
                   "set owner(g) = v for v: User where member(g, v) and v != u and u = owner(g) } "
                   "rule crown() { set head() = owner(g) for g: Group } "
                   "never bad_owner = some g: Group | not approved(owner(g)) "
                   "never bad_head = not approved(head()) "
                   "always stays = all g: Group, u: User | did leave(g, u) and was owner(g) != u "
                   "implies was owner(g) = owner(g) "
                   "never new_is_no_member = some g: Group, u: User | did leave(g, u) and was owner(g) != owner(g) "
                   "and not member(g, owner(g)) "
                   "always nobody_leaves = all g: Group, u: User | did leave(g, u) implies owner(g) != u"),
      {});
  CHECK(verdict<Proved>(result, 0).k == 1);
  CHECK(verdict<Proved>(result, 1).k == 1);
  verdict<Proved>(result, 2);
  verdict<Proved>(result, 3);
  verdict<Shown>(result, 4);
}

TEST_CASE("a fact that nobody wrote down is found, and no more than that") {
  const auto result =
      solver::check(tests::rules("system s enum At { hall, stairs, roof, ground } function at(): At init at() = hall "
                                 "rule go() { require at() = hall set at() = stairs } "
                                 "rule back() { require at() = stairs set at() = hall } "
                                 "rule fall() { require at() = roof set at() = ground } "
                                 "never fallen = at() = ground"),
                    {});
  CHECK(verdict<Proved>(result).k == 1);
  CHECK(verdict<Proved>(result).invariant.size() == 2); // never on the roof
}

TEST_CASE("a search within a scope says its sizes and claims no more") {
  const model::System system = tests::rules("system s sort User relation inside(User) init empty inside "
                                            "rule enter(u: User) { add inside(u) } "
                                            "never crowd = at least 3 u: User | inside(u)");
  solver::Options options;
  options.scope[model::SortId{0}] = 2;
  options.depth = 4;
  const auto bounded = verdict<Bounded>(solver::check(system, options));
  CHECK(bounded.steps == 4);
  CHECK(bounded.sizes.at(model::SortId{0}) == 2);
  CHECK(verdict<Shown>(solver::check(system, {})).steps == 3);
}

TEST_CASE("a step that adds and removes one tuple is found with a run that leads to it") {
  const auto result =
      solver::check(tests::rules("system s sort User relation inside(User) init empty inside "
                                 "rule enter(u: User) { add inside(u) } "
                                 "rule swap(a, b: User) { require inside(a) remove inside(a) add inside(b) } "
                                 "never n = some u: User | inside(u) and not inside(u)"),
                    {});
  REQUIRE(result.conflicts.size() == 1);
  CHECK(result.conflicts[0].scenario.items.size() == 2);
}

TEST_CASE("what is counted to seven is proved for any number of individuals") {
  const auto result =
      solver::check(tests::rules("system limits sort User sort Group relation member(Group, User) init empty member "
                                 "rule join(g: Group, u: User) { require at most 4 v: User | member(g, v) "
                                 "require not member(g, u) add member(g, u) } "
                                 "never crowded = some g: Group | at least 7 u: User | member(g, u) "
                                 "possible full = some g: Group | at least 5 u: User | member(g, u)"),
                    {});
  CHECK(verdict<Proved>(result).k == 1);
  CHECK(verdict<Shown>(result, 1).is_smallest);
}

TEST_CASE("a rule is possible with some set where those who must be in it are few enough") {
  const std::string rules =
      "system s sort User sort Group relation member(Group, User) fixed function lead(Group): User init empty member "
      "rule enlist(g: Group, s: set of User) { require lead(g) in s require LIMIT add member(g, u) for u: s } "
      "always can_be = all g: Group | can enlist(g, _)";
  const auto with = [&](const std::string& limit) {
    std::string text = rules;
    return solver::check(tests::rules(text.replace(text.find("LIMIT"), 5, limit)), {});
  };
  verdict<Proved>(with("lone u: s | u != lead(g)"));
  verdict<Proved>(with("at most 1 u: s | true"));
  CHECK(verdict<Shown>(with("no u: s | u = lead(g)")).scenario.items.empty());
}

TEST_CASE("rules that cannot be taken and properties that hold for an empty reason earn warnings") {
  const auto result = solver::check(
      tests::rules("system s sort User fixed relation child(User) relation inside(User) init empty inside "
                   "assume no u: User | child(u) "
                   "rule enter(u: User) { require child(u) add inside(u) } "
                   "never n = some u: User | child(u) and inside(u)"),
      {});
  CHECK(warns(result, "dead_rule"));
  CHECK(warns(result, "vacuous_property"));
}

TEST_CASE("a property that holds since nobody can ever be somewhere is not said to hold whatever the rules do") {
  const auto result = solver::check(tests::rules("system s sort User relation inside(User) init empty inside "
                                                 "rule enter(u: User) { require inside(u) add inside(u) } "
                                                 "never n = some u: User | inside(u)"),
                                    {});
  REQUIRE(warns(result, "vacuous_property"));
  const auto found = std::find_if(result.warnings.begin(), result.warnings.end(),
                                  [](const auto& it) { return it.code == "vacuous_property"; });
  CHECK(found->message == "`n` holds since there is never any `inside`");
}

TEST_CASE("an effect whose condition its rule's requirements or the proofs exclude earns a warning") {
  const auto warned = [](const std::string& effects) {
    const auto result = solver::check(
        tests::rules("system s sort User relation inside(User) relation banned(User) init empty inside, banned "
                     "rule ban(u: User) { require not inside(u) add banned(u) } "
                     "rule enter(u: User) { require not banned(u) " +
                     effects + " } never n = some u: User | inside(u) and banned(u)"),
        {});
    return warns(result, "idle_effect");
  };
  CHECK(warned("add inside(u) add inside(u) where banned(u)"));
  CHECK(warned("add inside(u) remove inside(v) for v: inside where banned(v)"));
  CHECK_FALSE(warned("add inside(u) where not inside(u)"));
  CHECK_FALSE(warned("add inside(u) remove banned(v) for v: banned where v != u"));
}

TEST_CASE("of a rule that can never be taken no effect is warned of") {
  const auto result = solver::check(tests::rules("system s sort User relation inside(User) init empty inside "
                                                 "rule enter(u: User) { require false add inside(u) where inside(u) } "
                                                 "never n = some u: User | inside(u)"),
                                    {});
  CHECK(warns(result, "dead_rule"));
  CHECK_FALSE(warns(result, "idle_effect"));
}

TEST_CASE("assumptions that no state satisfies are an error, and nothing is decided") {
  const auto result = solver::check(tests::rules("system s sort User relation inside(User) "
                                                 "init all u: User | inside(u) init no u: User | inside(u) "
                                                 "never n = some u: User | inside(u)"),
                                    {});
  REQUIRE(result.errors.size() == 1);
  CHECK(result.errors[0].code == "no_initial_state");
  CHECK(result.properties.empty());
}

TEST_CASE("a contradiction at the start is found without facts about closures that it does not mention") {
  const auto result = solver::check(
      tests::rules("system s sort S relation r1(S, S) symmetric relation r2(S) relation r3(S, S) "
                   "define two(x: S, y: S) = r3(x, y) or r3(y, x) and x != y closure over4 of two function f5(S): S "
                   "define d6(x: S) = (r3(x, x) iff r2(x)) and (some y: S | r2(y)) init empty r2, r3 "
                   "init all x: S | some y: S | d6(y) rule act(by x: S) { require over4(x, f5(x)) add r3(x, x) } "
                   "never p = some x: S | r3(x, x)"),
      {});
  REQUIRE(result.errors.size() == 1);
  CHECK(result.errors[0].label == "this contradicts those before it");
}

TEST_CASE("what cannot be reached is impossible, and what can is witnessed by a smallest run") {
  const auto result = solver::check(tests::rules("system s sort User relation inside(User) relation out(User) "
                                                 "init empty inside, out rule enter(u: User) { add inside(u) } "
                                                 "possible meets = at least 2 u: User | inside(u) "
                                                 "possible leaves = some u: User | out(u)"),
                                    {});
  CHECK(verdict<Shown>(result, 0).steps == 2);
  CHECK_FALSE(verdict<Proved>(result, 1).invariant.empty());
}

TEST_CASE("the same question has the same answer, to the last name") {
  const model::System system = tests::rules("system s sort User named Ann, Bea relation knows(User, User) symmetric "
                                            "init empty knows rule meet(a, b: User) { require a != b add knows(a, b) } "
                                            "never triangle = some a, b, c: User | knows(a, b) and knows(b, c) and "
                                            "knows(a, c) and a != b and b != c and a != c");
  const auto first = verdict<Shown>(solver::check(system, {}));
  const auto again = verdict<Shown>(solver::check(system, {}));
  CHECK(first.steps == 3);
  REQUIRE(first.scenario.items.size() == again.scenario.items.size());
  for (std::size_t i = 0; i < first.scenario.items.size(); ++i)
    CHECK(std::get<model::ScenarioStep>(first.scenario.items[i]).action.args ==
          std::get<model::ScenarioStep>(again.scenario.items[i]).action.args);
}

TEST_CASE("a search that runs out of time says at most the sizes whose states it has all seen") {
  // An even number of things is lit, which no universal invariant says.
  const model::System system = tests::rules("system s sort Thing relation lit(Thing) init empty lit "
                                            "rule flip(a, b: Thing) { require a != b "
                                            "add lit(a) where not lit(a) remove lit(a) where lit(a) "
                                            "add lit(b) where not lit(b) remove lit(b) where lit(b) } "
                                            "never alone = one t: Thing | lit(t)");
  solver::Options options;
  options.depth = 1'000'000;
  options.timeout = std::chrono::milliseconds(300);
  const auto result = solver::check(system, options);
  if (const auto* bounded = std::get_if<solver::Bounded>(&result.properties.at(0).verdict)) {
    CHECK(bounded->sizes.size() == 1);
    CHECK(bounded->reason.find("out of time") != std::string::npos);
  } else {
    CHECK(std::holds_alternative<solver::Unknown>(result.properties.at(0).verdict));
  }
}

TEST_CASE("an order is no given fact: of runs with as many individuals the one with fewer others is told") {
  const model::System system = tests::rules("system s ordered sort S sort T relation r(T) init some t: T | r(t) "
                                            "rule gone(t: T) { remove r(t) } never two = at least 2 x: S, t: T | r(t)");
  solver::Options options;
  options.scope = {{model::SortId{0}, 2}, {model::SortId{1}, 2}};
  const auto shown = verdict<Shown>(solver::check(system, options));
  CHECK(shown.scenario.population.size(model::SortId{0}) == 2);
  CHECK(shown.scenario.population.size(model::SortId{1}) == 1);
}
