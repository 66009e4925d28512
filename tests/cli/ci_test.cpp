// --format junit, sarif and github, as whole commands.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;

const std::string launch = CHAPERONE_SOURCE_DIR "/specs/messenger_kids/launch.chap";

} // namespace

TEST_CASE("a check for a CI system has the exit code of any check") {
  for (const char* format : {"junit", "sarif", "github"}) {
    const Outcome outcome = run({"check", launch, "--property", "child_meets_stranger", "--format", format});
    CHECK(outcome.exit_code == 1);
    CHECK_THAT(outcome.out, Contains("child_meets_stranger"));
  }
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
  wanted.words = {"check", launch, "--format", "github"};
  wanted.environment = {{"GITHUB_STEP_SUMMARY", folder.file("summary.md", "before\n")}};
  const Outcome outcome = run(wanted);
  CHECK_THAT(read_file(folder.path("summary.md")), Catch::StartsWith("before\n") && Contains("```mermaid"));
  CHECK_THAT(outcome.out, !Contains("```mermaid"));
}

TEST_CASE("replay writes the formats of CI systems too") {
  const Outcome outcome = run({"replay", launch, "friend_brings_a_stranger", "--format", "junit"});
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.out, Contains("failures=\"1\""));
}
