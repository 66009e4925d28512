// --save: what is found once is kept, replayed first, and never written twice.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;

const std::string flawed_door = R"(system door
sort Person named Ann
relation seen(Person)
relation inside(Person)
init empty seen, inside
rule look(p: Person) { add seen(p) }
rule enter(p: Person) "{p} walks in" { add inside(p) }
/// Nobody enters unseen.
never intrusion = some p: Person | inside(p) and not seen(p)
)";
const std::string fixed_door = R"(system door
sort Person named Ann
relation seen(Person)
relation inside(Person)
init empty seen, inside
rule look(p: Person) { add seen(p) }
rule enter(p: Person) "{p} walks in" { require seen(p) add inside(p) }
/// Nobody enters unseen.
never intrusion = some p: Person | inside(p) and not seen(p)
)";

std::map<std::string, std::string> files_of(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder))
    files[entry.path().filename().string()] = read_file(entry.path().string());
  return files;
}

} // namespace

TEST_CASE("a counterexample is saved as a scenario and as JSON, and saving it again changes nothing") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", flawed_door);
  const std::string saved = folder.path("saved");
  CHECK(run({"check", rules, "--save", saved}).exit_code == 1);
  const auto files = files_of(saved);
  REQUIRE(files.size() == 2);
  const std::string text = files.begin()->second;
  CHECK_THAT(text, Contains("use \"../door.chap\""));
  CHECK_THAT(text, Contains("keeps intrusion"));
  CHECK_THAT(text, !Contains("allowed"));
  const Outcome again = run({"check", rules, "--save", saved});
  CHECK(again.exit_code == 1);
  CHECK(files_of(saved) == files);
  CHECK_THAT(again.out, Contains("saved scenario intrusion_1_"));
  CHECK_THAT(again.out, Contains("replayed 1 saved scenario, 1 failed"));
}

TEST_CASE("once the rules are repaired the saved scenario keeps its promise") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", flawed_door);
  run({"check", rules, "--save", folder.path("saved")});
  folder.file("door.chap", fixed_door);
  const Outcome repaired = run({"check", rules, "--save", folder.path("saved")});
  CHECK(repaired.exit_code == 0);
  CHECK_THAT(repaired.out, Contains("replayed 1 saved scenario\n"));
}

TEST_CASE("replay reads the scenario file, the JSON file and the folder, and tells each step") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", flawed_door);
  const std::string saved = folder.path("saved");
  run({"check", rules, "--save", saved});
  for (const auto& [name, text] : files_of(saved)) {
    const Outcome replayed = run({"replay", rules, saved + "/" + name});
    INFO(name << replayed.out << replayed.error);
    CHECK(replayed.exit_code == 1);
    CHECK_THAT(replayed.out, Contains("1. Ann walks in\n     + inside(Ann)"));
  }
  CHECK_THAT(run({"replay", rules, saved}).out, Contains("replayed 1 scenario on"));
  const Outcome repaired = run({"replay", folder.file("fixed_door.chap", fixed_door), saved});
  CHECK(repaired.exit_code == 0);
  CHECK_THAT(repaired.out, Contains("1. Ann walks in (refused: it requires seen(Ann))"));
}

TEST_CASE("a saved scenario that does not fit the rules any more is bad input") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", flawed_door);
  const std::string saved = folder.path("saved");
  run({"check", rules, "--save", saved});
  std::string renamed = flawed_door;
  renamed.replace(renamed.find("rule enter"), 10, "rule entry");
  folder.file("door.chap", renamed);
  const Outcome outcome = run({"check", rules, "--save", saved});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.error, Contains("enter"));
  for (const auto& [name, text] : files_of(saved))
    CHECK(run({"replay", rules, saved + "/" + name}).exit_code == 2);
}

TEST_CASE("a folder may be shared by rules that have nothing in common") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", flawed_door);
  const std::string other = folder.file("lamp.chap", "system lamp\nsort Lamp\nrelation lit(Lamp)\ninit empty lit\n"
                                                     "rule light(l: Lamp) { add lit(l) }\n"
                                                     "never light_on = some l: Lamp | lit(l)\n");
  const std::string saved = folder.path("saved");
  run({"check", rules, other, "--save", saved});
  CHECK(files_of(saved).size() == 4);
  const Outcome again = run({"check", rules, other, "--save", saved});
  CHECK(again.exit_code == 1);
  CHECK_THAT(again.error, Contains("it was found on other rules and does not fit"));
  CHECK(files_of(saved).size() == 4);
}

TEST_CASE("a JSON scenario that is broken is refused with its place") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", flawed_door);
  const Outcome outcome = run({"replay", rules, folder.file("odd.json", "{\"name\": 3}")});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.error, Contains("odd.json: at /name: expected a text"));
}

TEST_CASE("where nothing can be written the check says so and ends with bad input") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", flawed_door);
  const Outcome outcome = run({"check", rules, "--save", folder.file("a_file", "") + "/below"});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.error, Contains("cannot make the folder"));
  CHECK_THAT(outcome.out, Contains("violated"));
  // Once, however many files there are to be written.
  const std::string second = folder.file("second.chap", flawed_door);
  const Outcome two = run({"check", rules, second, "--save", folder.path("a_file") + "/below"});
  CHECK(two.exit_code == 2);
  CHECK(two.error == outcome.error);
  CHECK(std::count(two.error.begin(), two.error.end(), '\n') == 1);
}

TEST_CASE("what was saved is read back, whatever the path of the rules; what cannot be, is not saved") {
  const TemporaryFolder folder;
  for (const std::string& name : {"a\\b", "a b\t'c'", "ä $x {y}"}) {
    fs::create_directory(folder.path(name));
    const std::string rules = folder.file(name + "/door.chap", flawed_door), saved = folder.path("saved " + name);
    CHECK(run({"check", rules, "--save", saved}).exit_code == 1);
    for (const auto& [file, text] : files_of(saved))
      CHECK(run({"replay", rules, saved + "/" + file}).exit_code == 1);
    const Outcome again = run({"check", rules, "--save", saved});
    CHECK(again.exit_code == 1);
    CHECK_THAT(again.out, Contains("replayed 1 saved scenario"));
    for (const auto& entry : fs::directory_iterator(saved))
      if (entry.path().extension() == ".chap")
        CHECK(run({"check", entry.path().string()}).exit_code == 1); // by its `use` alone
  }
  for (const std::string& name : {"a\"b", "a\nb", "a\x1b", "a\xff"}) {
    fs::create_directory(folder.path(name));
    const std::string rules = folder.file(name + "/door.chap", flawed_door), saved = folder.path("nothing");
    const Outcome outcome = run({"check", rules, "--save", saved});
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.error, Contains("chaperone: nothing can be saved in ") && Contains("no line end"));
    CHECK_FALSE(fs::exists(saved));
    CHECK(run({"conform", rules, "--driver", "true", "--save", saved}).exit_code == 2);
    // In the folder of the rules, that folder is not named.
    CHECK(run({"check", rules, "--save", folder.path(name + "/saved")}).exit_code == 1);
  }
}
