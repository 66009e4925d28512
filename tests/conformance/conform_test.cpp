// What `conform` finds on a service that is wrong, and does not find on one that is right.
#include "tests/conformance/club.hpp"

#include <set>

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Json = nlohmann::json;

void check_fits(const Outcome& outcome) {
  const TemporaryFolder folder;
  const std::string root = CHAPERONE_SOURCE_DIR;
  const std::string command = "python3 '" + root + "/tests/cli/validate.py' '" + root +
                              "/docs/conform.schema.json' < '" + folder.file("document.json", outcome.out) + "' 2> '" +
                              folder.path("mistakes") + "'";
  const int status = std::system(command.c_str());
  INFO(outcome.out << read_file(folder.path("mistakes")));
  CHECK(status == 0);
}

/// `rule(args)` of each step of a finding.
std::vector<std::string> steps_of(const Json& finding) {
  std::vector<std::string> steps;
  for (const Json& step : finding["scenario"]["steps"])
    steps.push_back(step["rule"].get<std::string>() + step["args"].dump() + " " + step["expect"].get<std::string>());
  return steps;
}

} // namespace

TEST_CASE("a service that does what the rules say conforms") {
  const Outcome outcome = run(club_run(""));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("4 scenarios: 4 as the rules have it"));
  CHECK_THAT(outcome.out, Contains("\nconforms in all 4 scenarios\n"));
}

TEST_CASE("what conforms is what was run: scenarios of goals, walks and races") {
  const Outcome walks = run(club_run("", {"lights", "--walk", "2"}));
  INFO(walks.out);
  CHECK_THAT(walks.out, Contains("1 scenario and 2 walks: 3 as the rules have it"));
  CHECK_THAT(walks.out, EndsWith("\nconforms in the one scenario\nno difference in 2 walks of 30 steps\n"));
  const Outcome goals = run(club_run("", {"--cover", "rules,requirements"}));
  CHECK_THAT(goals.out, Contains("\nconforms in all ") && Contains(" scenarios of 2 goals\n"));
  const Json document = club_json("", {"--cover", "rules,requirements", "--walk", "2"});
  REQUIRE(document["goals"].size() == 2);
  CHECK(document["goals"][0]["goal"] == "rules");
  CHECK(document["goals"][0]["covered"].get<int>() >= 4);
  CHECK(document["walks"] == Json{{"asked", 2}, {"taken", 2}, {"steps_each", 30}});
}

TEST_CASE("goals that are undecided are named beside what was run for the others") {
  const Outcome outcome = run(club_run("", {"lights", "--cover", "all", "--budget", "1ms", "--once"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out,
             Contains("undecided, and so not run: ") && Contains(": out of time; try a longer --budget\n"));
  CHECK_THAT(outcome.out, Contains("\nconforms in ") && EndsWith(" goals\n"));
}

TEST_CASE("where nothing can be run, that is undecided in every format") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("none.chap", R"(system none
sort User
relation on(User)
init empty on
rule switch_off(u: User) { require on(u) remove on(u) }
never is_on = some u: User | on(u)
)");
  for (const char* format : {"text", "json", "junit", "sarif", "github"}) {
    const Outcome outcome = run({"conform", rules, "--driver", "exit 1", "--format", format});
    INFO(format << ": " << outcome.out << outcome.error);
    CHECK(outcome.exit_code == 3);
    CHECK_THAT(outcome.error, Contains("there is nothing to run"));
    CHECK_THAT(outcome.out, Contains("nothing was run") || Contains("nothing_run"));
  }
}

TEST_CASE("of a service that shows nothing the outcomes conform, and that is all that is said") {
  const std::string driver = "exec python3 '" + conformance_file("blind_adapter.py") + "'";
  const Outcome outcome = run({"conform", conformance_file("club.chap"), "stranger_enters", "--driver", driver});
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.out, Contains("+ inside(Hall, Ann)   (not shown)") && Contains("nothing changes that it shows"));
  const TemporaryFolder folder;
  const std::string rules = folder.file("open.chap", R"(system open
sort User
relation on(User)
init empty on
rule switch_on(u: User) { add on(u) }
possible is_on = some u: User | on(u)
)");
  const Outcome walks = run({"conform", rules, "--driver", driver, "--walk", "2"});
  CHECK_THAT(walks.out, EndsWith("\nno difference in the outcomes of 2 walks of 30 steps\n"));
  const Outcome right = run({"conform", rules, "--driver", driver});
  INFO(right.out << right.error);
  CHECK(right.exit_code == 0);
  CHECK_THAT(right.out, EndsWith("\nconforms in the outcomes of the one scenario\n"));
}

TEST_CASE("where nothing was run, nothing is said to conform") {
  const Outcome outcome = run(club_run("", {"--cover", "rules", "--shard", "90/100"}));
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("\nnothing was run\n") && !Contains("conforms"));
  const Json document = club_json("", {"--cover", "rules", "--shard", "90/100"});
  CHECK(document["verdict"] == "nothing_run");
  CHECK(document["empty_shard"] == true);
}

