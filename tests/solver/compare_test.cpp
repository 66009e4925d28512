// What a rule change comes to, by the engines.
#include "solver/comparison/compare.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>

using namespace chaperone;
using namespace chaperone::model;

namespace {

constexpr const char* doorway_rules = R"(system door
sort Person named Ann, Bob
relation invited(Person)
relation inside(Person)
init empty invited, inside
rule invite(who: Person) { add invited(who) }
rule enter(who: Person) { require invited(who) add inside(who) }
never uninvited = some p: Person | inside(p) and not invited(p)
possible party = some p: Person | inside(p)
)";

std::string doorway_with(const std::string& from, const std::string& to) {
  std::string text = doorway_rules;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

solver::comparison::Comparison doors_compared(const System& before, const System& after,
                                              solver::comparison::CompareOptions options = {}) {
  return solver::comparison::compare(before, after, model::comparison::match(before, after), options);
}

} // namespace

TEST_CASE("a step that must be taken and may now be refused is told as stricter, the other way round as looser") {
  const System before = tests::rules(doorway_rules);
  const System choosy = tests::rules(doorway_with("add inside(who)", "may refuse where inside(who) add inside(who)"));
  const solver::comparison::Comparison found = doors_compared(before, choosy);
  CHECK(found.change == solver::comparison::Change::stricter);
  const auto* shown = std::get_if<solver::comparison::Shown>(&found.rules[1].may_be_refused);
  REQUIRE(shown);
  CHECK(shown->steps == 3); // invite, enter, and enter again
  CHECK(shown->left_open == 0U);
  CHECK(std::holds_alternative<solver::comparison::None>(found.rules[1].newly_refused));
  const solver::comparison::Comparison back = doors_compared(choosy, before);
  CHECK(back.change == solver::comparison::Change::looser);
  CHECK(std::holds_alternative<solver::comparison::Shown>(back.rules[1].must_be_taken));
  CHECK(doors_compared(choosy, choosy).change == solver::comparison::Change::equivalent);
}

TEST_CASE("a property of one file is judged under both where both can say it") {
  const System before =
      tests::rules(doorway_with("never uninvited = some p: Person | inside(p) and not invited(p)\n", ""));
  const System after = tests::rules(doorway_with("require invited(who) ", ""));
  const solver::comparison::Comparison found = doors_compared(before, after);
  const auto uninvited = std::ranges::find_if(
      found.properties, [](const solver::comparison::PropertyComparison& each) { return !each.before; });
  REQUIRE(uninvited != found.properties.end());
  REQUIRE(uninvited->old_verdict);
  CHECK(std::holds_alternative<solver::Proved>(*uninvited->old_verdict));
  REQUIRE(uninvited->new_verdict);
  CHECK(std::holds_alternative<solver::Shown>(*uninvited->new_verdict));
}

TEST_CASE("where runs are searched and nothing is proved nothing is called equivalent") {
  const System before = tests::rules(doorway_rules);
  const System after = tests::rules(doorway_with("require invited(who)", "require invited(who) or inside(who)"));
  CHECK(doors_compared(before, after).change == solver::comparison::Change::equivalent);
  solver::comparison::CompareOptions options;
  options.check.engine = solver::EngineChoice::bounded;
  options.check.depth = 3;
  options.scope["Person"] = 2;
  const solver::comparison::Comparison limited = doors_compared(before, after, options);
  CHECK(limited.change == solver::comparison::Change::undecided);
  CHECK(limited.is_only_bounded());
  CHECK_FALSE(limited.looser().is_shown);
  CHECK_FALSE(limited.stricter().is_shown);
}

TEST_CASE("what a comparison knows before it has begun is that nothing is decided") {
  const System before = tests::rules(doorway_rules);
  const System after = tests::rules(doorway_with("require invited(who) ", ""));
  solver::comparison::CompareOptions stopped;
  stopped.is_stopped = [] { return true; };
  const auto matching = model::comparison::match(before, after);
  solver::comparison::Comparer comparer(before, after, matching, stopped);
  const solver::comparison::Comparison found = comparer.run();
  CHECK(found.change == solver::comparison::Change::undecided);
  const auto* open = std::get_if<solver::Unknown>(&found.rules[1].newly_allowed);
  REQUIRE(open);
  CHECK(open->reason == "out of time");
  CHECK(comparer.known("interrupted").change == solver::comparison::Change::undecided);
}

TEST_CASE("a step that only one side takes breaks no property about steps") {
  const auto file = [](const std::string& required) {
    return tests::rules("system s sort P fixed relation b(P) relation a(P) rule go(x: P) { require a(x) " + required +
                        " remove a(x) } always each_step_takes = some x: P | (was a(x)) and not a(x)");
  };
  const solver::comparison::Comparison found = doors_compared(file(""), file("require b(x)"));
  CHECK(found.change == solver::comparison::Change::stricter);
  REQUIRE(found.properties.size() == 1);
  CHECK(std::holds_alternative<solver::Proved>(*found.properties.front().old_verdict));
  CHECK(std::holds_alternative<solver::Proved>(*found.properties.front().new_verdict));
}

TEST_CASE("that a removed tuple was there, or an added one was not, needs no copy of a relation") {
  const auto tree = [](const std::string& dropped, const std::string& nested) {
    return tests::rules("system tree sort G relation child(G, G) closure under of child relation closed(G) "
                        "init empty child, closed "
                        "rule nest(a: G, b: G) { require a != b and not under(b, a) and not closed(a) add child(a, b)" +
                        nested + " } rule drop_below(a: G) { remove child(x, y) for x, y: G where " + dropped +
                        " add closed(a) } possible deep = some a, b, c: G | child(a, b) and child(b, c)");
  };
  const System before = tree("x = a or under(x, a)", "");
  const System after = tree("(x = a or under(x, a)) and child(x, y)", " where not child(a, b)");
  const solver::comparison::Comparison found =
      solver::comparison::compare(before, after, model::comparison::match(before, after), {});
  CHECK(found.change == solver::comparison::Change::equivalent);
  CHECK(std::ranges::all_of(found.rules, [](const auto& rule) { return rule.is_changed; }));
}

TEST_CASE("a removed tuple that was there may conflict with what adds it") {
  const auto door = [](const std::string& condition) {
    return tests::rules("system s sort U relation a(U) relation b(U) init empty a, b rule r(u: U, v: U) { remove a(v)" +
                        condition + " add a(u) add b(v) } possible used = some u: U | b(u)");
  };
  const System before = door(""), after = door(" where a(v)");
  const solver::comparison::Comparison found =
      solver::comparison::compare(before, after, model::comparison::match(before, after), {});
  CHECK(found.change == solver::comparison::Change::looser); // with u = v the old rules conflict
}
