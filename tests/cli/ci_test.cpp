// --format junit, sarif and github of every command that has them, as whole commands.
#include "tests/conformance/club.hpp"

#include <sstream>

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

/// A command with something to say, and one with nothing: what the CI system has to see of each.
struct Reported {
  const char* name;
  Run bad, good;
};
Run command(std::vector<std::string> words) {
  Run result;
  result.words = std::move(words);
  return result;
}
std::vector<Reported> every_command() {
  return {
      {"check", command({"check", messenger_launch, "--property", "child_meets_stranger"}),
       command({"check", messenger_fixed, "--property", "child_meets_stranger"})},
      {"replay", command({"replay", messenger_launch, "friend_brings_a_stranger"}),
       command({"replay", messenger_fixed, "friend_brings_a_stranger"})},
      {"conform", club_run("allows"), club_run("")},
  };
}

Outcome told(Run wanted, const std::string& format) {
  wanted.words.insert(wanted.words.end(), {"--format", format});
  return run(wanted);
}

/// What a Python script of this folder prints for a text, or what is wrong with it.
std::string judged(const std::string& script, const std::string& text) {
  const TemporaryFolder folder;
  const std::string root = CHAPERONE_SOURCE_DIR;
  const std::string command = "cd '" + root + "' && python3 tests/cli/" + script + " < '" + folder.file("in", text) +
                              "' > '" + folder.path("out") + "' 2>&1";
  const int status = std::system(command.c_str());
  const std::string said = read_file(folder.path("out"));
  return status == 0 ? said : "does not fit: " + said;
}

std::string fits_sarif(const std::string& text) {
  return judged("validate.py tests/cli/sarif.schema.json", text);
}

/// The fingerprints of the results that are no passes.
std::vector<std::string> fingerprints(const std::string& text) {
  std::vector<std::string> result;
  const Json document = Json::parse(text);
  for (const Json& each : document["runs"][0]["results"])
    if (each["kind"] == "fail")
      result.push_back(each["partialFingerprints"]["chaperone/v1"]);
  return result;
}

} // namespace

TEST_CASE("a report for a CI system has the exit code of any report") {
  for (const Reported& it : every_command())
    for (const char* format : {"junit", "sarif", "github"}) {
      INFO(it.name << " " << format);
      CHECK(told(it.bad, format).exit_code == 1);
      CHECK(told(it.good, format).exit_code == 0);
    }
}

TEST_CASE("JUnit's counts are those of its cases, and a finding is a failure") {
  for (const Reported& it : every_command()) {
    INFO(it.name);
    std::istringstream bad(judged("junit_counts.py", told(it.bad, "junit").out));
    std::size_t tests = 0, failures = 0, errors = 0;
    bad >> tests >> failures >> errors;
    CHECK(tests >= failures);
    CHECK(failures > 0);
    CHECK(errors == 0);
    const std::string good = judged("junit_counts.py", told(it.good, "junit").out);
    CHECK_THAT(good, Catch::EndsWith(" 0 0\n"));
    CHECK_THAT(good, !Catch::StartsWith("0 "));
  }
}

TEST_CASE("SARIF fits its schema, and a finding is a code flow through the rules") {
  for (const Reported& it : every_command()) {
    INFO(it.name);
    const std::string good = told(it.good, "sarif").out, bad = told(it.bad, "sarif").out;
    CHECK(fits_sarif(good) == "");
    CHECK(fits_sarif(bad) == "");
    CHECK(fingerprints(good).empty());
    bool has_flow = false;
    const Json document = Json::parse(bad);
    for (const Json& each : document["runs"][0]["results"]) {
      has_flow = has_flow || each.contains("codeFlows");
      CHECK(each["locations"].size() == 1);
    }
    CHECK(has_flow);
  }
}

