// What is said of files that cannot be read, and of scenarios that do not fit.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;

const std::string door = R"(system door
sort Person
relation inside(Person)
init empty inside
rule enter(p: Person) { add inside(p) }
never anybody = some p: Person | inside(p)
)";

std::string unreadable(const std::string& file, const std::string& why) {
  return "error[unreadable_file]: the file `" + file + "` cannot be read: " + why + "\n\n";
}

Outcome check(const std::string& file) {
  return run({"check", file});
}

std::string fifo(const TemporaryFolder& folder, const std::string& name) {
  REQUIRE(mkfifo(folder.path(name).c_str(), 0600) == 0);
  return folder.path(name);
}

std::string socket_file(const TemporaryFolder& folder, const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = folder.path(name);
  std::copy_n(path.c_str(), std::min(path.size(), sizeof address.sun_path - 1), address.sun_path);
  const int made = socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  close(made);
  return path;
}

/// Rules of which a hundred take longer to read than a check with a timeout of a millisecond lasts.
std::string long_rules(const TemporaryFolder& folder, const std::string& name) {
  std::string text = door;
  for (int i = 0; i < 20'000; ++i)
    text += "rule enter" + std::to_string(i) + "(p: Person) { add inside(p) }\n";
  return folder.file(name, text);
}

} // namespace

TEST_CASE("a rule file that cannot be read says why, and shows no place in it") {
  const TemporaryFolder folder;
  const std::string nowhere = folder.path("nowhere.chap");
  CHECK(check(nowhere).exit_code == 2);
  CHECK(check(nowhere).error == unreadable(nowhere, "no such file"));
  CHECK(check(folder.path()).error == unreadable(folder.path(), "it is a directory"));
  CHECK(check("").error == unreadable("", "its name is empty"));
  const auto report = nlohmann::json::parse(run({"check", nowhere, "--format", "json"}).out);
  CHECK(report["file"] == nowhere);
  CHECK_FALSE(report["errors"][0].contains("line"));
}

TEST_CASE("a file that one may not read says so") {
  if (geteuid() == 0)
    return; // who may read everything
  const TemporaryFolder folder;
  const std::string locked = folder.file("locked.chap", door);
  fs::permissions(locked, fs::perms::none);
  CHECK(check(locked).error == unreadable(locked, "permission denied"));
}

TEST_CASE("a used file that is a directory is called one, and an absolute path is relative to nothing") {
  const TemporaryFolder folder;
  const Outcome outcome = check(folder.file("main.chap", "system s\nuse \"" + folder.path() + "\"\n"));
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.error, Contains("^ it is a directory") && !Contains("relative to"));
}

TEST_CASE("a scenario file that cannot be read says why") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", door);
  const std::string text = folder.path("nowhere.chap");
  CHECK(run({"replay", rules, text}).error == unreadable(text, "no such file"));
  const std::string json = folder.path("nowhere.json");
  const Outcome outcome = run({"replay", rules, json});
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.error == "chaperone: " + json + ": cannot be read: no such file\n");
}

TEST_CASE("a scenario of other rules is told in one line, with the names that are lacking") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", door);
  folder.file("lamp.chap", "system lamp\nsort Lamp\nrelation lit(Lamp)\nrule light(l: Lamp) { add lit(l) }\n");
  const std::string scenario = "use \"lamp.chap\"\nscenario s { given lit(A) light(B) light(A) keeps dark }\n";
  const std::string strange = folder.file("strange.chap", scenario);
  const Outcome outcome = run({"replay", rules, strange});
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.error == "chaperone: " + strange + ": this is a scenario of other rules: " + rules +
                             " has no `lit`, `light` and `dark`\n");
  // Of these very rules, each name may be a slip of the pen.
  const std::string own = folder.file("own.chap", "use \"door.chap\"\nscenario s { given insde(A) entr(A) }\n");
  CHECK_THAT(run({"replay", rules, own}).error,
             Contains("did you mean `inside`?") && Contains("did you mean `enter`?"));
  const std::string slip = folder.file("slip.chap", "scenario s { entr(A) }\n");
  CHECK_THAT(run({"replay", rules, slip}).error, Contains("did you mean `enter`?"));
}

TEST_CASE("who replays a property is told how it is decided") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", door);
  const Outcome outcome = run({"replay", rules, "anybody"});
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.error == "chaperone: `anybody` is a property, not a scenario: `chaperone check " + rules +
                             " --property anybody` decides it\n");
}

