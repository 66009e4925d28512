// chaperone explain, as its users run it.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone::tests;

constexpr const char* explained_door = R"(system door
sort Person named Ann, Bob
relation invited(Person)
relation inside(Person)
init empty invited, inside
rule invite(who: Person) { add invited(who) }
rule enter(who: Person) {
  require invited(who)
  require not inside(who)
  add inside(who)
}
always guests_only = all p: Person | inside(p) implies invited(p)
possible party = some p: Person | inside(p)
)";

bool tells(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("explain says beside each line what rests on it, and what it keeps away") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", explained_door);
  const Outcome told = run({"explain", rules});
  CHECK(told.exit_code == 0);
  CHECK(tells(told.out, "    8  enter: require invited(who)\n       load-bearing for guests_only\n"));
  CHECK(tells(told.out, "    9  enter: require not inside(who)\n       idle, no proof rests on it\n"));
  CHECK(tells(told.out, "   10  enter: add inside(who)\n       needed for the use of guests_only and party\n"));
  CHECK(tells(told.out, "door.chap:8 `require invited(who)`, guests_only is broken in 1 step"));
  const Outcome quiet = run({"explain", rules, "--quiet", "--rule", "invite"});
  CHECK_FALSE(tells(quiet.out, "enter"));
  CHECK_FALSE(tells(quiet.out, "is broken"));
  CHECK(tells(quiet.out, "invite: add invited(who)"));
}

TEST_CASE("explain's exit code tells findings, bad input and what stays open") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", explained_door);
  std::string open_door = explained_door;
  open_door.erase(open_door.find("  require invited(who)\n"), 23);
  CHECK(run({"explain", folder.file("open.chap", open_door)}).exit_code == 1);
  const std::string larger = std::string(CHAPERONE_SOURCE_DIR) + "/specs/messenger_kids/fixed.chap";
  CHECK(run({"explain", larger, "--timeout", "1ms"}).exit_code == 3);
  CHECK(run({"explain", folder.path("absent.chap")}).exit_code == 2);
  CHECK(run({"explain", folder.file("broken.chap", "system s sort P rule r(p: Q) { }")}).exit_code == 2);
  CHECK(run({"explain", rules, "--format", "junit"}).exit_code == 2);
  const Outcome unknown = run({"explain", rules, "--rule", "entre"});
  CHECK(unknown.exit_code == 2);
  CHECK(tells(unknown.error, "unknown rule `entre`"));
  CHECK(run({"explain", rules, "--property", "guest_only"}).exit_code == 2);
}

TEST_CASE("explain of a step says what is missing and how to come by it") {
  const TemporaryFolder folder;
  const std::string rules = folder.file(
      "door.chap", explained_door + std::string("scenario early { enter(Ann) refused invite(Ann) allowed }\n"));
  const Outcome told = run({"explain", rules, "--scenario", "early", "--step", "1"});
  CHECK(told.exit_code == 0);
  CHECK(tells(told.out, "step 1: enter(Ann): refused"));
  CHECK(tells(told.out, "fails: not invited(Ann)"));
  CHECK(tells(told.out, "it would be allowed with invited(Ann)"));
  CHECK(tells(told.out, "it would be allowed after\n  1. invite: who Ann"));
  CHECK(tells(run({"explain", rules, "--scenario", "early", "--step", "2"}).out, "invite(Ann): allowed"));
  CHECK(run({"explain", rules, "--scenario", "early", "--step", "3"}).exit_code == 2);
  CHECK(run({"explain", rules, "--scenario", "early"}).exit_code == 2);
  CHECK(run({"explain", rules, "--step", "1"}).exit_code == 2);
  CHECK(run({"explain", rules, "--scenario", "late", "--step", "1"}).exit_code == 2);
  CHECK(run({"explain", rules, "--scenario", "early", "--step", "1", "--format", "sarif"}).exit_code == 2);
  const std::string root = CHAPERONE_SOURCE_DIR;
  const std::string document =
      folder.file("step.json", run({"explain", rules, "--scenario", "early", "--step", "1", "--format", "json"}).out);
  CHECK(std::system(("python3 '" + root + "/tests/cli/validate.py' '" + root + "/docs/explain_step.schema.json' < '" +
                     document + "'")
                        .c_str()) == 0);
}

TEST_CASE("explain of a violation says what it needs and which requirements let it through") {
  const std::string root = CHAPERONE_SOURCE_DIR;
  const Outcome told =
      run({"explain", root + "/specs/messenger_kids/launch.chap", "--property", "child_meets_stranger"});
  CHECK(told.exit_code == 1);
  CHECK(tells(told.out, "needed at the start: not child(Cal), parent(Ann, Bea), not parent(Cal, Bea)"));
  CHECK(tells(told.out, "create_group: require all u: invited | contact(creator, u)\n"));
}

TEST_CASE("explain's annotations stand beside the lines") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("door.chap", explained_door);
  const std::string told = run({"explain", rules, "--format", "github"}).out;
  CHECK(tells(told, "::notice file="));
  CHECK(tells(told, "line=8,col=11,title=door%3A load_bearing::load-bearing for guests_only"));
  CHECK_FALSE(tells(told, "::error"));
  CHECK(tells(run({"explain", rules, "--format", "sarif"}).out, "\"informational\""));
}

TEST_CASE("the JSON of explain fits its schema") {
  const TemporaryFolder folder;
  const std::string root = CHAPERONE_SOURCE_DIR;
  for (const char* rules : {"messenger_kids/fixed.chap", "messenger_kids/launch.chap", "org_chart/org_chart.chap"}) {
    const std::string document =
        folder.file("explain.json", run({"explain", root + "/specs/" + rules, "--format", "json"}).out);
    const std::string command =
        "python3 '" + root + "/tests/cli/validate.py' '" + root + "/docs/explain.schema.json' < '" + document + "'";
    INFO(rules);
    CHECK(std::system(command.c_str()) == 0);
  }
}
