// An adapter that hangs, dies, talks nonsense or leaks is an error that names the scenario, never a pass.
#include "tests/cli/hostile.hpp"
#include "tests/conformance/club.hpp"

#include <csignal>

namespace {

using namespace chaperone::tests;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

struct Fault {
  std::string name, code, message;
};

/// Does the process run? One that has ended and that nobody asked about (a zombie) does not.
bool runs(pid_t process) {
  const std::string state = read_file("/proc/" + std::to_string(process) + "/stat");
  const auto name_end = state.rfind(')');
  return name_end != std::string::npos && state.substr(name_end, 3) != ") Z";
}

bool goes_on(pid_t process) {
  for (int tries = 0; tries < 50 && runs(process); ++tries)
    std::this_thread::sleep_for(20ms);
  return runs(process);
}

} // namespace

TEST_CASE("whatever an adapter does wrong leaves the scenario undecided and says what it was") {
  const Fault fault = GENERATE(values<Fault>({
      {"hang", "hang", "did not reply to `step` of `enter` within 1 s"},
      {"die", "death", "ended at `step` of `enter` with signal 9 (Killed)"},
      {"exit", "death", "ended at `step` of `enter` with exit code 3"},
      {"not_json", "nonsense", "gave a reply to `step` of `enter` that is no JSON: allowed, I think"},
      {"not_object", "nonsense", "gave a reply to `step` of `enter` that is no JSON object: [1, 2]"},
      {"no_id", "nonsense", "gave a reply to `step` of `enter` that has no `id`: {\"outcome\": \"allowed\"}"},
      {"wrong_id", "nonsense", "gave a reply to `step` of `enter` that has the id 18 where 11 was asked"},
      {"bad_outcome", "nonsense",
       "gave a reply to `step` of `enter` that has no `outcome` that is \"allowed\" or \"refused\""},
      {"huge", "nonsense", "replied to `step` of `enter` with a line of more than 16 MB"},
      {"error", "error", "reports at `step` of `enter`: the service is down"},
      {"unsupported", "unsupported", "does not support this `step` of `enter`: nobody enters here"},
      {"stranger_name", "nonsense",
       "gave a reply to `ask` that has \"Zed\" in `inside`, which is no Person of this scenario"},
      {"short_row", "nonsense", "gave a reply to `ask` that has a row of `inside` that is no list of 2: [\"Hall\"]"},
      {"two_values", "nonsense", "gave a reply to `ask` that gives `light` two values in one place"},
      {"missing_value", "nonsense",
       "gave a reply to `ask` that lists no value of `light(Hall)`: `ask` wants one for each place"},
      {"missing_relation", "nonsense", "gave a reply to `ask` that does not list the tuples of `inside`"},
  }));
  Run wanted = club_run(fault.name, {"stranger_enters", "--format", "json", "--reply-timeout", "1s"});
  const Outcome outcome = run(wanted);
  INFO(fault.name << ": " << outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  const auto document = nlohmann::json::parse(outcome.out);
  CHECK(document["verdict"] == "undecided");
  CHECK(document["scenarios"][0]["name"] == "stranger_enters");
  CHECK(document["scenarios"][0]["failure"]["code"] == fault.code);
  CHECK(document["scenarios"][0]["failure"]["message"] == fault.message);
}

TEST_CASE("after a failure the next scenario gets a fresh adapter") {
  const std::string fault = GENERATE("hang", "die", "wrong_id", "error");
  const TemporaryFolder folder;
  Run wanted = club_run(fault, {"--once", "--format", "json", "--reply-timeout", "1s"});
  wanted.environment = {{"CLUB_ONCE", folder.path("marker")}};
  const Outcome outcome = run(wanted);
  INFO(fault << ": " << outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  const auto counts = nlohmann::json::parse(outcome.out)["counts"];
  CHECK(counts["undecided"] == 1);
  CHECK(counts["conform"] == 3);
}

TEST_CASE("after three failures in a row the rest is not tried, and not passed either") {
  const Outcome outcome = run(club_run("not_json"));
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out, Contains("party: undecided, the adapter was not asked: it failed 3 times in a row"));
  CHECK_THAT(outcome.out, Contains("4 scenarios: 4 undecided"));
}

TEST_CASE("a failure that hits every scenario is said once, and neither walks nor races follow") {
  const Outcome outcome =
      run(club_run("error", {"stranger_enters", "strangers_at_once", "lights", "--walk", "3", "--race"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out,
             Contains("stranger_enters, strangers_at_once and lights: undecided, the adapter reports at `step` of "
                      "`enter`: the service is down"));
  CHECK_THAT(outcome.out, !Contains("walk 1") && Contains("3 scenarios: 3 undecided"));
}

TEST_CASE("a run that is ended while scenarios are looked for prints a report all the same") {
  for (const char* format : {"text", "json"}) {
    Run wanted;
    wanted.words = {"conform",  std::string(CHAPERONE_SOURCE_DIR) + "/specs/learning_switch/learning_switch.chap",
                    "--cover",  "all",
                    "--driver", "exec python3 '" + conformance_file("blind_adapter.py") + "'",
                    "--format", format};
    wanted.signal = SIGTERM;
    wanted.signal_after = 700ms;
    wanted.signals_twice = true;
    const Outcome outcome = run(wanted);
    INFO(outcome.out << outcome.error);
    CHECK(outcome.exit_code == 130);
    CHECK_THAT(outcome.out, Contains("interrupted"));
  }
}

TEST_CASE("a walk that is undecided shows its steps, in text and JSON, and is saved") {
  const TemporaryFolder folder;
  const std::vector<std::string> words{"lights", "--once", "--walk", "3",
                                       "--seed", "2",      "--save", folder.path("found")};
  Run wanted = club_run("unsupported", words);
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out, Contains("walk 1 of seed 2"));
  CHECK_THAT(outcome.out, Contains(" enters ") && Contains(" (no answer)"));
  CHECK_THAT(outcome.error, Contains("undecided_walk_"));
  CHECK(run({"replay", conformance_file("club.chap"), folder.path("found")}).exit_code == 0);
  const auto document = club_json("unsupported", {"lights", "--once", "--walk", "3", "--seed", "2"});
  for (const auto& trial : document["scenarios"]) {
    if (trial["verdict"] != "undecided" || trial["name"] == "lights")
      continue;
    REQUIRE(trial["scenario"]["steps"].size() == trial["steps"].get<std::size_t>() + 1);
    CHECK(trial["scenario"]["steps"].back()["rule"] == "enter");
  }
}

TEST_CASE("an adapter that cannot be spoken to at all is bad usage") {
  for (const auto& [driver, message] : std::vector<std::pair<std::string, std::string>>{
           {"no-such-command-here", "ended at `hello` with exit code 127"},
           {club_driver("hello_protocol"), "speaks protocol 2, and this is Chaperone"},
           {club_driver("hello_missing"), "does not say which `protocol` it speaks"},
           {"cat", "gave a reply to `hello` that is a request, as if it had been sent back"},
           {"sleep 60", "did not reply to `hello` within 5 s"}}) {
    Run wanted = club_run("", {"--reply-timeout", "1s"});
    wanted.words[3] = driver;
    const Outcome outcome = run(wanted);
    INFO(outcome.out << outcome.error);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.error, Contains(message));
  }
}

TEST_CASE("state that leaks from one scenario into another is found, at the start and later") {
  const auto [fault, message] = GENERATE(table<std::string, std::string>({
      {"leak", "its start is wrong after other scenarios, and all is well by itself"},
      {"leak_late", "step 1 differs after other scenarios, and all is well by itself"},
  }));
  const Outcome outcome = run(club_run(fault));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out, Contains("strangers_at_once: undecided"));
  CHECK_THAT(outcome.out, Contains(message));
}