TEST_CASE("what is no regular file is refused at once, with what it is") {
  const TemporaryFolder folder;
  const std::string pipe = fifo(folder, "pipe.chap"), plug = socket_file(folder, "plug");
  for (const std::vector<std::string> more : {std::vector<std::string>{}, {"--timeout", "1s"}}) {
    const auto checked = [&](const std::string& file) {
      std::vector<std::string> words{"check", file};
      words.insert(words.end(), more.begin(), more.end());
      return run(words);
    };
    CHECK(checked(pipe).exit_code == 2);
    CHECK(checked(pipe).error == unreadable(pipe, "it is a FIFO, not a file"));
    CHECK(checked(plug).error == unreadable(plug, "it is a socket, not a file"));
    CHECK(checked("/dev/zero").exit_code == 2);
    CHECK(checked("/dev/zero").error == unreadable("/dev/zero", "it is a device, not a file"));
  }
  const Outcome used = check(folder.file("main.chap", "system s\nuse \"pipe.chap\"\n"));
  CHECK(used.exit_code == 2);
  CHECK_THAT(used.error, Contains("^ it is a FIFO, not a file"));
}

TEST_CASE("a scenario, a manifest, a template and rules to expect from are regular files too") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", door);
  const std::string text = fifo(folder, "run.chap"), json = fifo(folder, "run.json");
  const std::string page = fifo(folder, "page.mustache");
  fs::create_directory(folder.path("proofs"));
  fs::create_directory(folder.path("saved"));
  fifo(folder, "saved/run.chap");
  fifo(folder, "proofs/manifest.json");
  for (const std::vector<std::string>& words : {
           std::vector<std::string>{"replay", rules, text},
           {"replay", rules, json},
           {"replay", rules, folder.path("saved")},
           {"certify", rules, folder.path("proofs"), "--solver", "true"},
           {"conform", rules, text, "--driver", "true"},
           {"generate", rules, json, "--to", "json", "-o", folder.path("out")},
           {"generate", rules, "--to", "template", "--template", page, "-o", folder.path("out")},
           {"generate", rules, "--to", "json", "--expect-from", text, "-o", folder.path("out")},
           {"check", rules, "--save", folder.path("saved"), "--timeout", "5s"},
       }) {
    const Outcome outcome = run(words);
    INFO(words[0] << " " << words[2]);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.error, Contains("it is a FIFO, not a file"));
    CHECK(outcome.seconds < 5);
  }
}

TEST_CASE("a file that breaks off while it is read is bad input") {
  const Outcome outcome = check("/proc/self/mem");
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.error == unreadable("/proc/self/mem", "input/output error"));
}

TEST_CASE("a file that is larger than 64 MiB is not read") {
  const TemporaryFolder folder;
  const std::string huge = folder.file("huge.chap", door);
  fs::resize_file(huge, (std::uintmax_t{64} << 20U) + 1);
  CHECK(check(huge).error == unreadable(huge, "it is larger than 64 MiB"));
}

TEST_CASE("files that were not read before the time was up are told in every format, and are undecided") {
  const TemporaryFolder folder;
  const std::string first = long_rules(folder, "first.chap");
  std::vector<std::string> words{"check", "--timeout", "1ms"};
  for (int i = 0; i < 100; ++i)
    words.push_back(first);
  words.push_back(folder.file("last.chap", door));
  const auto told = [&](std::vector<std::string> more) {
    more.insert(more.begin(), words.begin(), words.end());
    Outcome outcome = run(more);
    CHECK(outcome.exit_code == 3);
    return outcome.out;
  };
  const std::string& last = words.back();
  CHECK_THAT(told({}), Contains("\n" + last + ": not read, out of time\n"));
  CHECK_THAT(told({"--quiet"}), Contains("\n" + last + ": not read, out of time\n"));
  const std::string sentence = "the file `" + last + "` was not read: out of time";
  const auto documents = nlohmann::json::parse(told({"--format", "json"}));
  REQUIRE(documents.size() == 101);
  CHECK(documents[100]["file"] == last);
  CHECK(documents[100]["errors"][0]["code"] == "not_read");
  CHECK(documents[100]["errors"][0]["message"] == sentence);
  const std::string root = CHAPERONE_SOURCE_DIR;
  CHECK(std::system(("python3 '" + root + "/tests/cli/validate.py' '" + root + "/docs/check.schema.json' < '" +
                     folder.file("document.json", documents.dump()) + "'")
                        .c_str()) == 0);
  CHECK_THAT(told({"--format", "junit"}), Contains("<error type=\"undecided\" message=\"" + sentence));
  CHECK_THAT(told({"--format", "sarif"}), Contains("undecided: " + sentence));
  CHECK_THAT(told({"--format", "github"}), Contains("::undecided: " + sentence));
}
