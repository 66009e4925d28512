// chaperone follow as its users run it: files, pipes, signals, formats.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace chaperone::tests;

const std::string incident = CHAPERONE_SOURCE_DIR "/specs/messenger_kids/incident";

std::vector<std::string> words(std::vector<std::string> more) {
  more.insert(more.begin(), {"follow", messenger_launch, "--data", incident + "/families"});
  return more;
}

std::vector<std::string> dated(std::vector<std::string> more) {
  more.insert(more.begin(), {"--rules", "2019-07-01=" + messenger_fixed, "--log", incident + "/log.jsonl"});
  return words(std::move(more));
}

void check_fits(const Outcome& told) {
  const TemporaryFolder folder;
  const std::string root = CHAPERONE_SOURCE_DIR;
  const std::string command = "python3 '" + root + "/tests/cli/validate.py' '" + root +
                              "/docs/follow.schema.json' < '" + folder.file("document.json", told.out) + "' 2> '" +
                              folder.path("mistakes") + "'";
  const int status = std::system(command.c_str());
  INFO(told.out << read_file(folder.path("mistakes")));
  CHECK(status == 0);
}

} // namespace

TEST_CASE("following the log of the incident tells findings and exposures") {
  const Outcome told = run(dated({}));
  CHECK(told.exit_code == 1);
  CHECK(told.out.find("g = choir, kid = Bea, other = Cal from event 6") != std::string::npos);
  CHECK(told.out.find("event 13 (2019-07-22T07:01:40Z): allowed, but the rules refuse it: Ann adds Bea to choir\n") !=
        std::string::npos);
  CHECK(told.out.find("16 events: 16 judged\n2 findings, 3 exposures\n") != std::string::npos);
  CHECK(run(words({"--log", incident + "/log.jsonl", "--quiet"})).out.find("What led to it") == std::string::npos);
}

TEST_CASE("the JSON of following a log fits its schema") {
  check_fits(run(dated({"--format", "json"})));
  const TemporaryFolder folder;
  const std::string log = folder.file("log", R"({"rule":"approve","args":{"kid":"Bea"},"at":"2019-01-01"})"
                                             "\n"
                                             R"({"rule":"hm"})");
  const Outcome unclear = run({"follow", messenger_fixed, "--log", log, "--format", "json"});
  CHECK(unclear.exit_code == 3);
  check_fits(unclear);
}

TEST_CASE("a log of nothing, or of nothing that rules are about, is nothing judged") {
  const TemporaryFolder folder;
  for (const char* text : {"", "\n\n", "{\"rule\":\"ping\"}\n", "rule\nping\n"}) {
    const Outcome told = run(words({"--log", folder.file("log", text)}));
    CHECK(told.exit_code == 3);
    CHECK(told.out.find("nothing was judged") != std::string::npos);
  }
}

TEST_CASE("a broken line is located and ends the command, or is skipped") {
  const TemporaryFolder folder;
  const std::string log = folder.file("log", R"({"rule":"befriend","args":{"a":"x","b":"y"},"outcome":"allowed"})"
                                             "\n{\"rule\":\n"
                                             R"({"rule":"befriend","args":{"a":"x","b":"x"},"outcome":"allowed"})");
  const Outcome ended = run(words({"--log", log}));
  CHECK(ended.exit_code == 2);
  CHECK(ended.error.find("log:2:9: this line ends within a JSON value") != std::string::npos);
  CHECK(ended.out.find("1 event: 1 judged") != std::string::npos);
  const Outcome skipped = run(words({"--log", log, "--keep-going"}));
  CHECK(skipped.exit_code == 1);
  CHECK(skipped.out.find("2 judged, 1 line skipped") != std::string::npos);
}

