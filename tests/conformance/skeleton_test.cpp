// Generated adapters run at once, and filled in they serve.
#include "generators/conformance/skeleton.hpp"

#include "tests/conformance/club.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <filesystem>

namespace {

using namespace chaperone;
using namespace chaperone::tests;
using Catch::Matchers::Contains;

struct Language {
  std::string name, build, driver; ///< with NAME for the system
};

const Language python{"python", "true", "exec python3 NAME_adapter.py"};
const Language cpp{"cpp", "c++ -std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Werror -o NAME NAME_adapter.cpp",
                   "./NAME"};
const Language typescript{"typescript", "tsc --strict --target es2020 --module commonjs NAME_adapter.ts",
                          "exec node NAME_adapter.js"};

std::string for_system(std::string text, const std::string& system) {
  for (auto at = text.find("NAME"); at != std::string::npos; at = text.find("NAME"))
    text.replace(at, 4, system);
  return text;
}

void generate(const TemporaryFolder& folder, const std::string& rules, const Language& language) {
  const Outcome outcome = run({"generate", rules, "--to", "adapter-" + language.name, "-o", folder.path()});
  INFO(outcome.out << outcome.error);
  REQUIRE(outcome.exit_code == 0);
}

void build(const TemporaryFolder& folder, const std::string& system, const Language& language) {
  const std::string command =
      "cd '" + folder.path() + "' && " + for_system(language.build, system) + " > messages 2>&1";
  const int status = std::system(command.c_str());
  INFO(language.name << ": " << read_file(folder.path("messages")));
  REQUIRE(status == 0);
}

Outcome conform(const TemporaryFolder& folder, const std::string& rules, const std::string& system,
                const Language& language) {
  Run wanted;
  wanted.words = {"conform", rules, "--driver", for_system(language.driver, system)};
  wanted.folder = folder.path();
  return run(wanted);
}

/// The text with each line that a skeleton has as a comment replaced by a method.
void fill_in(const std::string& path, const std::vector<std::pair<std::string, std::string>>& methods) {
  std::string text = read_file(path);
  for (const auto& [line, method] : methods) {
    INFO(text << "\n" << line);
    REQUIRE(text.find(line) != std::string::npos);
    text.replace(text.find(line), line.size(), method);
  }
  std::ofstream(path) << text;
}

const std::string door = R"(system door
sort Person named Ann, Bob
relation invited(Person)
relation inside(Person)
init empty invited, inside
rule invite(who: Person) { add invited(who) }
rule enter(who: Person) { require invited(who) else "by invitation only" add inside(who) }
never uninvited_inside = some p: Person | inside(p) and not invited(p)
scenario guests { enter(Bob) refused invite(Ann) allowed enter(Ann) allowed }
)";

void check_door(const TemporaryFolder& folder, const std::string& rules, const Language& language) {
  build(folder, "door", language);
  const Outcome outcome = conform(folder, rules, "door", language);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("conforms"));
}

} // namespace

TEST_CASE("a skeleton runs at once and says what is not implemented, whatever the names in the rules") {
  const Language language = GENERATE(python, cpp, typescript);
  const TemporaryFolder folder;
  const std::string rules = conformance_file("names.chap");
  generate(folder, rules, language);
  build(folder, "names", language);
  const Outcome outcome = conform(folder, rules, "names", language);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out, Contains("does not support this `given`: given `def` is not implemented"));
}

TEST_CASE("what a user wrote is never overwritten, and what Chaperone wrote is made anew") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", door);
  generate(folder, rules, python);
  folder.file("door_adapter.py", "mine");
  folder.file("door_protocol.py", "old");
  const Outcome outcome = run({"generate", rules, "--to", "adapter-python", "-o", folder.path()});
  CHECK(outcome.out == "wrote " + folder.path("door_protocol.py") + "\nkept " + folder.path("door_adapter.py") + "\n");
  CHECK(read_file(folder.path("door_adapter.py")) == "mine");
  CHECK_THAT(read_file(folder.path("door_protocol.py")), Contains("Made by Chaperone from door.chap"));
}

TEST_CASE("an adapter in Python is filled in method by method") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", door);
  generate(folder, rules, python);
  fill_in(folder.path("door_adapter.py"),
          {{"        self.scenario = scenario\n", "        self.guests, self.here = set(), set()\n"},
           {"    # def step_invite(self, who: Person) -> None:",
            "    def step_invite(self, who: Person) -> None:\n        self.guests.add(who)"},
           {"    # def step_enter(self, who: Person) -> None:",
            "    def step_enter(self, who: Person) -> None:\n        if who not in self.guests:\n"
            "            raise Refused(\"no\")\n        self.here.add(who)"},
           {"    # def ask_invited(self) -> Iterable[tuple[Person]]:",
            "    def ask_invited(self) -> Iterable[tuple[Person]]:\n        return [(who,) for who in self.guests]"},
           {"    # def ask_inside(self) -> Iterable[tuple[Person]]:",
            "    def ask_inside(self) -> Iterable[tuple[Person]]:\n        return [(who,) for who in self.here]"}});
  check_door(folder, rules, python);
}