TEST_CASE("a leak that shows only in another order of the scenarios is found by that order") {
  // `lights` is the one scenario without `befriend`; the other befriends before anything was ever closed.
  const std::vector<std::string> scenarios{"stranger_enters", "lights"};
  const Outcome outcome = run(club_run("leak_late", scenarios));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out, Contains("stranger_enters: undecided"));
  CHECK_THAT(outcome.out, Contains("in another order of the scenarios"));
  CHECK(run(club_run("leak_late", {"stranger_enters", "lights", "--once"})).exit_code == 0);
}

TEST_CASE("a service that does not start as it was given is undecided") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("lit.chap", "system lit\nuse \"" + conformance_file("club.chap") +
                                                        "\"\nrelation never_seen()\ninit empty never_seen\n");
  const std::string adapter = folder.file("dark.py", R"(import json, sys
for line in sys.stdin:
    r = json.loads(line)
    print(json.dumps({"id": r["id"], "protocol": 1, "holds": {"friends": [["Ann", "Bea"]], "inside": []},
                      "observes": ["friends", "inside"]}), flush=True)
)");
  Run wanted = club_run("", {"stranger_enters"});
  wanted.words[1] = rules;
  wanted.words[3] = "python3 '" + adapter + "'";
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.out, Contains("the adapter shows another start than was given: + friends(Ann, Bea)"));
}

