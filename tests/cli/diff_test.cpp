// chaperone diff, as its users run it.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone::tests;

constexpr const char* guarded_door = R"(system door
sort Person named Ann, Bob
relation invited(Person)
relation inside(Person)
init empty invited, inside
rule invite(who: Person) { add invited(who) }
rule enter(who: Person) { require invited(who) add inside(who) }
possible party = some p: Person | inside(p)
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = guarded_door;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

int git(const TemporaryFolder& folder, const std::string& words) {
  return std::system(
      ("git -C '" + folder.path() + "' -c user.name=T -c user.email=t@example.org " + words + " > /dev/null 2>&1")
          .c_str());
}

} // namespace

TEST_CASE("a diff's verdict and exit code say which way the rules changed") {
  const TemporaryFolder folder;
  const std::string before = folder.file("old.chap", guarded_door);
  const std::string looser = folder.file("looser.chap", with("require invited(who) ", ""));
  const std::string same = folder.file("same.chap", with("rule invite(who: Person) { add invited(who) }",
                                                         "rule invite(p: Person) { add invited(p) } // the same"));
  CHECK(run({"diff", before, before}).exit_code == 0);
  const Outcome changed = run({"diff", before, looser, "--quiet"});
  CHECK(changed.exit_code == 1);
  CHECK(says(changed.out, "looser.chap: looser"));
  CHECK(says(changed.out, "rule enter: newly allowed, in 1 step"));
  CHECK(says(run({"diff", looser, before, "--quiet"}).out, "stricter"));
  CHECK(run({"diff", looser, before, "--forbid", "looser"}).exit_code == 0);
  CHECK(run({"diff", looser, before, "--forbid", "stricter"}).exit_code == 1);
  CHECK(run({"diff", before, same}).exit_code == 0);
}

TEST_CASE("bookkeeping that no rule reads is no difference, but for --states") {
  const TemporaryFolder folder;
  const std::string before = folder.file("old.chap", guarded_door);
  const std::string noted =
      folder.file("noted.chap", with("add inside(who) }", "add inside(who) remove invited(who) where inside(who) }"));
  const std::string unread =
      with("add inside(who) }", "add inside(who) }\nrule wave(who: Person) { remove inside(who) }");
  const std::string more = folder.file("more.chap", unread);
  CHECK(says(run({"diff", before, more, "--quiet"}).out, "rule wave: newly allowed, in 1 step"));
  const Outcome used = run({"diff", before, noted, "--quiet"});
  CHECK(says(used.out, "newly refused, in 4 steps")); // invited, in, in again, and then no more
  const std::string twice = folder.file("twice.chap", with("add invited(who)", "add invited(who), inside(who)"));
  CHECK(run({"diff", before, twice, "--quiet"}).exit_code == 0); // nobody asks who is inside
  CHECK(run({"diff", before, twice, "--quiet", "--states"}).exit_code == 1);
}

TEST_CASE("a promise that breaks is a finding, though everybody can do the same") {
  const TemporaryFolder folder;
  const std::string promise = "never gate_crashed = some p: Person | inside(p) and not invited(p)\n";
  const std::string before = folder.file("old.chap", guarded_door + promise);
  const std::string after = folder.file("new.chap", with("rule invite(who: Person) { add invited(who) }",
                                                         "rule invite(who: Person) { add invited(who) "
                                                         "add inside(p) for p: Person where p != who }") +
                                                        promise);
  const Outcome changed = run({"diff", before, after, "--quiet"});
  CHECK(changed.exit_code == 1);
  CHECK(says(changed.out, "equivalent, everybody can do the same in the same order, for any number of Persons; but a "
                          "promise that held is broken"));
  CHECK(says(changed.out, "never gate_crashed: proved -> violated"));
  CHECK(run({"diff", before, after, "--forbid", "any"}).exit_code == 1);
  CHECK(run({"diff", before, after, "--forbid", "looser"}).exit_code == 0);
  CHECK(run({"diff", after, before}).exit_code == 0);
  CHECK(says(run({"diff", before, after, "--format", "json"}).out, R"("broken": [)"));
  CHECK(says(run({"diff", before, after, "--format", "junit"}).out, "<failure"));
}