TEST_CASE("what a Python adapter did not expect is told with its place, and its traceback reaches standard error") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", door);
  generate(folder, rules, python);
  fill_in(folder.path("door_adapter.py"),
          {{"        self.scenario = scenario\n", "        self.guests[scenario] = 1\n"}});
  const Outcome outcome = conform(folder, rules, "door", python);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out, Contains("reports at `reset`: AttributeError at door_adapter.py:"));
  CHECK_THAT(outcome.error, Contains("Traceback (most recent call last)") && Contains("self.guests[scenario] = 1"));
}

TEST_CASE("an adapter in Python can take all that is given at once, before its scenario begins") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("hall.chap", R"(system hall
sort Person
relation inside(Person)
function host(): Person
rule leave(who: Person) { require inside(who) and who != host() remove inside(who) }
scenario out { given inside(Ann), inside(Bob), host() = Bob leave(Ann) allowed leave(Bob) refused }
never n = some p: Person | inside(p) and not inside(p)
)");
  generate(folder, rules, python);
  fill_in(folder.path("hall_adapter.py"),
          {{"        self.scenario = scenario\n",
            "        self.host = next(who for name, who in self.facts if name == \"host\")\n"
            "        self.here = {who for name, who in self.facts if name == \"inside\"}\n\n"
            "    def given(self, facts):\n        pass\n"},
           {"    # def step_leave(self, who: Person) -> None:",
            "    def step_leave(self, who: Person) -> None:\n        if who == self.host or who not in self.here:\n"
            "            raise Refused(\"no\")\n        self.here.discard(who)"},
           {"    # def ask_inside(self) -> Iterable[tuple[Person]]:",
            "    def ask_inside(self) -> Iterable[tuple[Person]]:\n        return [(who,) for who in self.here]"},
           {"    # def ask_host(self) -> Iterable[tuple[Person]]:",
            "    def ask_host(self) -> Iterable[tuple[Person]]:\n        return [(self.host,)]"}});
  const Outcome outcome = conform(folder, rules, "hall", python);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
}

TEST_CASE("an adapter in TypeScript is filled in method by method, some of them asynchronous") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", door);
  generate(folder, rules, typescript);
  fill_in(
      folder.path("door_adapter.ts"),
      {{"  private scenario = \"\";\n", "  private guests = new Set<Person>();\n  private here = new Set<Person>();\n"},
       {"    this.scenario = scenario;\n", "    this.guests.clear();\n    this.here.clear();\n"},
       {"  // step_invite(who: Person): Answer<void>",
        "  async step_invite(who: Person) {\n    this.guests.add(who);\n  }"},
       {"  // step_enter(who: Person): Answer<void>",
        "  async step_enter(who: Person) {\n    if (!this.guests.has(who)) throw new Refused(\"no\");\n"
        "    this.here.add(who);\n  }"},
       {"  // ask_invited(): Answer<[Person][]>",
        "  ask_invited(): [Person][] {\n    return [...this.guests].map((who): [Person] => [who]);\n  }"},
       {"  // ask_inside(): Answer<[Person][]>",
        "  async ask_inside(): Promise<[Person][]> {\n    return [...this.here].map((who): [Person] => [who]);\n  }"}});
  check_door(folder, rules, typescript);
}

TEST_CASE(
    "a service in C++ behind the generated adapter: with the flaw of 2019 it is found out, repaired it conforms") {
  const std::string specs = std::string(CHAPERONE_SOURCE_DIR) + "/specs/messenger_kids/";
  const auto on = [&](const std::string& policy, std::vector<std::string> more) {
    Run wanted;
    wanted.words = {"conform", specs + "fixed.chap", "--driver", CHAPERONE_MESSENGER_ADAPTER " " + policy};
    wanted.words.insert(wanted.words.end(), more.begin(), more.end());
    return run(wanted);
  };
  const Outcome flawed = on("launch", {});
  CHECK(flawed.exit_code == 1);
  CHECK_THAT(flawed.out, Contains("the service allows what the rules refuse: create_group, which breaks "
                                  "child_meets_stranger"));
  const Outcome fixed = on("fixed", {"--walk", "50"});
  INFO(fixed.out << fixed.error);
  CHECK(fixed.exit_code == 0);
}

TEST_CASE("an identifier is made of letters, digits and underscores, and is no reserved word") {
  CHECK(conformance::identifier("friend", " friend class ") == "friend_");
  CHECK(conformance::identifier("friends", " friend class ") == "friends");
  CHECK(conformance::identifier("größe") == "gru00f6u00dfe");
}
