#include "generators/suite/formats.hpp"

#include "generators/goals/coverage.hpp"
#include "generators/suite/covering.hpp"
#include "model/meaning/interpreter.hpp"
#include "tests/model/rules.hpp"

#include <nlohmann/json.hpp>

using namespace chaperone;
using namespace chaperone::generators;
using namespace chaperone::generators::suite;
using Catch::Matchers::Contains;

namespace {

/// Every kind of formula that a property may have, functions, enums, no places at all, and words that languages
/// reserve.
const char* const office = R"(
  system office
  sort Person named Ann, Bea
  sort Room
  enum State { open, class }
  fixed relation boss(Person)
  relation inside(Person, Room)
  relation knows(Person, Person) symmetric
  relation alarm()
  function state(Room): State
  function owner(Room): Person
  init empty inside, knows, alarm
  init all r: Room | state(r) = open
  define quiet(r: Room) = not alarm() and no p: Person | inside(p, r) and not boss(p)
  rule enter(who: Person, def: Room) "{who} enters {def}" { require state(def) = open  add inside(who, def) }
  rule meet(a: Person, b: Person) { require a != b  add knows(a, b) }
  rule invite(from: Person, all_: set of Person) { add knows(from, x) for x: all_ where x != from }
  rule close(who: Person, room: Room) { require owner(room) = who  set state(room) = class }
  rule ring() { add alarm() }
  never crowd = some r: Room | at least 2 p: Person | inside(p, r)
  always counted = all r: Room | (lone p: Person | inside(p, r) and boss(p)) and at most 3 p, q: Person | knows(p, q)
  never unowned = some r: Room | state(r) = class and not (quiet(r) implies one p: Person | owner(r) = p)
  scenario alone { given boss(Ann) enter(Ann, R1) allowed expect inside(Ann, R1) and state(R1) = open }
)";

TestSuite suite_of(const Coverage& coverage) {
  TestSuite suite;
  suite.system = &coverage.goals.system;
  suite.rules_file = "office.chap";
  suite.cases = cases_of(coverage);
  suite.cases.push_back(make_case(coverage.goals.system, coverage.goals.system.scenarios.front()));
  make_names_unique(suite.cases);
  return suite;
}

Coverage covered(const model::System& system) {
  CoverOptions options;
  options.kinds = {GoalKind::rules, GoalKind::effects, GoalKind::violations};
  return cover(system, options);
}

std::string written(const TestSuite& suite, const std::string& format, const std::string& file) {
  for (const GeneratedFile& each : test_format(format)->write(suite))
    if (each.name == file)
      return each.text;
  return "no file " + file;
}

} // namespace

TEST_CASE("every format has every test of a suite, and the same bytes each time") {
  const model::System system = tests::rules(office);
  const Coverage coverage = covered(system);
  const TestSuite suite = suite_of(coverage);
  for (const TestFormat& format : test_formats()) {
    INFO(format.name);
    const auto once = format.write(suite), again = format.write(suite);
    REQUIRE(once.size() == again.size());
    std::string all;
    for (std::size_t i = 0; i < once.size(); ++i) {
      CHECK(once[i].text == again[i].text);
      all += once[i].name + once[i].text;
    }
    for (const TestCase& test : suite.cases)
      CHECK_THAT(all, Contains(test.title.substr(0, 20)));
  }
}

TEST_CASE("formulas are written in each language's own words") {
  const Coverage coverage = covered(tests::rules(office));
  const TestSuite suite = suite_of(coverage);
  const std::string python = written(suite, "pytest", "office_driver.py");
  CHECK_THAT(python,
             Contains("any((sum(bool(((p, r) in self.inside)) for p in self.persons) >= 2) for r in self.rooms)"));
  CHECK_THAT(python, Contains("class_ = \"class_\""));
  const std::string typescript = written(suite, "vitest", "office_driver.ts");
  CHECK_THAT(typescript,
             Contains("this.rooms.some((r) => (total(this.persons, (p) => Number(this.inside.has(p, r))) >= 2))"));
  const std::string java = written(suite, "junit5", "OfficeDriver.java");
  CHECK_THAT(java, Contains("rooms.stream().anyMatch(r -> (this.persons.stream().mapToLong(p -> (this.inside.has(p, r) "
                            "? 1 : 0)).sum() >= 2))"));
}

TEST_CASE("a test that fails says which facts differ, after which steps") {
  const Coverage coverage = covered(tests::rules(office));
  const TestSuite suite = suite_of(coverage);
  const std::string python = written(suite, "pytest", "test_office.py");
  CHECK_THAT(python, Contains("assert now.unlike(expected) == [], now.story()"));
  CHECK_THAT(python, Contains("step_1 = now.took(\"1. Ann enters Room1\", service.enter(ann, room1))"));
  CHECK_THAT(written(suite, "pytest", "office_driver.py"),
             Contains("result += unlike_tuples(\"inside\", self.inside, expected.inside)") &&
                 Contains("result += unlike_values(\"owner\", self.owner, expected.owner)"));
  CHECK_THAT(written(suite, "vitest", "office.test.ts"),
             Contains("expect(now.told(), now.story()).toEqual(expected.told());") &&
                 Contains("now.took(\"1. Ann enters Room1\", await service.enter(ann, room1))"));
  CHECK_THAT(written(suite, "junit5", "OfficeTest.java"),
             Contains("assertEquals(List.of(), now.unlike(expected), now.story(\"\"));"));
}

