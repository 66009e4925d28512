// Runs of rules without some clauses, found in one encoding.
#include "solver/check.hpp"
#include "solver/explanation/runs_without.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using solver::explanation::RunWanted;

namespace {

const std::string switched_club = "system club sort P fixed relation grown(P) relation known(P) relation inside(P) "
                                  "init empty known, inside "
                                  "rule meet(p: P) { require grown(p) add known(p) } "
                                  "rule enter(p: P) { require grown(p) require known(p) add inside(p) } "
                                  "rule age(p: P) { require inside(p) add inside(p) } "
                                  "rule forget(p: P) { remove known(p) remove inside(p) } "
                                  "never child_inside = some p: P | inside(p) and not grown(p) "
                                  "always known_inside = all p: P | inside(p) implies known(p) "
                                  "possible two = some p, q: P | p != q and inside(p) and inside(q) ";

} // namespace

TEST_CASE("runs that share an encoding are as long as those that checks of the rules without the clauses find") {
  const model::System system = model::with_clauses_apart(tests::rules(switched_club));
  const std::vector<model::Clause> clauses = model::clauses_of(system);
  std::vector<RunWanted> wanted;
  for (std::size_t i = 0; i < clauses.size(); ++i)
    for (std::uint32_t property = 0; property < 3; ++property)
      if (clauses[i].is_in_rule())
        wanted.push_back({{i}, model::PropertyId{property}});
  wanted.push_back({{2, 4, 5}, model::PropertyId{0}}); // every requirement that keeps children out
  solver::Options options;
  options.depth = 4; // `two` takes as many
  options.warns = options.seeks_conflicts = false;
  const auto found = solver::explanation::runs_without(system, clauses, wanted, options);
  REQUIRE(found.size() == wanted.size());
  int runs = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    solver::Options alone = options;
    alone.properties = {wanted[i].property};
    const auto checked = solver::check(model::without(system, clauses, wanted[i].removed), alone);
    const auto* shown = std::get_if<solver::Shown>(&checked.properties.front().verdict);
    INFO(i);
    REQUIRE(found[i].run.has_value() == (shown != nullptr));
    if (!shown)
      continue;
    ++runs;
    CHECK(found[i].run->steps == shown->steps);
    CHECK(found[i].run->is_smallest);
    CHECK(found[i].run->scenario.given.size() == shown->scenario.given.size());
  }
  CHECK(runs > 5);
}

TEST_CASE("what stands in no rule cannot be switched off") {
  const model::System system = model::with_clauses_apart(tests::rules(switched_club));
  const std::vector<model::Clause> clauses = model::clauses_of(system);
  CHECK_FALSE(solver::explanation::can_be_switched(clauses, {0}));
  CHECK(solver::explanation::can_be_switched(clauses, {2, 3}));
  solver::Options options;
  options.depth = 1;
  const auto found = solver::explanation::runs_without(system, clauses, {{{1}, model::PropertyId{0}}}, options);
  REQUIRE(found.front().run);
  CHECK(found.front().run->steps == 0);
}