TEST_CASE("rules with more places than a log is followed with are refused") {
  const TemporaryFolder folder;
  std::string places;
  for (int i = 0; i < 33; ++i)
    places += i == 0 ? "S" : ", S";
  write(folder.path("wide.chap"),
        "system wide\nsort S\nrelation narrow(S)\nrelation broad(" + places + ")\nnever n = some x: S | narrow(x)\n");
  write(folder.path("log.jsonl"), "");
  const Outcome found = run({"follow", folder.path("wide.chap"), "--log", folder.path("log.jsonl")});
  CHECK(found.exit_code == 2);
  CHECK_THAT(found.error, Contains("`broad` has too many places"));
}

TEST_CASE("what cannot be followed is bad input") {
  const TemporaryFolder folder;
  const auto code = [&](std::vector<std::string> more) { return run(words(std::move(more))).exit_code; };
  CHECK(run({"follow", "--log", incident + "/log.jsonl"}).exit_code == 2);
  CHECK(code({"--log", folder.path("none")}) == 2);
  CHECK(code({"--log", "/dev/null"}) == 2);
  CHECK(code({"--log", folder.path()}) == 2);
  CHECK(code({"--log", incident + "/log.jsonl", "--data", folder.path("none")}) == 2);
  CHECK(code({"--log", incident + "/log.jsonl", "--rules", "soon=" + messenger_fixed}) == 2);
  CHECK(code({"--log", incident + "/log.jsonl", "--rules", "2019=" + messenger_fixed}) == 2);
  CHECK(code({"--log", incident + "/log.jsonl", "--map", folder.file("map", "hm\n")}) == 2);
  CHECK(code({"--log", incident + "/log.jsonl", "--state", folder.file("state", "hm\n")}) == 2);
  CHECK(code({"--log", incident + "/log.jsonl", "--format", "sarif"}) == 2);
}

TEST_CASE("the next part of a log is followed from where the last one stopped") {
  const TemporaryFolder folder;
  const std::string whole = read_file(incident + "/log.jsonl");
  const std::size_t cut = whole.find("{\"at\": \"2019-02-20");
  const std::string state = folder.path("state");
  const auto part = [&](const std::string& text) {
    return run(words({"--rules", "2019-07-01=" + messenger_fixed, "--log", folder.file("part", text), "--state", state,
                      "--format", "jsonl"}));
  };
  CHECK(part(whole.substr(0, cut)).exit_code == 1);
  const std::string before = read_file(state);
  CHECK(part("{\"rule\":").exit_code == 2);
  CHECK(read_file(state) == before);
  const Outcome second = part(whole.substr(cut));
  CHECK(second.out.find(R"("from_event":6,"to_event":10)") != std::string::npos);
  CHECK(second.out.find(R"({"finding":{"event":13,)") != std::string::npos);
}

TEST_CASE("an event that waits at the end of a part is told, and judged in the last part") {
  TemporaryFolder folder;
  const std::string rules = folder.file("rules.chap", "system s\nsort P\nrelation in_(P)\ninit empty in_\n"
                                                      "rule enter(p: P) { add in_(p) }\n"
                                                      "rule leave(p: P) { require in_(p) remove in_(p) }\n");
  const std::string log =
      folder.file("log.jsonl", R"({"rule":"enter","args":{"p":"Ann"},"outcome":"allowed","at":"2026-01-01"}
{"rule":"leave","args":{"p":"Bob"},"outcome":"allowed","at":"2026-01-02"}
)");
  const std::vector<std::string> words{"follow", rules, "--log", log, "--state", folder.path("state")};
  const auto first = run(words);
  CHECK(first.exit_code == 3);
  CHECK(first.out.find("2 events: 1 judged, 1 waits for what follows\n") != std::string::npos);
  const std::string none = folder.file("none.jsonl", "");
  const auto last = run({"follow", rules, "--log", none, "--state", folder.path("state"), "--last-part"});
  CHECK(last.exit_code == 1);
  CHECK(last.out.find("allowed, but the rules refuse it: leave: p Bob") != std::string::npos);
}

