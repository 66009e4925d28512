#include "generators/reports/ci_cases.hpp"
#include "tests/model/rules.hpp"

#include <nlohmann/json.hpp>

using namespace chaperone;
using namespace chaperone::reports;
using Catch::Matchers::Contains;

namespace {

const char* const door = R"(
  system door
  sort Person named Ann
  relation seen(Person)
  relation inside(Person)
  init empty seen, inside
  rule enter(p: Person) "{p} walks in; <quickly> & quietly" { add inside(p) }
  never intrusion = some p: Person | inside(p)
  never other = some p: Person | seen(p)
  possible both = some p: Person | inside(p)
  scenario walk { enter(Ann) allowed }
)";

std::vector<CiCase> cases(const model::System& system, const std::vector<solver::Verdict>& verdicts,
                          bool accepts_bounded = false) {
  solver::CheckResult result;
  for (std::uint32_t i = 0; i < verdicts.size(); ++i)
    result.properties.push_back({model::PropertyId{i}, verdicts[i], 0.5});
  CheckReport report;
  report.system = &system;
  report.file = "rules.chap";
  report.result = &result;
  return ci_cases(report, accepts_bounded);
}

std::vector<CiCase> one_of_each(const model::System& system) {
  return cases(system, {solver::Shown{system.scenarios[0], 1, true, {}}, solver::Bounded{12, {}, "no proof"},
                        solver::Unknown{"out of time"}});
}

} // namespace

TEST_CASE("in JUnit's XML a violation is a failure, and what is undecided is an error") {
  const model::System system = tests::rules(door);
  const std::string xml = junit_xml(one_of_each(system));
  CHECK_THAT(xml, Contains("tests=\"3\" failures=\"1\" errors=\"2\" skipped=\"0\""));
  CHECK_THAT(xml, Contains("<failure type=\"failed\" message=\"never intrusion: violated in 1 step\">"));
  CHECK_THAT(xml, Contains("<error type=\"undecided\" message=\"never other: bounded\">"));
  CHECK_THAT(xml, Contains("&lt;quickly&gt; &amp; quietly"));
  const std::string accepted = junit_xml(cases(system, {solver::Proved{}, solver::Bounded{12, {}, "no proof"}}, true));
  CHECK_THAT(accepted, Contains("failures=\"0\" errors=\"0\""));
}

TEST_CASE("in SARIF a violation is a code flow through the rules, with a fingerprint that stays") {
  const model::System system = tests::rules(door);
  const auto document = nlohmann::json::parse(sarif(one_of_each(system)));
  CHECK(document["version"] == "2.1.0");
  const auto& run = document["runs"][0];
  CHECK(run["tool"]["driver"]["name"] == "chaperone");
  const auto& results = run["results"];
  REQUIRE(results.size() == 3);
  const auto& flow = results[0]["codeFlows"][0]["threadFlows"][0]["locations"];
  REQUIRE(flow.size() == 1);
  CHECK(flow[0]["location"]["physicalLocation"]["region"]["startLine"] == 7);
  CHECK(results[0]["level"] == "error");
  CHECK(results[1]["level"] == "error");
  CHECK(results[1]["kind"] == "fail");
  for (const auto& result : results) {
    CHECK(result["message"]["text"].is_string());
    CHECK(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "rules.chap");
  }
  const auto passed = nlohmann::json::parse(sarif(cases(system, {solver::Proved{}, solver::Proved{}}, false)));
  CHECK(passed["runs"][0]["results"].empty()); // not even as a pass: see ci_cases.hpp
  const auto again = nlohmann::json::parse(sarif(one_of_each(tests::rules(door))));
  CHECK(again["runs"][0]["results"][0]["partialFingerprints"] == results[0]["partialFingerprints"]);
}

TEST_CASE("for GitHub there is one annotation for each case that did not pass, and a diagram of each violation") {
  const model::System system = tests::rules(door);
  const auto found = one_of_each(system);
  const std::string lines = github_annotations(found);
  CHECK_THAT(lines,
             Contains("::error file=rules.chap,line=8,col=9,title=door%3A intrusion::never intrusion: violated in "
                      "1 step%0A- Ann walks in; <quickly>"));
  CHECK_THAT(lines, Contains("::undecided: possible both: unknown"));
  const std::string summary = github_summary(found);
  CHECK_THAT(summary, Contains("sequenceDiagram\n  participant Ann\n  Ann->>Ann: Ann walks in  <quickly>"));
}
