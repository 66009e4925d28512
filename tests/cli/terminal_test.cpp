// Colors, the progress line, and output that cannot be written.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;

const std::string rules = R"(system door
sort Person
relation inside(Person)
init empty inside
rule enter(p: Person) "{p} walks in" { add inside(p) }
never anybody = some p: Person | inside(p)
)";

const std::string slow_rules = "system slow" + lamps;

Run check_door(const TemporaryFolder& folder, std::vector<std::string> more = {}) {
  Run wanted;
  wanted.words = {"check", folder.file("door.chap", rules)};
  wanted.words.insert(wanted.words.end(), more.begin(), more.end());
  return wanted;
}

bool has_color(const std::string& text) {
  return text.find("\x1b[1") != std::string::npos;
}

/// What a terminal shows in the end: `\r` goes back, ESC [K erases to the end of the line.
std::string screen(const std::string& sent) {
  std::string shown, line;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (sent[i] == '\n') {
      shown += line + "\n";
      line.clear();
    } else if (sent[i] == '\r') {
      if (sent.compare(i + 1, 3, "\x1b[K") == 0)
        line.clear();
    } else {
      line += sent[i];
    }
  }
  return shown + line;
}

} // namespace

TEST_CASE("output to a pipe has no colors, output to a terminal has") {
  const TemporaryFolder folder;
  Run wanted = check_door(folder);
  CHECK_FALSE(has_color(run(wanted).out));
  wanted.on_terminal = true;
  CHECK(has_color(run(wanted).out));
}

TEST_CASE("NO_COLOR, TERM=dumb and --color never switch colors off on a terminal") {
  const TemporaryFolder folder;
  Run wanted = check_door(folder);
  wanted.on_terminal = true;
  wanted.environment = {{"NO_COLOR", "1"}};
  CHECK_FALSE(has_color(run(wanted).out));
  wanted.environment = {{"TERM", "dumb"}};
  CHECK_FALSE(has_color(run(wanted).out));
  wanted = check_door(folder, {"--color", "never"});
  wanted.on_terminal = true;
  CHECK_FALSE(has_color(run(wanted).out));
}

TEST_CASE("CLICOLOR_FORCE and --color always color a pipe, and --color outweighs NO_COLOR") {
  const TemporaryFolder folder;
  Run wanted = check_door(folder);
  wanted.environment = {{"CLICOLOR_FORCE", "1"}};
  CHECK(has_color(run(wanted).out));
  wanted = check_door(folder, {"--color", "always"});
  wanted.environment = {{"NO_COLOR", "1"}};
  CHECK(has_color(run(wanted).out));
}

TEST_CASE("the progress line shows on a terminal and leaves no trace") {
  const TemporaryFolder folder;
  Run wanted;
  wanted.words = {"check", folder.file("slow.chap", slow_rules), "--depth", "100000", "--timeout", "1500ms"};
  wanted.on_terminal = true;
  const Outcome outcome = run(wanted);
  CHECK_THAT(outcome.out, Contains("0 of 1 decided; stuck: "));
  CHECK_THAT(screen(outcome.out), !Contains("stuck: "));
}

TEST_CASE("there is no progress line in a pipe or with --quiet") {
  const TemporaryFolder folder;
  Run wanted;
  wanted.words = {"check", folder.file("slow.chap", slow_rules), "--depth", "100000", "--timeout", "1s"};
  CHECK_THAT(run(wanted).error, !Contains("depth"));
  wanted.words.emplace_back("--quiet");
  wanted.on_terminal = true;
  CHECK_THAT(run(wanted).out, !Contains("\x1b[K"));
}

TEST_CASE("a reader that went away is no mistake, a full disk is") {
  const TemporaryFolder folder;
  Run wanted = check_door(folder);
  wanted.out_to = "/dev/full";
  const Outcome full = run(wanted);
  CHECK(full.exit_code == 2);
  CHECK_THAT(full.error, Contains("cannot write to standard output: No space left on device"));
  const std::string command = std::string(CHAPERONE_COMMAND) + " check " + folder.path("door.chap") + " 2> " +
                              folder.path("errors") + " | true";
  CHECK(std::system(command.c_str()) == 0);
  CHECK(read_file(folder.path("errors")).empty());
}