TEST_CASE("a renamed rule is the same rule where the user says so") {
  const TemporaryFolder folder;
  const std::string before = folder.file("old.chap", guarded_door);
  const std::string after = folder.file("new.chap", with("rule enter(", "rule come_in("));
  CHECK(says(run({"diff", before, after, "--quiet"}).out, "both"));
  CHECK(run({"diff", before, after, "--rename", "enter=come_in"}).exit_code == 0);
  const Outcome unknown = run({"diff", before, after, "--rename", "leave=go"});
  CHECK(unknown.exit_code == 2);
  CHECK(says(unknown.error, "--rename leave=go"));
}

TEST_CASE("a rename goes before names that are the same, and each name has one counterpart") {
  const TemporaryFolder folder;
  const std::string before = folder.file("old.chap", guarded_door);
  std::string text = with("rule enter(", "rule swap(");
  text.replace(text.find("rule invite("), 12, "rule enter(");
  text.replace(text.find("rule swap("), 10, "rule invite(");
  const std::string after = folder.file("new.chap", text);
  CHECK(run({"diff", before, after, "--rename", "enter=invite", "--rename", "invite=enter"}).exit_code == 0);
  const Outcome twice = run({"diff", before, after, "--rename", "enter=invite", "--rename", "enter=enter"});
  CHECK(twice.exit_code == 2);
  CHECK(says(twice.error, "--rename enter=enter"));
  const Outcome taken = run({"diff", before, after, "--rename", "enter=invite", "--rename", "invite=invite"});
  CHECK(taken.exit_code == 2);
  CHECK(says(taken.error, "--rename invite=invite"));
}

TEST_CASE("rules that promise nothing can be compared") {
  const TemporaryFolder folder;
  std::string text = guarded_door;
  text.erase(text.find("possible"));
  const std::string before = folder.file("old.chap", text);
  CHECK(run({"diff", before, before}).exit_code == 0);
  text.replace(text.find("require invited(who)"), 20, "");
  const Outcome outcome = run({"diff", before, folder.file("new.chap", text), "--quiet"});
  CHECK(outcome.exit_code == 1);
  CHECK(says(outcome.out, "looser"));
}

TEST_CASE("another reason for the same requirement is told, and no difference") {
  const TemporaryFolder folder;
  const auto reasoned = [&](const std::string& name, const std::string& who, const std::string& reason) {
    return folder.file(name, "system s sort P relation in_(P) init empty in_ rule enter(" + who +
                                 ": P) { require not in_(" + who + ") else \"" + reason + "\" add in_(" + who + ") }");
  };
  const std::string before = reasoned("a.chap", "p", "{p} is inside");
  CHECK_FALSE(says(run({"diff", before, reasoned("b.chap", "who", "{who} is inside")}).out, "reason"));
  const std::string after = reasoned("c.chap", "p", "{p} is in");
  const Outcome other = run({"diff", before, after});
  CHECK(other.exit_code == 0);
  CHECK(says(other.out, "rule enter: gives another reason: \"{p} is inside\" -> \"{p} is in\"\n"));
  CHECK(says(run({"diff", before, after, "--format", "json"}).out, "\"reasons\""));
}

TEST_CASE("declarations that cannot be the same are named, and the rest is compared") {
  const TemporaryFolder folder;
  const std::string before = folder.file("old.chap", guarded_door);
  std::string text = with("relation invited(Person)", "relation invited(Person, Person)");
  text.replace(text.find("init empty invited, inside"), 26, "init empty invited, inside");
  text.replace(text.find("add invited(who)"), 16, "add invited(who, who)");
  text.replace(text.find("require invited(who)"), 20, "require invited(who, who)");
  const Outcome outcome = run({"diff", before, folder.file("new.chap", text), "--quiet"});
  CHECK(says(outcome.error, "relation `invited` has other places"));
  CHECK(says(outcome.error, "old.chap:3"));
  CHECK(says(outcome.error, "new.chap:3"));
  CHECK(says(outcome.out, "equivalent"));
}