TEST_CASE("a rule that was not tried is not said to be always allowed or refused") {
  const Outcome some = run(club_run("", {"lights"}));
  CHECK_THAT(some.out, Contains("  not tried: befriend\n") && Contains("  never allowed: enter\n") &&
                           Contains("  never refused: meet and close\n"));
  const Outcome none = run(club_run("deaf_reset error", {"lights"}));
  CHECK_THAT(none.out, Contains("  no step was answered\n") && !Contains("never"));
}

TEST_CASE("what a service does not show is said") {
  const TemporaryFolder folder;
  const std::string adapter = folder.file("blind.py", R"(import json, sys
for line in sys.stdin:
    r = json.loads(line)
    print(json.dumps({"id": r["id"], "protocol": 1, "holds": {"friends": []}, "outcome": "refused", "observes": ["friends"]}),
          flush=True)
)");
  Run wanted = club_run("", {"lights", "--once"});
  wanted.words[3] = "python3 '" + adapter + "'";
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK_THAT(outcome.out, Contains("not shown by the service, and so not compared: inside and light"));
}

TEST_CASE("nothing that an adapter started is left behind, whether it ends well, badly or not at all") {
  const std::string fault = GENERATE("", "die", "hang");
  const TemporaryFolder folder;
  Run wanted = club_run("child " + fault, {"--reply-timeout", "1s"});
  wanted.environment = {{"CLUB_CHILD", folder.path("child")}};
  run(wanted);
  const int child = std::stoi(read_file(folder.path("child")));
  INFO(fault);
  CHECK_FALSE(goes_on(child));
}

TEST_CASE("Ctrl-C ends the adapter with all that it started, tells what is known and exits with 130") {
  const TemporaryFolder folder;
  Run wanted = club_run("child hang", {"lights"});
  wanted.environment = {{"CLUB_CHILD", folder.path("child")}};
  wanted.signal = SIGINT;
  wanted.signal_once_written = folder.path("child");
  wanted.signal_after = 1000ms;
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 130);
  CHECK_THAT(outcome.out, Contains("lights: undecided, the adapter was stopped"));
  CHECK_THAT(outcome.out, Contains("interrupted"));
  CHECK_FALSE(goes_on(std::stoi(read_file(folder.path("child")))));
}

TEST_CASE("the whole run ends at --timeout, undecided") {
  const Outcome outcome = run(club_run("hang", {"lights", "--timeout", "700ms"}));
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 3);
  CHECK(outcome.seconds < 0.7 + 1.0);
}

TEST_CASE("races that are stopped half-way are no pass") {
  const TemporaryFolder folder;
  Run wanted = club_run("child locks slow", {"--race", "--once"});
  wanted.environment = {{"CLUB_SHARED", folder.path()}, {"CLUB_CHILD", folder.path("child")}};
  wanted.signal = SIGINT;
  wanted.signal_once_written = folder.path("child");
  wanted.signal_after = 1000ms;
  const Outcome outcome = run(wanted);
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 130);
  CHECK_THAT(outcome.out, Contains("undecided")); // before or behind a line end
  CHECK_THAT(outcome.out, Contains("the adapter was stopped"));
}

TEST_CASE("the options --timeout, --reply-timeout, --jobs and --driver refuse what they cannot mean") {
  CHECK(run(club_run("", {"--jobs", "0"})).exit_code == 2);
  CHECK(run(club_run("", {"--reply-timeout", "soon"})).exit_code == 2);
  CHECK(run({"conform", conformance_file("club.chap")}).exit_code == 2);
}

TEST_CASE("what an adapter says reaches no terminal and no log as it stands, in any format") {
  const std::string fault = GENERATE("refuses hostile", "error hostile", "not_json hostile");
  for (const char* format : {"text", "json", "junit", "sarif", "github"}) {
    INFO(fault << ", " << format);
    const Outcome outcome = run(club_run(fault, {"--format", format}));
    CHECK(outcome.exit_code == (fault == "refuses hostile" ? 1 : 3));
    check_harmless(outcome.out);
    check_harmless(outcome.error);
    CHECK_THAT(outcome.out, Contains("error"));
  }
}
