#include "generators/goals/candidates.hpp"
#include "generators/goals/coverage.hpp"
#include "generators/reports/coverage_text.hpp"
#include "generators/suite/covering.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>
#include <set>

using namespace chaperone;
using namespace chaperone::generators;
using namespace chaperone::generators::suite;

namespace {

/// `knows` can only be added together with `met`, so that one of the two requirements of `write` never decides alone.
const char* const letters = R"(
  system letters
  sort User named Ann, Bea
  relation met(User, User)
  relation knows(User, User)
  relation wrote(User, User)
  init empty met, knows, wrote
  rule meet(a: User, b: User) { require a != b add met(a, b), knows(a, b) }
  rule write(a: User, b: User) { require met(a, b) require knows(a, b) else "a stranger" add wrote(a, b) }
  rule forget(a: User, b: User) { require wrote(a, b) remove wrote(a, b) }
  always both = all a, b: User | met(a, b) iff knows(a, b)
)";

Coverage covered(const model::System& system, std::vector<GoalKind> kinds, Budget budget = {}) {
  CoverOptions options;
  options.kinds = std::move(kinds);
  options.bounds.budget = budget;
  return cover(system, options);
}

const GoalStatus& status(const Coverage& coverage, const std::string& name) {
  for (std::size_t i = 0; i < coverage.goals.goals.size(); ++i)
    if (coverage.goals.goals[i].name == name)
      return coverage.status[i];
  throw std::runtime_error("no goal " + name);
}

} // namespace

TEST_CASE("every goal that counts as covered is covered by what the interpreter does") {
  const model::System system = tests::rules(letters);
  const Coverage coverage = covered(system, all_goal_kinds());
  std::size_t count = 0;
  for (std::size_t goal = 0; goal < coverage.status.size(); ++goal)
    if (const auto* it = std::get_if<Covered>(&coverage.status[goal])) {
      const model::Scenario& scenario = coverage.scenarios.at(it->scenario).scenario;
      INFO(coverage.goals.goals[goal].claim << write_scenario(system, scenario));
      CHECK_FALSE(replay(system, scenario).failure);
      if (coverage.goals.goals[goal].memory)
        continue; // memory_test.cpp
      CHECK(GoalReader(coverage.goals).covered_by(scenario).contains(goal));
      if (const auto& mutant = coverage.goals.goals[goal].mutant)
        CHECK(tells_apart(coverage.goals.system, coverage.goals.goals[goal].question.rule, *mutant, scenario));
      ++count;
    }
  CHECK(count > 20);
}

TEST_CASE("a requirement that never decides alone is proved to be impossible to cover") {
  const Coverage coverage = covered(tests::rules(letters), {GoalKind::requirements, GoalKind::mutants});
  CHECK(std::holds_alternative<Impossible>(status(coverage, "write_needs_met_a_b")));
  CHECK(std::holds_alternative<Impossible>(status(coverage, "write_must_not_forget_to_require_knows_a_b")));
  CHECK(std::holds_alternative<Covered>(status(coverage, "forget_needs_wrote_a_b")));
  const std::string text = reports::coverage_text(coverage, true);
  INFO(text);
  CHECK(text.find("mutation score: rules 35 of 35, memory ") != std::string::npos);
  CHECK(text.find("mutants of rules: 35 told apart (100%), 0 undecided; 2 are like the rules") != std::string::npos);
  CHECK(text.find("impossible, proved for any number of Users and steps:") != std::string::npos);
  CHECK(text.find("write must not be allowed where only `met(a, b)` stands in the way (rules.chap:9)") !=
        std::string::npos);
}

TEST_CASE("what is assumed of the start alone proves nothing of other states") {
  // More are inside than the search looks at, so that the solver is asked.
  const model::System system = tests::rules(R"(
    system hall
    sort User named Ann, Bea
    relation inside(User)
    assume no u: User | inside(u)
    rule enter(who: User) { add inside(who) }
    rule close(who: User) { require at least 6 u: User | inside(u) remove inside(who) }
    possible full = at least 6 u: User | inside(u)
  )");
  CHECK_FALSE(std::holds_alternative<Impossible>(status(covered(system, {GoalKind::rules}), "close_is_allowed")));
}