TEST_CASE("a service that allows what the rules refuse is found out, with the promise that it breaks") {
  const Json document = club_json("allows");
  CHECK(document["verdict"] == "differs");
  REQUIRE(document["findings"].size() == 1);
  const Json& finding = document["findings"][0];
  CHECK(finding["kind"] == "allows");
  CHECK(finding["breaks"] == Json::array({"strangers_meet"}));
  CHECK(finding["found_in"] == Json::array({"stranger_enters"}));
  CHECK(steps_of(finding) == std::vector<std::string>{R"(meet{"guests":["Ann"],"room":"Hall"} allowed)",
                                                      R"(enter{"room":"Hall","who":"Cal"} refused)"});
  CHECK(finding["sides"][0]["lines"] == Json::array({"refused: Cal is a stranger to somebody inside"}));
  CHECK(finding["sides"][1]["lines"] == Json::array({"allowed", "+ inside(Hall, Cal)"}));
}

TEST_CASE("the text shows what the rules expect beside what was seen") {
  const Outcome outcome = run(club_run("allows"));
  INFO(outcome.out);
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.out, Contains("the service allows what the rules refuse: enter, which breaks strangers_meet"));
  CHECK_THAT(outcome.out, Contains("     the rules                                       the service\n"
                                   "     refused: Cal is a stranger to somebody inside   allowed\n"
                                   "                                                     + inside(Hall, Cal)\n"));
  CHECK_THAT(outcome.out, Contains("this breaks the promise, with r = Hall, a = Ann and b = Cal"));
  CHECK_THAT(outcome.out, Contains("\ndoes not conform\n"));
}

TEST_CASE("a service that refuses what the rules allow is found out") {
  const Json document = club_json("refuses");
  REQUIRE(document["findings"].size() == 1);
  CHECK(document["findings"][0]["kind"] == "refuses");
  CHECK(document["findings"][0]["found_in"] == Json::array({"stranger_enters", "strangers_at_once"}));
  CHECK(document["findings"][0]["scenario"]["steps"].size() == 2);
  CHECK(document["findings"][0]["seen"][1]["reason"] == "no more than one");
}

TEST_CASE("a service that does something else than the rules say is found out") {
  const Json document = club_json("other");
  REQUIRE(document["findings"].size() == 1);
  CHECK(document["findings"][0]["kind"] == "other");
  CHECK(document["findings"][0]["rule"] == "meet");
}

TEST_CASE("a refused step that changes something all the same is found out") {
  const Json document = club_json("silent_change");
  REQUIRE(document["findings"].size() == 1);
  CHECK(document["findings"][0]["kind"] == "other");
  CHECK(document["findings"][0]["sides"][1]["lines"] ==
        Json::array({"refused: a stranger is inside", "- inside(Hall, Ann)"}));
}

TEST_CASE("a promise that the rules break as well is a finding where a scenario keeps it") {
  const TemporaryFolder folder;
  const std::string saved = folder.file("keeps.chap", "use \"" + conformance_file("club.chap") + R"("
replace rule enter(who: Person, room: Room) { require light(room) = on add inside(room, who) }
scenario inside_with_strangers { meet(Hall, {Ann}) enter(Cal, Hall) keeps strangers_meet })");
  const std::string rules = folder.file("loose.chap", "system loose\nuse \"keeps.chap\"\n");
  Run wanted = club_run("allows", {"inside_with_strangers", "--format", "json"});
  wanted.words[1] = rules;
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 1);
  const Json document = Json::parse(outcome.out);
  CHECK(document["findings"][0]["kind"] == "promise");
  CHECK(document["findings"][0]["breaks"] == Json::array({"strangers_meet"}));
}

TEST_CASE("the JSON of a service that conforms, differs or fails fits the schema") {
  const std::string faults = GENERATE("", "allows", "hang", "leak");
  check_fits(run(club_run(faults, {"--format", "json", "--reply-timeout", "1s"})));
}

