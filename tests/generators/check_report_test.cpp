// The text and JSON reports of results made by hand: one for each verdict.
#include "generators/reports/check_json.hpp"
#include "generators/reports/check_text.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <nlohmann/json.hpp>

using namespace chaperone;
using Catch::Matchers::Contains;

namespace {

const std::string rules_text = R"(system door
sort Person
enum State { open, shut }
relation inside(Person)
function state(): State
init empty inside
init state() = shut
rule enter(p: Person) "{p} walks in" { add inside(p) }
rule shut_door() { set state() = shut }
/// Nobody comes in.
never anybody = some p: Person | inside(p)
always closed = state() = shut
possible party = at least 2 p: Person | inside(p)
scenario alone { given state() = shut enter(Zoë) }
)";

/// A run in which Zoë walks in.
model::Scenario entry(const model::System& system) {
  model::Scenario scenario;
  scenario.population.names = {{"Zoë"}, system.sorts[1].names};
  scenario.given = {model::GivenValue{model::FunctionId{0}, {}, 1}};
  scenario.items = {model::ScenarioStep{{model::RuleId{0}, {std::uint32_t{0}}}, {}, {}, {}}};
  return scenario;
}

struct Made {
  explicit Made(solver::Verdict first, solver::Verdict second = solver::Unknown{"out of time"},
                solver::Verdict third = solver::Bounded{4, {{model::SortId{0}, 2}}, "its size was limited"})
      : system(tests::rules(rules_text)) {
    result.properties.push_back({model::PropertyId{0}, std::move(first), 0.5});
    result.properties.push_back({model::PropertyId{1}, std::move(second), 0.25});
    result.properties.push_back({model::PropertyId{2}, std::move(third), 0});
    result.scenarios.push_back({0, model::replay(system, system.scenarios[0])});
  }
  reports::CheckReport report() const { return {&system, "door.chap", &result, {}, {}, 1.5}; }
  std::string text(bool is_quiet = false) const {
    return reports::check_text(report(), reports::Painter(false), is_quiet);
  }
  nlohmann::ordered_json json() const { return reports::check_json(report()); }

  model::System system;
  solver::CheckResult result;
};

Made violated() {
  const model::System system = tests::rules(rules_text);
  return Made(solver::Shown{entry(system), 1, false, "the time was up"});
}

} // namespace

TEST_CASE("a violation has the members that are promised for scripts") {
  const auto property = violated().json()["properties"][0];
  CHECK(property["name"] == "anybody");
  CHECK(property["kind"] == "never");
  CHECK(property["verdict"] == "violated");
  CHECK(property["steps"] == 1);
  CHECK(property["individuals"].dump() == R"({"Person":1})");
  CHECK(property["scenario"]["given"].dump() == R"([["state","=","shut"]])");
  const auto step = property["scenario"]["steps"][0];
  CHECK(step["rule"] == "enter");
  CHECK(step["args"].dump() == R"({"p":"Zoë"})");
  CHECK(step["expect"] == "allowed");
  CHECK(step["told"] == "Zoë walks in");
  CHECK(property["smallest"] == false);
}

TEST_CASE("a run that may not be the smallest is told with the reason") {
  CHECK_THAT(violated().text(), Contains("a smaller run may exist: the time was up"));
}

TEST_CASE("unknown and bounded verdicts give their reason and never look like a proof") {
  const std::string text = violated().text();
  CHECK_THAT(text, Contains("always closed: unknown, out of time"));
  CHECK_THAT(text, Contains("possible party: bounded, nothing found within 4 steps, for at most 2 Persons"));
  CHECK_THAT(text, Contains("1 violated, 1 unknown, 1 bounded, 1 scenario passed (1.50 s)"));
  const auto json = violated().json();
  CHECK(json["properties"][1]["reason"] == "out of time");
  CHECK(json["properties"][2]["sizes"].dump() == R"({"Person":2})");
}

TEST_CASE("a proof names its invariant, by the property's name where one says the same") {
  const model::System system = tests::rules(rules_text);
  const model::Formula own = model::negation(system.properties[0].formula);
  const Made alone(solver::Proved{{own}, 1});
  CHECK_THAT(alone.text(), Contains("never anybody: proved for any number of Persons, any number of steps\n"
                                    "  Nobody comes in.\n  invariant: the property itself\n"));
  const Made helped(solver::Proved{{own, system.properties[1].formula}, 2});
  CHECK_THAT(helped.text(), Contains("invariant: the property itself, closed (2-inductive)"));
  CHECK(helped.json()["properties"][0]["invariant"].size() == 2);
  CHECK(helped.json()["properties"][0]["k"] == 2);
}

TEST_CASE("a quiet report is one line for each verdict") {
  CHECK(violated().text(true) == "never anybody: violated in 1 step\nalways closed: unknown, out of time\n"
                                 "possible party: bounded, nothing found within 4 steps, for at most 2 Persons\n"
                                 "scenario alone: passed\n");
}

TEST_CASE("the tally decides between findings and the rest") {
  const Made made = violated();
  const reports::Tally count = reports::tally(made.report());
  CHECK(count.violated == 1);
  CHECK(count.unknown == 1);
  CHECK(count.bounded == 1);
  CHECK(count.passed == 1);
  CHECK(count.has_findings());
  CHECK_FALSE(reports::tally(Made(solver::Unknown{"out of time"}).report()).has_findings());
}

TEST_CASE("the same result gives the same bytes") {
  CHECK(violated().text() == violated().text());
  CHECK(violated().json().dump() == violated().json().dump());
}