TEST_CASE("of each promise that the rules keep, the mutants that break it are named, and the others are not") {
  const model::System system = tests::rules(R"(
    system club
    sort User named Ann
    relation invited(User)
    relation inside(User)
    init empty invited, inside
    rule invite(who: User) { add invited(who) }
    rule enter(who: User) { require invited(who) add inside(who) }
    rule expel(who: User) { require inside(who) remove inside(who) remove invited(who) }
    never uninvited = some u: User | inside(u) and not invited(u)
    never anybody = some u: User | inside(u)
  )");
  const Coverage coverage = covered(system, {GoalKind::mutants});
  REQUIRE(coverage.mutant_breaks.size() == 1); // the rules themselves break the other promise
  CHECK(system[coverage.mutant_breaks[0].promise].name == "uninvited");
  std::vector<std::string> names;
  for (const std::size_t goal : coverage.mutant_breaks[0].goals)
    names.push_back(coverage.goals.goals[goal].name);
  CHECK(names == std::vector<std::string>{"enter_must_not_forget_to_require_invited_who",
                                          "enter_must_not_require_the_opposite_of_invited_who",
                                          "expel_must_not_forget_to_remove_inside_who",
                                          "expel_must_not_do_remove_invited_who_for_every_User"});
  CHECK(reports::coverage_text(coverage, true)
            .find("uninvited is broken by 4 mutants, 4 of them told apart:\n"
                  "  enter must not forget to require `invited(who)` (rules.chap:8)\n") != std::string::npos);
}

TEST_CASE("a promise's boundary is covered by a run to where it is just kept, and impossible where no run gets there") {
  const model::System system = tests::rules(R"(
    system hall
    sort User named Ann, Bea
    relation inside(User)
    init empty inside
    rule enter(who: User) { require at most 1 u: User | inside(u) add inside(who) }
    rule leave(who: User) { require inside(who) remove inside(who) }
    never crowd = at least 3 u: User | inside(u)
    never mob = at least 4 u: User | inside(u)
  )");
  const Coverage coverage = covered(system, {GoalKind::boundary});
  REQUIRE(coverage.goals.goals.size() == 4);
  CHECK(std::holds_alternative<Covered>(status(coverage, "crowd_below_at_least_3_u_User_inside_u")));
  CHECK(std::holds_alternative<Impossible>(status(coverage, "mob_below_at_least_4_u_User_inside_u")));
  for (const SuiteScenario& it : coverage.scenarios) {
    CHECK_FALSE(replay(system, it.scenario).failure);
    for (const model::ScenarioItem& item : it.scenario.items)
      CHECK(std::get<model::ScenarioStep>(item).action.rule.index < system.rules.size());
  }
  // The same with a limit that only larger groups reach, so that the solver finds the run.
  const model::System larger = tests::rules(R"(
    system hall
    sort User named Ann, Bea
    relation inside(User)
    init empty inside
    rule gather(all_of: set of User) { add inside(u) for u: all_of }
    never crowd = at least 7 u: User | inside(u)
  )");
  const Coverage far = covered(larger, {GoalKind::boundary});
  REQUIRE(far.scenarios.size() == 1);
  CHECK(far.scenarios[0].scenario.items.size() == 1);
  CHECK(far.scenarios[0].scenario.population.size(model::SortId{0}) == 6);
}