TEST_CASE("the schema for SARIF sees what is missing and what does not belong there") {
  const Json document = Json::parse(told(every_command()[1].bad, "sarif").out);
  Json changed = document;
  changed["runs"][0]["results"][0].erase("message");
  CHECK_THAT(fits_sarif(changed.dump()), Contains("does not fit"));
  changed = document;
  changed["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "my rules.chap";
  CHECK_THAT(fits_sarif(changed.dump()), Contains("does not fit"));
}

TEST_CASE("a finding keeps its fingerprint when the rules are moved and other text comes before them") {
  const TemporaryFolder folder;
  const std::string rules = "system door\nsort Person named Ann\nrelation inside(Person)\ninit empty inside\n"
                            "rule enter(p: Person) { add inside(p) }\nnever intrusion = some p: Person | inside(p)\n";
  const auto of = [&](const std::string& name, const std::string& text) {
    const std::string told_of = told(command({"check", folder.file(name, text)}), "sarif").out;
    CHECK(fits_sarif(told_of) == "");
    return fingerprints(told_of);
  };
  const std::vector<std::string> before = of("door.chap", rules);
  // Whoever changes this makes every finding new that somebody has dismissed.
  REQUIRE(before == std::vector<std::string>{"door/intrusion_1_1241b8"});
  CHECK(of("my döor.chap", "// Moved.\n\n" + rules) == before);
  CHECK(of("other.chap", rules + "never other = some p, q: Person | p != q and inside(p)\n").front() == before.front());
}

TEST_CASE("GitHub gets one annotation for each finding, at its line, and none where all is well") {
  for (const Reported& it : every_command()) {
    INFO(it.name);
    const std::string bad = told(it.bad, "github").out;
    CHECK_THAT(bad, Contains("::error file=") && Contains(",line=") && Contains("```mermaid"));
    CHECK_THAT(told(it.good, "github").out, !Contains("::error") && Contains("| ✅ |"));
  }
}

TEST_CASE("of a service that differs both sides are told, once, and each scenario that shows it fails") {
  const Run refuses = club_run("refuses"); // two of four scenarios show it
  const std::string xml = told(refuses, "junit").out;
  CHECK_THAT(xml, Contains("tests=\"4\" failures=\"2\" errors=\"0\""));
  CHECK_THAT(xml, Contains("message=\"the service refuses what the rules allow: enter\">the service refuses") &&
                      Contains("message=\"the service refuses what the rules allow: enter, as in stranger_enters\""));
  CHECK_THAT(xml, Contains("     the rules") && Contains("refused: no more than one"));
  CHECK(fingerprints(told(refuses, "sarif").out).size() == 1);
  const std::string github = told(refuses, "github").out;
  CHECK(github.find("::error") == github.rfind("::error"));
  CHECK_THAT(github, Contains("enters Hall (the rules: allowed / the service: refused: no more than one)"));
}

TEST_CASE("a case that stands in no file has none in JUnit's XML, and a scenario has its line") {
  const std::string made = told(club_run("", {"--cover", "rules"}), "junit").out;
  CHECK_THAT(made, Contains("<testcase") && !Contains("file="));
  const std::string written = told(club_run("", {"lights"}), "junit").out;
  CHECK_THAT(written, Contains("club.chap\" line=\"64\""));
}

TEST_CASE("a story ends where its block in the summary ends") {
  const std::string summary = told(every_command()[1].bad, "github").out;
  CHECK_THAT(summary, Contains("was allowed, but should be refused") && Contains("\n```\n</details>"));
}

TEST_CASE("what is undecided is an error for JUnit, and a failure for the others") {
  Run wanted = club_run("hang", {"--reply-timeout", "300ms"});
  const std::string xml = told(wanted, "junit").out;
  CHECK_THAT(xml, Contains("type=\"undecided\""));
  CHECK_THAT(told(wanted, "sarif").out, Contains("\"text\": \"undecided: "));
  const Json covering = Json::parse(
      told(club_run("hang", {"--cover", "rules", "--reply-timeout", "300ms"}), "sarif").out)["runs"][0]["results"];
  REQUIRE_FALSE(covering.empty());
  for (const Json& each : covering)
    CHECK(each["locations"].size() == 1);
  CHECK_THAT(told(wanted, "github").out, Contains("::undecided: "));
}

TEST_CASE("a file with mistakes is an error in each format of CI systems, not an empty report") {
  const TemporaryFolder folder;
  const std::string file = folder.file("broken.chap", "system s\nsort User\nnever n = some u: User | memebr(u)\n");
  CHECK_THAT(run({"check", file, "--format", "junit"}).out, Contains("errors=\"1\""));
  CHECK_THAT(run({"check", file, "--format", "sarif"}).out, Contains("\"level\": \"error\""));
  const Outcome annotated = run({"check", file, "--format", "github"});
  CHECK(annotated.exit_code == 2);
  CHECK_THAT(annotated.out, Contains("::error file=") && Contains("line=3"));
}

TEST_CASE("on GitHub the summary is added to the job's own") {
  const TemporaryFolder folder;
  Run wanted;
  wanted.words = {"check", messenger_launch, "--format", "github"};
  wanted.environment = {{"GITHUB_STEP_SUMMARY", folder.file("summary.md", "before\n")}};
  const Outcome outcome = run(wanted);
  CHECK_THAT(read_file(folder.path("summary.md")), Catch::StartsWith("before\n") && Contains("```mermaid"));
  CHECK_THAT(outcome.out, !Contains("```mermaid"));
}