TEST_CASE("a state goes on under the rules of its time, also where the same rules were in force before") {
  TemporaryFolder folder;
  const std::string old = "system s\nsort P\nrelation in_(P)\ninit empty in_\nrule enter(p: P) { add in_(p) }\n";
  const std::string rules = folder.file("old.chap", old);
  const std::string other = folder.file("new.chap", old + "relation badge(P)\ninit empty badge\n"
                                                          "never no_badge = some p: P | in_(p) and not badge(p)\n");
  const auto enter = [](const std::string& who, const std::string& day) {
    return R"({"rule":"enter","args":{"p":")" + who + R"("},"outcome":"allowed","at":"2026-01-)" + day + "\"}\n";
  };
  const std::string first = folder.file("1.jsonl", enter("Ann", "05")),
                    second = folder.file("2.jsonl", enter("Bob", "06"));
  const auto part = [&](const std::string& log) {
    return run({"follow", rules, "--rules", "2026-01-01=" + other, "--rules", "2026-01-04=" + rules, "--log", log,
                "--state", folder.path("state"), "--allow", "unused_declaration"});
  };
  CHECK(part(first).exit_code == 0);
  CHECK(part(second).exit_code == 0);
}

TEST_CASE("standard input that goes on is told as it comes, and an interrupt tells what is known") {
  const TemporaryFolder folder;
  Run wanted;
  wanted.words = words({"--log", "-", "--state", folder.path("state")});
  wanted.in_from = folder.path("pipe");
  REQUIRE(mkfifo(wanted.in_from.c_str(), 0600) == 0);
  // Open for both, so that it goes on when all has been read.
  const int pipe = open(wanted.in_from.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(pipe >= 0);
  const std::string log = read_file(incident + "/log.jsonl");
  REQUIRE(write(pipe, log.data(), log.size()) == static_cast<ssize_t>(log.size()));
  wanted.out_to = folder.path("out");
  wanted.signal = SIGINT;
  wanted.signal_once_written = wanted.out_to;
  wanted.signal_after = std::chrono::milliseconds(300);
  const Outcome told = run(wanted);
  close(pipe);
  CHECK(told.exit_code == 130);
  const std::string out = read_file(wanted.out_to);
  CHECK(out.find("interrupted: what follows is known so far\n16 events") != std::string::npos);
  CHECK(read_file(folder.path("state")).find(R"({"end":true})") != std::string::npos);
}

TEST_CASE("a log that time did not suffice for is not called followed, and leaves the state as it was") {
  const TemporaryFolder folder;
  Run wanted;
  wanted.words = words({"--log", "-", "--state", folder.path("state"), "--timeout", "300ms", "--format", "json"});
  wanted.in_from = folder.path("pipe");
  REQUIRE(mkfifo(wanted.in_from.c_str(), 0600) == 0);
  const int pipe = open(wanted.in_from.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(pipe >= 0);
  const std::string event =
      "{\"rule\": \"no_such\"}\n{\"rule\": \"befriend\", \"args\": {\"a\": \"Ann\", \"b\": \"Cal\"}}\n";
  REQUIRE(write(pipe, event.data(), event.size()) == static_cast<ssize_t>(event.size()));
  const Outcome told = run(wanted);
  close(pipe);
  CHECK(told.exit_code == 3);
  CHECK(told.out.find("\"interrupted\": true") != std::string::npos);
  CHECK(told.out.find("state is left as it was: the log was not read to its end") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.path("state")));
}

TEST_CASE("CSV has a row for each finding and exposure, and JUnit a case") {
  const std::string csv = run(dated({"--format", "csv"})).out;
  CHECK(csv.starts_with(
      "kind,event,at,to_event,to,subject,who,because,rules,file,line\nexposed,6,2019-02-02T10:05:51Z,10,"));
  CHECK(csv.find("\nallowed_what_the_rules_refuse,13,") != std::string::npos);
  const std::string junit = run(dated({"--format", "junit"})).out;
  CHECK(junit.find("failures=\"5\"") != std::string::npos);
}