TEST_CASE("violations are grouped by the step that lets them through and the requirement that it got past") {
  const model::System system = tests::rules(R"(
    system club
    sort User named Ann, Bea
    fixed relation knows(User, User)
    relation likes(User, User)
    relation pair(User, User)
    init empty likes, pair
    rule like(a: User, b: User) { require a != b add likes(a, b) }
    rule match(a: User, b: User) { require likes(a, b) add pair(a, b) }
    rule force(a: User, b: User) { require a != b add pair(a, b) }
    never strangers = some a, b: User | pair(a, b) and not knows(a, b)
  )");
  const Coverage coverage = covered(system, {GoalKind::violations});
  const std::vector<ViolationCause>& causes = coverage.causes;
  REQUIRE(causes.size() == 2);
  CHECK(system[causes[0].rule].name == "match");
  REQUIRE(causes[0].requirement);
  CHECK(*causes[0].requirement == 0);
  CHECK(system[causes[1].rule].name == "force");
  CHECK(
      reports::coverage_text(coverage, true)
          .find("strangers can be broken: match (rules.chap:9), past `likes(a, b)` (rules.chap:9), lets it through") !=
      std::string::npos);
  CoverOptions narrow;
  narrow.kinds = {GoalKind::violations};
  narrow.bounds.budget.scenarios = 1;
  const Coverage kept = cover(system, narrow);
  CHECK(kept.violations.size() == 1);
  REQUIRE(kept.causes.size() == 2); // what is left out is no less true
  CHECK(kept.causes[1].ways == 1);
}

TEST_CASE("a promise that only a larger group breaks is no kept promise") {
  // Five are more than any population that is searched has.
  const model::System system = tests::rules(R"(
    system hall
    sort User named Ann, Bea
    relation inside(User)
    init empty inside
    rule enter(who: User) { add inside(who) }
    rule leave(who: User) { require inside(who) remove inside(who) }
    never crowd = at least 5 u: User | inside(u)
    never outside = some u: User | did leave(u) and inside(u)
    never nobody_left = some u: User | did leave(u) and not was inside(u)
  )");
  const Coverage coverage = covered(system, {GoalKind::violations, GoalKind::mutants});
  REQUIRE(coverage.violations.size() == 1);
  CHECK(system[coverage.violations[0].promise].name == "crowd");
  CHECK(coverage.violations[0].scenario.items.size() == 5);
  CHECK(coverage.mutant_breaks.empty());
  CHECK(covered(system, {GoalKind::mutants}).mutant_breaks.empty());
  CHECK(reports::coverage_text(coverage, true)
            .find("crowd can be broken: enter (rules.chap:6) lets it through in one "
                  "way, the shortest of 5 steps") != std::string::npos);
}

TEST_CASE("a suite does not depend on the number of threads") {
  std::string flawed = letters;
  flawed.replace(flawed.find("require met(a, b) "), 18, "");
  flawed += "never wrong = some a, b: User | wrote(a, b) and not met(b, a)\n";
  const model::System system = tests::rules(flawed);
  CoverOptions options;
  options.kinds = all_goal_kinds();
  std::vector<std::string> told;
  for (const std::uint32_t jobs : {1U, 2U}) {
    options.check.jobs = jobs;
    const Coverage coverage = cover(system, options);
    CHECK_FALSE(coverage.violations.empty());
    CHECK_FALSE(coverage.mutant_breaks.empty());
    told.push_back(reports::coverage_text(coverage, true));
    for (const SuiteScenario& it : coverage.scenarios)
      told.back() += write_scenario(system, it.scenario);
  }
  CHECK(told[0] == told[1]);
}

TEST_CASE("no scenario of a suite can be left out, and those that tell most come first") {
  const Coverage coverage =
      covered(tests::rules(letters), {GoalKind::rules, GoalKind::requirements, GoalKind::effects});
  REQUIRE(coverage.scenarios.size() >= 2);
  for (std::size_t i = 0; i + 1 < coverage.scenarios.size(); ++i)
    CHECK(coverage.scenarios[i].own.size() >= coverage.scenarios[i + 1].own.size());
}

TEST_CASE("a budget keeps the beginning of the suite and counts what is left to the rest") {
  const model::System system = tests::rules(letters);
  const Coverage whole = covered(system, all_goal_kinds());
  const Coverage part = covered(system, all_goal_kinds(), {1, std::nullopt});
  REQUIRE(part.scenarios.size() == 1);
  CHECK(part.scenarios[0].scenario.name == whole.scenarios[0].scenario.name);
  CHECK(part.scenarios_without_budget == whole.scenarios.size());
  CHECK(std::count_if(part.status.begin(), part.status.end(),
                      [](const GoalStatus& it) { return std::holds_alternative<LeftOut>(it); }) > 0);
  const Coverage steps = covered(system, all_goal_kinds(), {std::nullopt, 5});
  std::size_t count = 0;
  for (const SuiteScenario& it : steps.scenarios)
    count += it.scenario.items.size();
  CHECK(count <= 5);
}

