// What proofs rest on, on small rules where it can be seen by hand.
#include "solver/evidence/evidence.hpp"
#include "solver/explanation/reliance.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using solver::explanation::Explanation;
using solver::explanation::Reliance;
using solver::explanation::Role;

namespace {

const Reliance& reliance(const Explanation& found, const std::string& property, const std::string& rule,
                         const std::string& words) {
  for (const Reliance& each : found.reliances) {
    const model::Clause& clause = found.clauses[each.clause];
    if (found.system[each.property].name == property && model::words_of(found.system, clause) == words &&
        (clause.is_in_rule() ? found.system[clause.rule].name : "") == rule)
      return each;
  }
  FAIL("nothing is said of " << words << " for " << property);
  throw 0;
}

Explanation explained(const std::string& text) {
  return solver::explanation::explain(tests::rules(text), {});
}

const std::string grown_club =
    "system club sort P fixed relation grown(P) relation known(P) relation inside(P) "
    "init empty known, inside "
    "rule meet(p: P) { require grown(p) add known(p) } "
    "rule enter(p: P) { require grown(p) require known(p) require not inside(p) add inside(p) } "
    "rule leave(p: P) { require inside(p) remove inside(p) } "
    "never child_inside = some p: P | inside(p) and not grown(p) "
    "always way_out = all p: P | inside(p) implies can leave(p) "
    "possible party = some p: P | inside(p) ";

} // namespace

TEST_CASE("either of two requirements suffices: they are shared, and the alternatives are named") {
  const Explanation found = explained(grown_club);
  CHECK(reliance(found, "child_inside", "enter", "require grown(p)").role == Role::shared);
  CHECK(reliance(found, "child_inside", "enter", "require known(p)").role == Role::shared);
  CHECK(reliance(found, "child_inside", "meet", "require grown(p)").role == Role::shared);
  CHECK(reliance(found, "child_inside", "", "init empty known").role == Role::shared);
  CHECK(reliance(found, "child_inside", "enter", "require not inside(p)").role == Role::idle);
  const auto& sets = found.alternatives.at(model::PropertyId{0});
  REQUIRE(sets.size() == 2);
  CHECK(sets[0].size() + sets[1].size() == 4); // the check at the door; or the check at the meeting, and what it takes
}

TEST_CASE("a load-bearing clause comes with a run that the rules without it permit") {
  const Explanation found = explained(grown_club);
  const Reliance& start = reliance(found, "child_inside", "", "init empty inside");
  CHECK(start.role == Role::load_bearing);
  REQUIRE(start.permits);
  CHECK(start.permits->steps == 0);
  const model::System changed = model::without(found.system, found.clauses, {start.clause});
  CHECK_FALSE(solver::evidence::object_to(changed, changed.properties[0], start.permits->scenario));
  CHECK(solver::evidence::object_to(found.system, found.system.properties[0], start.permits->scenario));
}

TEST_CASE("an effect is never idle: what its removal does is said") {
  const Explanation found = explained(grown_club);
  CHECK(reliance(found, "child_inside", "enter", "add inside(p)").role == Role::needed_for_use);
  CHECK(reliance(found, "party", "enter", "add inside(p)").role == Role::needed_for_use);
  CHECK(reliance(found, "party", "meet", "add known(p)").role == Role::needed_for_use);
  CHECK(reliance(found, "party", "leave", "remove inside(p)").role == Role::no_change);
  CHECK(reliance(found, "child_inside", "leave", "remove inside(p)").role == Role::no_change);
}

TEST_CASE("what a rule requires that `can` asks about is no more than unchanged") {
  const Explanation found = explained(grown_club);
  CHECK(reliance(found, "way_out", "leave", "require inside(p)").role == Role::no_change);
  CHECK(reliance(found, "way_out", "enter", "require grown(p)").role == Role::idle);
}

TEST_CASE("an effect on which a promise rests is load-bearing") {
  const Explanation found =
      explained("system club sort P relation known(P) relation inside(P) init empty known, inside "
                "rule meet(p: P) { add known(p) } "
                "rule enter(p: P) { require known(p) add inside(p) } "
                "rule forget(p: P) { remove known(p) remove inside(p) } "
                "always safe = all p: P | inside(p) implies known(p)");
  const Reliance& remove = reliance(found, "safe", "forget", "remove inside(p)");
  CHECK(remove.role == Role::load_bearing);
  REQUIRE(remove.permits);
  CHECK(remove.permits->steps == 3);
}

TEST_CASE("an assumption can bear a promise") {
  const Explanation found = explained("system s sort P fixed relation boss(P) fixed relation kid(P) relation here(P) "
                                      "assume no p: P | boss(p) and kid(p) init empty here "
                                      "rule enter(p: P) { require boss(p) add here(p) } "
                                      "never kid_inside = some p: P | here(p) and kid(p)");
  CHECK(reliance(found, "kid_inside", "", "assume no p: P | boss(p) and kid(p)").role == Role::load_bearing);
  CHECK(reliance(found, "kid_inside", "", "init empty here").role == Role::load_bearing);
  CHECK(reliance(found, "kid_inside", "enter", "require boss(p)").role == Role::load_bearing);
}

TEST_CASE("a property that is violated rests on nothing") {
  const Explanation found =
      explained("system s sort P relation here(P) init empty here rule enter(p: P) { add here(p) } "
                "never anybody = some p: P | here(p)");
  CHECK(found.reliances.empty());
}

TEST_CASE("where no time is left a role is open or right") {
  const Explanation whole = explained(grown_club);
  solver::Options options;
  options.timeout = std::chrono::milliseconds(1);
  const Explanation cut = solver::explanation::explain(tests::rules(grown_club), options);
  for (const Reliance& each : cut.reliances)
    for (const Reliance& other : whole.reliances)
      if (each.clause == other.clause && each.property == other.property)
        CHECK((each.role == Role::undecided || each.role == other.role));
}

TEST_CASE("where a verdict is open, so is what each clause does for it") {
  solver::Options options;
  const model::System system = tests::rules(
      "system s sort U relation m(U) init empty m rule join(u: U) { add m(u) } rule quit(a: U) { remove m(a) } "
      "undoable emptied = some u: U | m(u) to no u: U | m(u) by quit within 2 "
      "possible full = some u: U | m(u)");
  options.scope[model::SortId{0}] = 2;
  const Explanation found = solver::explanation::explain(system, options);
  REQUIRE(std::holds_alternative<solver::Bounded>(found.checked.properties.front().verdict));
  CHECK(reliance(found, "emptied", "quit", "remove m(a)").role == Role::undecided);
  CHECK(reliance(found, "emptied", "", "init empty m").role == Role::undecided);
  CHECK(reliance(found, "full", "quit", "remove m(a)").role == Role::no_change);
}
