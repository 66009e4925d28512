// What is said of files that cannot be read, and of scenarios that do not fit.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

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