TEST_CASE("a value that only the new enum has is newly allowed where a rule takes it") {
  const TemporaryFolder folder;
  const std::string text = "system s\nenum Level { low, high }\nfunction level(): Level\ninit level() = low\n"
                           "rule to(l: Level) { set level() = l }\npossible up = level() = high\n";
  std::string wider = text;
  wider.replace(wider.find("low, high"), 9, "low, mid, high");
  const Outcome outcome =
      run({"diff", folder.file("old.chap", text), folder.file("new.chap", wider), "--format", "json"});
  CHECK(says(outcome.out, "\"verdict\": \"looser\""));
  CHECK(says(outcome.out, "\"mid\""));
}

TEST_CASE("the JSON of a diff fits its schema") {
  const TemporaryFolder folder;
  const std::string root = CHAPERONE_SOURCE_DIR;
  const std::string document =
      folder.file("document.json", run({"diff", root + "/specs/messenger_kids/launch.chap",
                                        root + "/specs/messenger_kids/fixed.chap", "--format", "json"})
                                       .out);
  CHECK(std::system(
            ("python3 '" + root + "/tests/cli/validate.py' '" + root + "/docs/diff.schema.json' < '" + document + "'")
                .c_str()) == 0);
}

TEST_CASE("diff --git reads both sides whole at their revisions, follows renames and touches no checkout") {
  const TemporaryFolder folder;
  if (std::system("git --version > /dev/null 2>&1") != 0)
    SUCCEED("git is not installed");
  REQUIRE(git(folder, "init -q") == 0);
  folder.file("base.chap", guarded_door);
  const std::string rules = folder.file("rules.chap", "system a\nuse \"base.chap\"\n");
  REQUIRE(git(folder, "add -A") == 0);
  REQUIRE(git(folder, "commit -qm one") == 0);
  folder.file("base.chap", with("require invited(who) ", ""));
  const Outcome now = run({"diff", "--git", "HEAD", rules, "--quiet"});
  CHECK(now.exit_code == 1);
  CHECK(says(now.out, "HEAD:rules.chap -> "));
  CHECK(says(now.out, "looser"));
  REQUIRE(git(folder, "mv rules.chap door.chap") == 0);
  REQUIRE(git(folder, "commit -aqm two") == 0);
  CHECK(run({"diff", "--git", "HEAD~1..HEAD", folder.path("door.chap"), "--quiet"}).exit_code == 1);
  CHECK(run({"diff", "--git", "HEAD", folder.path("door.chap"), "--quiet"}).exit_code == 0);
  for (const auto& [revision, words] :
       {std::pair("nothing", "no revision `nothing`"), std::pair("..HEAD", "is not REV")}) {
    const Outcome wrong = run({"diff", "--git", revision, folder.path("door.chap")});
    CHECK(wrong.exit_code == 2);
    CHECK(says(wrong.error, words));
  }
}

TEST_CASE("diff without a second file says what it takes") {
  const TemporaryFolder folder;
  const Outcome outcome = run({"diff", folder.file("old.chap", guarded_door)});
  CHECK(outcome.exit_code == 2);
  CHECK(says(outcome.error, "OLD and NEW"));
}

TEST_CASE("diff tells who can newly come to what --reach says, and what is wrong with it") {
  const TemporaryFolder folder;
  const std::string before = folder.file("old.chap", guarded_door);
  const std::string looser = folder.file("looser.chap", with("require invited(who) ", ""));
  const Outcome newly = run({"diff", before, looser, "--reach", "p: Person | inside(p)", "--quiet"});
  INFO(newly.out);
  CHECK(says(newly.out, "reach p: Person | inside(p): newly, in 1 step: not invited(p)"));
  const Outcome unknown = run({"diff", before, looser, "--reach", "p: Person | outside(p)"});
  CHECK(unknown.exit_code == 2);
  CHECK(says(unknown.error, "--reach, in the old rules:1:"));
  CHECK(run({"diff", before, looser, "--reach", "insider"}).exit_code == 2);
}

TEST_CASE("a diff that has no time calls nothing equivalent") {
  const TemporaryFolder folder;
  const std::string before = folder.file("old.chap", guarded_door);
  const std::string looser = folder.file("looser.chap", with("require invited(who) ", ""));
  const Outcome late = run({"diff", before, looser, "--timeout", "1ms", "--quiet"});
  INFO(late.out);
  CHECK(!says(late.out, "equivalent"));
  CHECK((late.exit_code == 3 || says(late.out, "looser.chap: looser")));
}