TEST_CASE("a finding is saved as a scenario that the rules pass, and that finds it again") {
  const TemporaryFolder folder;
  const Outcome outcome = run(club_run("allows", {"--save", folder.path("found"), "--quiet"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.out == "the service allows what the rules refuse: enter, which breaks strangers_meet\n");
  CHECK_THAT(outcome.error, Contains("service_allows_enter_2_"));
  CHECK(run({"replay", conformance_file("club.chap"), folder.path("found")}).exit_code == 0);
  const Outcome again = run(club_run("allows", {folder.path("found"), "--format", "json"}));
  CHECK(Json::parse(again.out)["findings"].size() == 1);
  CHECK(run(club_run("", {folder.path("found")})).exit_code == 0);
}

TEST_CASE("walks find what no scenario tries, and the same seed finds the same") {
  // `lights` alone never lets anybody into a room with others.
  CHECK(run(club_run("allows", {"lights"})).exit_code == 0);
  const Json document = club_json("allows", {"lights", "--walk", "10", "--seed", "5"});
  REQUIRE(document["findings"].size() == 1);
  CHECK(document["findings"][0]["kind"] == "allows");
  CHECK(document["findings"][0]["scenario"]["steps"].size() == 2);
  CHECK(document["seed"] == 5);
  const Json again = club_json("allows", {"lights", "--walk", "10", "--seed", "5", "--jobs", "3"});
  CHECK(again["findings"] == document["findings"]);
  CHECK(again["scenarios"] == document["scenarios"]);
}

TEST_CASE("walks try every rule both ways, and refusals by one requirement alone") {
  const Json document = club_json("", {"--walk", "20"});
  CHECK(document["verdict"] == "conforms");
  for (const Json& rule : document["rules"]) {
    INFO(rule);
    CHECK(rule["allowed"].get<int>() > 5);
    CHECK(rule["refused"].get<int>() > 5);
  }
}

TEST_CASE("two steps at once that neither order allows are found out") {
  const TemporaryFolder folder;
  Run wanted = club_run("", {"--race", "--once", "--format", "json"});
  wanted.environment = {{"CLUB_SHARED", folder.path()}};
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 1);
  const Json document = Json::parse(outcome.out);
  std::set<std::vector<std::string>> pairs;
  for (const Json& finding : document["findings"]) {
    CHECK(finding["kind"] == "race");
    CHECK(finding["sides"].size() == 3);
    const Json& steps = finding["scenario"]["steps"];
    std::vector<std::string> pair{steps[steps.size() - 2]["rule"], steps.back()["rule"]};
    std::sort(pair.begin(), pair.end());
    INFO(finding.dump());
    CHECK(pairs.insert(pair).second); // one for each pair of rules
  }
  CHECK(pairs.contains({"close", "enter"}));
}

TEST_CASE("a service that takes one step at a time passes the races") {
  const TemporaryFolder folder;
  Run wanted = club_run("locks", {"--race", "--once", "--format", "json"});
  wanted.environment = {{"CLUB_SHARED", folder.path()}};
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  const Json document = Json::parse(outcome.out);
  CHECK(document["races"].get<int>() > 20);
  int races = 0;
  for (const Json& raced : document["raced"])
    races += raced["races"].get<int>();
  CHECK(races == document["races"]);
  wanted.words.erase(wanted.words.end() - 2, wanted.words.end());
  CHECK_THAT(run(wanted).out, Contains("  raced: ") && Contains(" with enter (") && Contains("\nno difference in "));
}

TEST_CASE("a race that raced nothing says so") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("alone.chap", R"(system alone
sort User
relation on(User)
init empty on
rule switch_on(u: User) { add on(u) }
possible is_on = some u: User | on(u)
)");
  const Outcome outcome =
      run({"conform", rules, "--driver", "exec python3 '" + conformance_file("blind_adapter.py") + "'", "--race"});
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out,
             Contains("nothing was raced: no two steps that are possible at once get in each other's way"));
}

TEST_CASE("a race on an adapter that cannot share its service is undecided") {
  const Outcome outcome = run(club_run("", {"--race", "--once"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out, Contains("the adapter reports at `join`: only one adapter at a time"));
}

TEST_CASE("a suite that covers the rules' requirements finds what the scenarios do not try") {
  const Json document = club_json("allows", {"--cover", "requirements"});
  REQUIRE(document["findings"].size() == 1);
  CHECK(document["findings"][0]["kind"] == "allows");
  CHECK(club_json("", {"--cover", "requirements,effects"})["verdict"] == "conforms");
}

TEST_CASE(
    "a suite that tells mutants apart finds a service that looks at one, or does it for one, where it must for all") {
  for (const auto& [fault, kind] : {std::pair("one_is_enough", "allows"), std::pair("one_leaves", "other")}) {
    const Json document = club_json(fault, {"--cover", "mutants"});
    INFO(fault);
    REQUIRE(document["findings"].size() == 1);
    CHECK(document["findings"][0]["kind"] == kind);
  }
}

TEST_CASE("scenarios that are named are run before those that cover goals") {
  const Json goals = club_json("", {"--cover", "rules"}), both = club_json("", {"--cover", "rules", "lights"});
  CHECK(both["verdict"] == "conforms");
  REQUIRE(both["scenarios"].size() == goals["scenarios"].size() + 1);
  CHECK(both["scenarios"][0]["name"] == "lights");
}

TEST_CASE("a time budget is for finding scenarios, not for running them") {
  const Outcome outcome = run(club_run("slow", {"--cover", "all", "--budget", "300ms", "--format", "json"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.seconds > 0.3);
}

TEST_CASE("several adapters at once tell the same as one") {
  const Json one = club_json("refuses"), three = club_json("refuses", {"--jobs", "3"});
  CHECK(one["findings"] == three["findings"]);
  CHECK(one["scenarios"] == three["scenarios"]);
}

TEST_CASE("a scenario that the rules cannot judge is bad input") {
  const TemporaryFolder folder;
  const std::string scenario = folder.file("s.chap", "use \"" + conformance_file("club.chap") +
                                                         "\"\nscenario s { given inside(Hall, Ann) close(Hall) }\n");
  const Outcome outcome = run(club_run("", {scenario}));
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.error, Contains("scenario s cannot be judged by"));
}