TEST_CASE("a change of one rule leaves the tests of the others as they were") {
  std::string changed = letters;
  const std::string line = "require wrote(a, b) remove";
  changed.replace(changed.find(line), line.size(), "require wrote(a, b) and a != b remove");
  const Coverage before = covered(tests::rules(letters), {GoalKind::requirements});
  const Coverage after = covered(tests::rules(changed), {GoalKind::requirements});
  const auto names = [](const Coverage& coverage) {
    std::set<std::string> result;
    for (const SuiteScenario& it : coverage.scenarios)
      // Twins go where other scenarios begin like them.
      if (!it.scenario.name.starts_with("forget") && !it.scenario.name.ends_with("_twin"))
        result.insert(it.scenario.name);
    return result;
  };
  CHECK_FALSE(names(before).empty());
  CHECK(names(before) == names(after));
}

TEST_CASE("a covering test says what must not happen, and exactly what each step changes") {
  const Coverage coverage = covered(tests::rules(letters), {GoalKind::requirements});
  const std::vector<TestCase> cases = cases_of(coverage);
  REQUIRE_FALSE(cases.empty());
  for (const TestCase& test : cases) {
    CHECK(test.is_exact);
    CHECK(test.title.find("must not be") != std::string::npos);
    for (const TestItem& item : test.items) {
      const auto& step = std::get<TestStep>(item);
      REQUIRE(step.expected.has_value());
      CHECK_FALSE(step.reason.has_value());
      CHECK(step.changed.empty() == (step.expected == model::Outcome::refused));
    }
  }
}

TEST_CASE("a step in conflict is no step, and stands in no scenario") {
  const model::System system = tests::rules(R"(
    system clash
    sort User
    enum Level { low, mid, high }
    relation member(User)
    relation banned(User)
    function level(User): Level
    init empty member, banned
    init all u: User | level(u) = low
    rule rejoin(u: User) { add member(u) remove member(u) }
    rule swap(a: User, b: User) { require not member(a) add member(a) remove member(b) }
    rule raise(a: User, b: User) { require at most 2 x: User | level(x) = mid set level(a) = mid set level(b) = high }
    rule all_out(w: set of User, k: User) {
      require at least 1 u: w | member(u)
      remove member(u) for u: w
      add member(k)
      add banned(u) for u: w where level(u) = low
      remove banned(k)
    }
    rule leave(a: User) { require member(a) remove member(a) }
    never two = at least 2 u: User | member(u)
  )");
  const Coverage coverage = covered(system, all_goal_kinds());
  for (const SuiteScenario& it : coverage.scenarios) {
    INFO(write_scenario(system, it.scenario));
    CHECK_FALSE(replay(system, it.scenario).failure);
  }
  for (const BrokenPromise& it : coverage.violations)
    CHECK_FALSE(replay(system, it.scenario).failure);
  CHECK(std::holds_alternative<Covered>(status(coverage, "swap_does_remove_member_b")));
  CHECK(std::holds_alternative<Impossible>(status(coverage, "rejoin_does_add_member_u")));
}

TEST_CASE("goals of promises that ask what somebody can do are decided") {
  const std::string rules = R"(
    system doors
    sort Room
    relation open(Room)
    init empty open
    rule go(w: set of Room) { require some x: w | open(x) add open(x) for x: w }
    rule shut(w: Room) { require open(w) remove open(w) }
    define passable(w: Room) = can go({w})
  )";
  for (const char* promise : {
           "never p = at least 2 w: Room | can go({w})",
           "never p = at least 2 w: Room | can go(_) and open(w)",
           "always p = at most 2 w: Room | can go({w})",
           "never p = at least 2 w: Room | passable(w)",
       }) {
    // No room is ever open.
    const Coverage coverage = covered(tests::rules(rules + promise + "\n"), {GoalKind::boundary});
    INFO(promise);
    REQUIRE_FALSE(coverage.status.empty());
    for (const GoalStatus& it : coverage.status)
      CHECK(std::holds_alternative<Impossible>(it));
  }
}