TEST_CASE("a diff is told as a comment for a pull request, as annotations and as JUnit") {
  const TemporaryFolder folder;
  const std::string before = folder.file("old.chap", guarded_door);
  const std::string looser = folder.file("looser.chap", with("require invited(who) ", ""));
  CHECK(run({"diff", before, looser, "--format", "markdown"}).out.starts_with("**looser**"));
  CHECK(says(run({"diff", before, looser, "--format", "github"}).out, "::error file="));
  CHECK(says(run({"diff", before, looser, "--format", "junit"}).out, "name=\"rule enter\""));
  CHECK(says(run({"diff", before, looser, "--format", "sarif"}).out, "\"level\""));
  CHECK(run({"check", before, "--format", "markdown"}).exit_code == 2);
}

TEST_CASE("a named individual may be dropped, and is asked for where another stands in its place") {
  const TemporaryFolder folder;
  const auto gate = [&](const std::string& file, const std::string& names, const std::string& guard) {
    return folder.file(file, "system gate\nsort User with " + names +
                                 "\nrelation inside(User)\ninit empty inside\n"
                                 "rule enter(u: User) { require " +
                                 guard +
                                 " add inside(u) }\n"
                                 "possible full = some u: User | inside(u)\n");
  };
  const std::string two = gate("two.chap", "root, second", "u != root and u != second");
  const std::string one = gate("one.chap", "root", "u != root"), other = gate("other.chap", "boss", "u != boss");
  const Outcome dropped = run({"diff", two, one});
  CHECK(dropped.exit_code == 1);
  CHECK(says(dropped.out, "one.chap: looser"));
  CHECK(says(dropped.out, "1. enter: u second"));
  CHECK(run({"diff", one, other}).exit_code == 2);
  CHECK(says(run({"diff", one, other}).error, "--rename root=boss says that they are the same"));
  CHECK(run({"diff", one, other, "--rename", "root=boss"}).exit_code == 0);
}

TEST_CASE("a promise that says something else is told beside its verdicts") {
  const TemporaryFolder folder;
  const std::string before = folder.file(
      "old.chap", std::string(guarded_door) + "never stranger = some p: Person | inside(p) and not invited(p)\n");
  const std::string after =
      folder.file("new.chap", with("require invited(who) ", "") +
                                  "never stranger = some p: Person | inside(p) and not inside(p)\n");
  CHECK(says(run({"diff", before, after, "--quiet"}).out, "never stranger: proved -> proved, and says something else"));
  CHECK(says(run({"diff", before, after, "--format", "json"}).out, "\"reworded\": true"));
}

TEST_CASE("what was renamed may be asked about by either name") {
  const TemporaryFolder folder;
  const auto door = [&](const std::string& file, const std::string& name, const std::string& more) {
    return folder.file(file, "system door\nsort User\nrelation " + name + "(User)\ninit empty " + name +
                                 "\nrule enter(u: User) { add " + name + "(u)" + more + " }\n");
  };
  const std::string before = door("old.chap", "inside", ""), after = door("new.chap", "in_house", " require u = u");
  for (const std::string name : {"inside", "in_house"}) {
    const Outcome asked =
        run({"diff", before, after, "--rename", "inside=in_house", "--reach", "u: User | " + name + "(u)"});
    CHECK(asked.exit_code == 0);
    CHECK(says(asked.out, "(u): the same, by 1 kind of u"));
    CHECK(run({"diff", before, after, "--reach", "u: User | " + name + "(u)"}).exit_code == 2);
  }
}

TEST_CASE("only what is forbidden counts, and both directions may be") {
  const TemporaryFolder folder;
  const std::string before = folder.file("old.chap", guarded_door);
  const std::string after = folder.file("new.chap", with("require invited(who) ", ""));
  CHECK(run({"diff", before, after, "--forbid", "stricter"}).exit_code == 0);
  CHECK(run({"diff", before, after, "--forbid", "stricter", "--forbid", "looser"}).exit_code == 1);
  CHECK(run({"diff", after, before, "--forbid", "looser", "--forbid", "stricter"}).exit_code == 1);
}