TEST_CASE("a driver may leave out what no test calls") {
  const model::System system = tests::rules(office);
  TestSuite suite;
  suite.system = &system;
  suite.rules_file = "office.chap";
  suite.cases = {make_case(system, system.scenarios.front())}; // enters, and no more
  const std::string python = written(suite, "pytest", "office_driver.py");
  CHECK_THAT(python, Contains("    @abstractmethod\n    def enter(") && Contains("\n\n    def ring("));
  CHECK_THAT(written(suite, "vitest", "office_driver.ts"),
             Contains("  ring?(): Answer<Outcome>;") && Contains("  enter(who: Person"));
  CHECK_THAT(written(suite, "junit5", "OfficeDriver.java"),
             Contains("default Outcome ring() { return Outcome.refused(\"no test tries this\"); }") &&
                 Contains("  Outcome enter(Person who"));
  CHECK_THAT(written(suite, "catch2", "office_driver.hpp"),
             Contains("virtual Outcome ring() {") &&
                 Contains("virtual Outcome enter(const Person &who, const Room &def) = 0;"));
}

TEST_CASE("a feature is told in the sentences of the rules") {
  const Coverage coverage = covered(tests::rules(office));
  const std::string feature = written(suite_of(coverage), "cucumber", "office.feature");
  CHECK_THAT(feature, Contains("When \"Ann\" enters \"Room1\"\n"));
  CHECK_THAT(feature, Contains("Then the promise crowd is kept") || Contains("And the promise crowd is kept"));
  CHECK_THAT(feature, Contains("And nothing else has changed"));
}

TEST_CASE("a trace in ITF has a state for the start and for each step") {
  const Coverage coverage = covered(tests::rules(office));
  const TestSuite suite = suite_of(coverage);
  const auto files = test_format("itf")->write(suite);
  REQUIRE(files.size() == suite.cases.size());
  const auto trace = nlohmann::json::parse(files.back().text);
  CHECK(trace["#meta"]["format"] == "ITF");
  REQUIRE(trace["states"].size() == 2);
  CHECK(trace["states"][1]["inside"]["#set"][0]["#tup"] == nlohmann::json({"Ann", "R1"}));
  CHECK(trace["states"][1]["mbt::actionTaken"] == "enter");
  for (const auto& variable : trace["vars"])
    CHECK(trace["states"][0].contains(variable.get<std::string>()));
}

TEST_CASE("promises about steps are asked of the facts before, of the last step and of the service") {
  const model::System system = tests::rules(R"(
    system s
    sort U
    relation r(U)
    init empty r
    rule go(u: U, with: set of U) { add r(u) }
    rule back(u: U) { require r(u)  remove r(u) }
    never gone = some u: U | did back(u) and was r(u) and not can go(u, _)
    possible p = some u: U | r(u)
    scenario there_and_back { go(Ann, {Bea}) back(Ann) keeps gone }
  )");
  TestSuite suite;
  suite.system = &system;
  suite.cases = {make_case(system, system.scenarios.front())};
  const std::string python = written(suite, "pytest", "s_driver.py");
  CHECK_THAT(python, Contains("def can_go(self, u: U, with_: set[U]) -> bool:"));
  CHECK_THAT(python, Contains("def keeps_gone(self, before: Facts) -> bool:"));
  CHECK_THAT(python, Contains("(((u,) in self.did_back) and ((u,) in before.r))"));
  CHECK_THAT(python, Contains("any(((u, each) in self.can_go) for each in subsets(self.us))"));
  const std::string test = written(suite, "pytest", "test_s.py");
  CHECK_THAT(test,
             Contains("    before_2 = deepcopy(now)\n    step_2 = now.took(\"2. back: u Ann\", service.back(ann))\n"));
  CHECK_THAT(test, Contains("    if step_2.is_allowed:\n"
                            "        now.did_back |= {(ann,)}\n"
                            "        assert now.keeps_gone(before_2), now.story(\"never gone\")\n"));
  CHECK_THAT(written(suite, "vitest", "s.test.ts"), Contains("now.didBack.put(true, ann);"));
  CHECK_THAT(written(suite, "junit5", "STest.java"),
             Contains("assertTrue(now.keepsGone(before2), now.story(\"never gone\"));"));
  CHECK_THAT(written(suite, "cucumber", "s.steps.mjs"), Contains("await attempt(this, \"back\", \"didBack\", [u]);"));
}

