// Names of files and words of rules that a terminal or the log of a CI system would obey are escaped everywhere.
#include "tests/cli/hostile.hpp"
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;

const std::string bad_name =
    "\x1b[31m\x07\x7f\xC2\x9B\xE2\x80\xAE\xE2\x80\xA8\xE2\x80\xA9\r\n::error::taken over\n##[error]x";

/// The doc and the reason hold what a rule file may hold.
const std::string hostile_door = "system door\n"
                                 "sort Person\n"
                                 "relation inside(Person)\n"
                                 "init empty inside\n"
                                 "rule enter(p: Person) \"{p} \xE2\x80\xAE enters\" { add inside(p) }\n"
                                 "/// ::error::taken over\n"
                                 "/// ##[error]\xE2\x80\xA8\xC2\x9B\n"
                                 "never anybody = some p: Person | inside(p) // \x1b[31m\n"
                                 "scenario inside { enter(Ann) refused }\n";

bool is_xml(const TemporaryFolder& folder, const std::string& text) {
  const std::string file = folder.file("report.xml", text);
  return std::system(("python3 -c 'import sys, xml.dom.minidom as x; x.parse(sys.argv[1])' '" + file + "'").c_str()) ==
         0;
}

} // namespace

TEST_CASE("a file's name and the words of rules reach nobody as they stand, in no format") {
  const TemporaryFolder folder;
  const std::string rules = folder.file(bad_name + ".chap", hostile_door);
  const std::string broken = folder.file(bad_name + "2.chap", "system " + bad_name);
  for (const char* format : {"text", "json", "junit", "sarif", "github"}) {
    INFO(format);
    for (const std::vector<std::string>& words : {
             std::vector<std::string>{"check", rules, "--format", format},
             {"check", rules, broken, "--format", format, "--color", "never", "--quiet"},
             {"check", folder.path(bad_name), "--format", format},
             {"check", rules, "--property", bad_name, "--format", format},
             {"replay", rules, "inside", "--format", format},
             {"check", rules, "--save", folder.path(bad_name + "saved"), "--format", format},
             {"replay", rules, folder.path(bad_name + "saved"), "--format", format},
         }) {
      const Outcome outcome = run(words);
      CHECK(outcome.exit_code > 0);
      CHECK(outcome.exit_code < 3);
      check_harmless(outcome.out);
      check_harmless(outcome.error);
      if (std::string(format) == "junit" && !outcome.out.empty())
        CHECK(is_xml(folder, outcome.out));
      if (std::string(format) == "json" && !outcome.out.empty())
        CHECK_FALSE(nlohmann::json::parse(outcome.out, nullptr, false).is_discarded());
    }
  }
}

TEST_CASE("JSON keeps the exact name of a file, in escapes") {
  const TemporaryFolder folder;
  const std::string rules = folder.file(bad_name + ".chap", hostile_door);
  CHECK(nlohmann::json::parse(run({"check", rules, "--format", "json"}).out)["file"] == rules);
}

TEST_CASE("styles are the console's own, whatever a text brings along") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("\x1b[1;31mred.chap", hostile_door);
  const Outcome outcome = run({"check", rules, "--color", "always"});
  CHECK_THAT(outcome.out, Contains("\\u{1b}[1;31mred.chap") && Contains("\x1b[1;31mviolated"));
}

TEST_CASE("usage, messages and lists of files escape what they name") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", hostile_door);
  const std::string out = folder.path(bad_name);
  for (const std::vector<std::string>& words : {
           std::vector<std::string>{bad_name},
           {"check", "--" + bad_name, rules},
           {"check", rules, "--engine", bad_name},
           {"generate", rules, "--to", "pytest", "-o", out},
           {"generate", rules, "--to", "adapter-python", "-o", out},
           {"certify", rules, out},
           {"certify", rules, out, "--solver", bad_name},
           {"check", rules, "--certificate", out},
           {"replay", rules, out + ".json"},
           {"replay", rules, bad_name},
       }) {
    const Outcome outcome = run(words);
    check_harmless(outcome.out);
    check_harmless(outcome.error);
  }
}

TEST_CASE("a name in JSON with a control character is refused, and told in escapes") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", hostile_door);
  nlohmann::json scenario{{"name", bad_name},
                          {"population", {{"Person", {"Ann"}}}},
                          {"given", nlohmann::json::array()},
                          {"steps", nlohmann::json::array()}};
  const Outcome outcome = run({"replay", rules, folder.file("name.json", scenario.dump())});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.error, Contains("at /name: a control character stands in"));
  check_harmless(outcome.error);
  scenario["name"] = "named";
  scenario["population"]["Person"] = {bad_name};
  check_harmless(run({"replay", rules, folder.file("name.json", scenario.dump())}).error);
  scenario["population"] = {{bad_name, {"Ann"}}};
  check_harmless(run({"replay", rules, folder.file("name.json", scenario.dump())}).error);
}
