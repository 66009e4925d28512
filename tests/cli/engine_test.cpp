// --engine and --jobs: who answers, and that threads change nothing.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

#include <regex>

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;

const std::string specs = std::string(CHAPERONE_SOURCE_DIR) + "/specs/";

/// What was printed, without the seconds.
std::string timeless(const std::string& text) {
  return std::regex_replace(text, std::regex(R"re("seconds": [0-9.e-]+)re"), "\"seconds\": 0");
}

} // namespace

TEST_CASE("one thread says what two say, to the byte") {
  for (const char* file : {"messenger_kids/launch.chap", "messenger_kids/fixed.chap", "chat_room/chat_room.chap",
                           "lock_server/lock_server.chap"}) {
    INFO(file);
    const Outcome two = run({"check", specs + file, "--format", "json", "--jobs", "2"});
    const Outcome one = run({"check", specs + file, "--format", "json", "--jobs", "1"});
    CHECK(one.exit_code == two.exit_code);
    CHECK(timeless(one.out) == timeless(two.out));
    CHECK(one.error == two.error);
  }
}

TEST_CASE("one thread finds contradictions too") {
  const TemporaryFolder folder;
  const std::string file = folder.file("none.chap", "system none sort S relation r(S) init some s: S | r(s) "
                                                    "init empty r rule go(s: S) { add r(s) } "
                                                    "possible p = some s: S | r(s)");
  const Outcome one = run({"check", file, "--jobs", "1"});
  CHECK(one.exit_code == 2);
  CHECK(one.error == run({"check", file, "--jobs", "2"}).error);
}

TEST_CASE("every engine finds the flaw of 2019, and the repaired rules are proved by those that prove") {
  for (const char* engine : {"auto", "inductive", "bounded", "explicit"}) {
    INFO(engine);
    const Outcome launch = run({"check", specs + "messenger_kids/launch.chap", "--property", "child_meets_stranger",
                                "--engine", engine, "--depth", "3", "--quiet"});
    CHECK(launch.exit_code == 1);
    CHECK_THAT(launch.out, Contains("never child_meets_stranger: violated in 3 steps"));
  }
  const auto fixed = [](const char* engine) {
    return run({"check", specs + "messenger_kids/fixed.chap", "--property", "child_meets_stranger", "--engine", engine,
                "--depth", "2"})
        .out;
  };
  CHECK_THAT(fixed("inductive"), Contains("child_meets_stranger: proved for any number of Users and Groups"));
  CHECK_THAT(fixed("bounded"),
             Contains("child_meets_stranger: bounded, nothing found within 2 steps, for any number") &&
                 Contains("why not more: no proof was looked for"));
  CHECK_THAT(
      fixed("explicit"),
      Contains("child_meets_stranger: bounded, nothing found within 2 steps, for at most 3 Users and 3 Groups") &&
          Contains("why not more: longer runs and larger sizes were not looked at"));
}

TEST_CASE("the exhaustive search refuses sizes that it cannot look at, before it begins") {
  const Outcome outcome =
      run({"check", specs + "messenger_kids/launch.chap", "--engine", "explicit", "--scope", "User=9"});
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.error, Contains("--engine explicit takes at most 8 individuals of a sort"));
  CHECK(run({"check", specs + "messenger_kids/launch.chap", "--engine", "smart"}).exit_code == 2);
}