namespace {

/// Everything that tests work out for themselves.
const char* const archive = R"(
  system archive
  sort User named Ann, Bea
  sort Box with root
  ordered sort Day named Mon, Tue
  relation inside(Box, Box)
  relation opened(User, Box)
  function today(): Day
  closure within of inside
  init empty inside, opened
  rule put(by u: User, b: Box, c: Box) {
    require b != root and b != c and not within(c, b)
    require no d: Box | inside(b, d)
    add inside(b, c)
  }
  rule open(by u: User, b: Box) { require within(b, root) add opened(u, b) }
  rule tomorrow(d: Day) { require today() < d set today() = d }
  never circle = some b: Box | within(b, b)
  always was_put = all u: User, b: Box | opened(u, b) implies once did put(_, b, _) or once within(b, root)
  never late = some u: User | once today() = today() and opened(u, root)
  undoable forward for d: Day = today() < d to today() = d by tomorrow
  scenario kept {
    given today() = Mon
    put(Ann, B, root)  open(Bea, B)  tomorrow(Tue)
    expect within(B, root) and once did open(Bea, _) and Mon < Tue
    keeps circle, was_put, late, forward
  }
)";

} // namespace

TEST_CASE("no driver is asked for orders, closures and the past") {
  const model::System system = tests::rules(archive);
  CoverOptions options;
  options.kinds = all_goal_kinds();
  const Coverage coverage = cover(system, options);
  for (const GoalStatus& status : coverage.status)
    CHECK_FALSE(std::holds_alternative<LeftOut>(status));
  const TestSuite suite = suite_of(coverage);
  for (const char* format : {"catch2", "googletest", "pytest", "vitest", "junit5", "cucumber", "json", "itf"}) {
    INFO(format);
    const std::vector<GeneratedFile> files = test_format(format)->write(suite);
    REQUIRE_FALSE(files.empty());
    for (const GeneratedFile& file : files) {
      CHECK_THAT(file.text, !Contains("service.within") && !Contains("service->within") && !Contains("given_within"));
      CHECK_THAT(file.text, !Contains("service.past_") && !Contains("service->past_") && !Contains("given_past_"));
      CHECK_THAT(file.text, !Contains("given_root") && !Contains("givenRoot"));
    }
  }
}

TEST_CASE("each step of a rule with `by` says in JSON who takes it") {
  const model::System system = tests::rules(archive);
  CoverOptions options;
  options.kinds = {GoalKind::rules};
  const Coverage coverage = cover(system, options);
  const auto suite = nlohmann::json::parse(test_format("json")->write(suite_of(coverage)).front().text);
  std::size_t by_somebody = 0;
  for (const auto& test : suite["tests"])
    for (const auto& step : test["steps"]) {
      const bool has_actor = step["rule"] != "tomorrow";
      CHECK(step.contains("actor") == has_actor);
      if (has_actor) {
        CHECK(step["actor"] == step["args"]["u"]);
        ++by_somebody;
      }
    }
  CHECK(by_somebody > 2);
  CHECK(suite["signature"]["rules"]["put"]["actor"] == "u");
}

TEST_CASE("individuals of an ordered sort are named in its order") {
  const model::System system = tests::rules(archive);
  CoverOptions options;
  options.kinds = {GoalKind::rules, GoalKind::requirements};
  for (const SuiteScenario& it : cover(system, options).scenarios) {
    const model::Layout layout(system, it.scenario.population);
    const model::State start = model::initial_state(layout, it.scenario);
    const model::RelationId order = *system.sorts[2].order;
    for (std::uint32_t low = 0; low < layout.size(model::SortId{2}); ++low)
      for (std::uint32_t high = low + 1; high < layout.size(model::SortId{2}); ++high)
        CHECK(start.holds(order, std::vector<std::uint32_t>{low, high}));
  }
}

TEST_CASE("suites of rules with the past and step by step promises are found, whatever is remembered") {
  const model::System system = tests::rules(R"(
    system bindings
    sort User named Ann, Bea
    sort Role
    sort Permission with escalate
    relation grants(Role, Permission)
    relation bound(User, Role)
    fixed relation admin(User)
    init empty grants, bound
    define has(u: User, p: Permission) = admin(u) or some r: Role | bound(u, r) and grants(r, p)
    rule add_to_role(by u: User, r: Role, p: Permission) { require has(u, p) or has(u, escalate) add grants(r, p) }
    rule bind_role(by u: User, v: User, r: Role) { require admin(u) add bound(v, r) }
    never unbound = some u: User, p: Permission | has(u, p) and not admin(u) and not (some a: User | once did bind_role(a, u, _))
    always bound_once = all u: User, r: Role | bound(u, r) implies once did bind_role(_, u, r)
  )");
  CoverOptions options;
  options.kinds = {GoalKind::requirements, GoalKind::mutants};
  const Coverage coverage = cover(system, options);
  CHECK(count_open(coverage) == 0);
  CHECK(coverage.mutant_breaks.size() == 2);
}
