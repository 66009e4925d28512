// What check --format json prints fits docs/check.schema.json.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone::tests;

void check_fits(const std::vector<std::string>& files) {
  const TemporaryFolder folder;
  Run wanted;
  wanted.words = {"check", "--format", "json", "--depth", "4"};
  wanted.words.insert(wanted.words.end(), files.begin(), files.end());
  const std::string document = folder.file("document.json", run(wanted).out);
  const std::string root = CHAPERONE_SOURCE_DIR;
  const std::string command = "python3 '" + root + "/tests/cli/validate.py' '" + root + "/docs/check.schema.json' < '" +
                              document + "' 2> '" + folder.path("mistakes") + "'";
  const int status = std::system(command.c_str());
  INFO(read_file(document) << read_file(folder.path("mistakes")));
  CHECK(status == 0);
}

std::string spec(const std::string& name) {
  return std::string(CHAPERONE_SOURCE_DIR) + "/specs/" + name;
}

} // namespace

TEST_CASE("the JSON of a suite fits its schema") {
  const TemporaryFolder folder;
  for (const char* rules : {"messenger_kids/launch.chap", "chat_room/ban_without_kick.chap"}) {
    REQUIRE(run({"generate", spec(rules), "--cover", "rules,mutants,violations", "--to", "json", "-o", folder.path(),
                 "--quiet"})
                .exit_code == 0);
  }
  const std::string root = CHAPERONE_SOURCE_DIR;
  for (const char* suite : {"messenger_kids_suite.json", "chat_room_ban_without_kick_suite.json"}) {
    const std::string command = "python3 '" + root + "/tests/cli/validate.py' '" + root +
                                "/docs/suite.schema.json' < '" + folder.path(suite) + "'";
    CHECK(std::system(command.c_str()) == 0);
  }
}

TEST_CASE("the JSON of a violated system fits the schema") {
  check_fits({spec("messenger_kids/launch.chap")});
}
TEST_CASE("the JSON of a proved system fits the schema") {
  check_fits({spec("messenger_kids/fixed.chap")});
}
TEST_CASE("the JSON of several files is an array that fits the schema") {
  check_fits({spec("messenger_kids/launch.chap"), spec("lock_server/lock_server.chap")});
}

TEST_CASE("the JSON of a file with mistakes fits the schema") {
  const TemporaryFolder folder;
  check_fits({folder.file("broken.chap", "system s\nsort User\nnever n = some u: User | memebr(u)\n")});
}

TEST_CASE("the JSON of a conflict fits the schema") {
  check_fits({CHAPERONE_SOURCE_DIR "/tests/golden/conflict.chap"});
}

TEST_CASE("a property that is not there is a mistake in the JSON too") {
  const Outcome told =
      run({"check", spec("lock_server/lock_server.chap"), "--format", "json", "--property", "nonesuch"});
  CHECK(told.exit_code == 2);
  CHECK(told.out.find(R"("message": "unknown property `nonesuch`")") != std::string::npos);
  check_fits({spec("lock_server/lock_server.chap"), "--property", "nonesuch"});
}
