// generate --cover: suites, their parts and their budgets, as whole commands.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

namespace {

using namespace chaperone::tests;
using Catch::Matchers::Contains;

Outcome generate(const std::string& rules, const TemporaryFolder& folder, const std::vector<std::string>& options) {
  std::vector<std::string> words{"generate", rules, "--to", "googletest", "-o", folder.path("out")};
  words.insert(words.end(), options.begin(), options.end());
  return run(words);
}

/// The names of the test cases that were generated.
std::set<std::string> tests_in(const TemporaryFolder& folder, const std::string& system) {
  const std::string text = read_file(folder.path("out/" + system + "_test.cpp"));
  std::set<std::string> result;
  for (std::size_t at = text.find("\nTEST("); at != std::string::npos; at = text.find("\nTEST(", at + 1))
    result.insert(text.substr(at, text.find('{', at) - at));
  return result;
}

} // namespace

TEST_CASE("a suite's counts are told, and every one of its tests is written") {
  const TemporaryFolder folder;
  const Outcome outcome = generate(messenger_fixed, folder, {"--cover", "rules,effects"});
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("rules                9        9           0          0"));
  CHECK_THAT(outcome.out, Contains("effects             15       15           0          0"));
  CHECK_THAT(outcome.out, Contains(std::to_string(tests_in(folder, "messenger_kids_fixed").size()) + " test cases"));
}

TEST_CASE("shards share a suite out: together they are the whole, and none has what another has") {
  const TemporaryFolder folder;
  REQUIRE(generate(messenger_fixed, folder, {"--cover", "rules,requirements"}).exit_code == 0);
  const std::set<std::string> whole = tests_in(folder, "messenger_kids_fixed");
  std::set<std::string> together;
  std::size_t count = 0;
  for (const char* shard : {"1/3", "2/3", "3/3"}) {
    REQUIRE(generate(messenger_fixed, folder, {"--cover", "rules,requirements", "--shard", shard}).exit_code == 0);
    const std::set<std::string> part = tests_in(folder, "messenger_kids_fixed");
    count += part.size();
    together.insert(part.begin(), part.end());
  }
  CHECK(together == whole);
  CHECK(count == whole.size());
}

TEST_CASE("scenarios that are named, or that a check finds, are shared out too") {
  const TemporaryFolder folder;
  for (const std::string& named : {messenger_fixed, std::string()}) {
    std::size_t count = 0;
    std::set<std::string> together;
    for (const char* shard : {"1/3", "2/3", "3/3"}) {
      std::vector<std::string> words{"--shard", shard};
      if (!named.empty())
        words.push_back(named);
      REQUIRE(generate(messenger_fixed, folder, words).exit_code == 0);
      const std::set<std::string> part = tests_in(folder, "messenger_kids_fixed");
      count += part.size();
      together.insert(part.begin(), part.end());
    }
    CHECK(together.size() == count);
    REQUIRE(
        generate(messenger_fixed, folder, named.empty() ? std::vector<std::string>() : std::vector{named}).exit_code ==
        0);
    CHECK(together == tests_in(folder, "messenger_kids_fixed"));
  }
}

TEST_CASE("goals that no run covers leave nothing to test, which is said and is no success") {
  const TemporaryFolder folder;
  const Outcome outcome = generate(messenger_fixed, folder, {"--cover", "violations"});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.error, Contains("there is nothing to test: no run was found that covers one of these goals"));
  const Outcome conformed = run({"conform", messenger_fixed, "--cover", "violations", "--driver", "exit 1"});
  CHECK(conformed.exit_code == 3);
  CHECK_THAT(conformed.out, Contains("\nnothing was run\n"));
  CHECK_THAT(conformed.error, Contains("there is nothing to run: no run was found that covers one of these goals"));
}

TEST_CASE("a budget without goals is bad usage, since nothing would be chosen by it") {
  const TemporaryFolder folder;
  for (const char* budget : {"3", "20steps", "1s"}) {
    const Outcome outcome = generate(messenger_fixed, folder, {"--budget", budget});
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.error, Contains("--budget chooses among the scenarios of --cover"));
  }
}

TEST_CASE("a budget of scenarios keeps so many, and says what the others would have covered") {
  const TemporaryFolder folder;
  const Outcome outcome = generate(messenger_fixed, folder, {"--cover", "requirements", "--budget", "4"});
  CHECK(tests_in(folder, "messenger_kids_fixed").size() == 4);
  CHECK_THAT(outcome.out, Contains("4 of ") && Contains("scenarios are within the budget"));
}

TEST_CASE("a budget of steps keeps the beginning of the suite, as many tests as have so many steps together") {
  const TemporaryFolder folder;
  std::vector<std::string> words{"generate", messenger_fixed, "--cover", "requirements",
                                 "--to",     "json",          "-o",      folder.path()};
  REQUIRE(run(words).exit_code == 0);
  const auto tests = [&] {
    return nlohmann::json::parse(read_file(folder.path("messenger_kids_fixed_suite.json")))["tests"];
  };
  const nlohmann::json whole = tests();
  words.insert(words.end(), {"--budget", "20steps"});
  CHECK_THAT(run(words).out, Contains("scenarios are within the budget"));
  const nlohmann::json part = tests();
  std::size_t steps = 0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    CHECK(part[i]["name"] == whole.at(i)["name"]);
    steps += part[i]["steps"].size();
  }
  CHECK(steps <= 20);
  CHECK(steps + whole.at(part.size())["steps"].size() > 20);
}

TEST_CASE("a budget of seconds ends the search, and what it did not get to is undecided") {
  const TemporaryFolder folder;
  const Outcome outcome = generate(messenger_fixed, folder, {"--cover", "all", "--budget", "200ms"});
  CHECK((outcome.exit_code == 0 || outcome.exit_code == 3)); // 3: nothing was found in that time
  CHECK_THAT(outcome.out, Contains("undecided, out of time; try a longer --budget: "));
}

TEST_CASE("where the time ends before anything is covered, the suite is undecided and nothing is written") {
  const TemporaryFolder folder;
  const Outcome generated = generate(messenger_fixed, folder, {"--cover", "all", "--budget", "1ms"});
  CHECK(generated.exit_code == 3);
  CHECK_THAT(generated.out, Contains("undecided, out of time; try a longer --budget: "));
  CHECK_THAT(generated.error, Contains("nothing was covered yet, and nothing was written"));
  CHECK_FALSE(fs::exists(folder.path("out")));
  const Outcome run_on = run({"conform", messenger_fixed, "--driver", "false", "--cover", "all", "--budget", "1ms"});
  CHECK(run_on.exit_code == 3);
  CHECK_THAT(run_on.error, Contains("nothing was covered yet, and nothing was run"));
}

namespace {

/// Goals whose runs need more than the two who are allowed.
const char* const circle = R"(system circle
sort User
relation knows(User, User)
init empty knows
rule meet(a: User, b: User) { require a != b add knows(a, b) }
rule found(a: User, b: User, c: User) {
  require a != b and b != c and a != c
  require knows(a, b) and knows(b, c)
}
possible two = some a, b: User | knows(a, b)
)";

} // namespace

TEST_CASE("a goal that stays undecided is told last, with what may decide it; --strict makes it exit 3") {
  const TemporaryFolder folder;
  const std::string rules = folder.file("circle.chap", circle);
  const std::vector<std::string> few{"--cover", "rules", "--scope", "User=2"};
  const Outcome outcome = generate(rules, folder, few);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("; try --scope User=3: 1 goal\n  found must not be refused"));
  std::vector<std::string> strict = few;
  strict.emplace_back("--strict");
  const Outcome judged = generate(rules, folder, strict);
  CHECK(judged.exit_code == 3);
  CHECK_THAT(judged.error, Contains("circle.chap: 1 goal is undecided"));
  CHECK(fs::exists(folder.path("out/circle_test.cpp")));
  CHECK(generate(rules, folder, {"--cover", "rules", "--scope", "User=3", "--strict"}).exit_code == 0);

  std::vector<std::string> words{"generate", rules, "--to", "json", "-o", folder.path("data")};
  words.insert(words.end(), few.begin(), few.end());
  REQUIRE(run(words).exit_code == 0);
  const auto coverage = nlohmann::json::parse(read_file(folder.path("data/circle_suite.json")))["coverage"];
  REQUIRE(coverage["undecided"].size() == 1);
  CHECK(coverage["undecided"][0]["try"] == "--scope User=3");
  CHECK(coverage["undecided"][0]["goals"] == nlohmann::json{"found_is_allowed"});

  words = {"conform", rules, "--driver", "exit 1"};
  words.insert(words.end(), strict.begin(), strict.end());
  CHECK_THAT(run(words).error, Contains("1 goal is undecided"));
  CHECK(generate(rules, folder, {"--strict"}).exit_code == 2);
}

TEST_CASE("the tests of a suite as JSON are scenarios, for the same rules and for others") {
  const TemporaryFolder folder;
  const auto suite_of = [&](const std::string& rules, const std::vector<std::string>& options) {
    std::vector<std::string> words{"generate", rules, "--to", "json", "-o", folder.path("data")};
    words.insert(words.end(), options.begin(), options.end());
    REQUIRE(run(words).exit_code == 0);
  };
  suite_of(messenger_fixed, {"--cover", "rules,requirements,effects"});
  const std::string fixed = folder.path("data/messenger_kids_fixed_suite.json");
  const std::size_t tests = nlohmann::json::parse(read_file(fixed))["tests"].size();
  const Outcome same = run({"replay", messenger_fixed, fixed});
  CHECK(same.exit_code == 0);
  CHECK_THAT(same.out, Contains("replayed " + std::to_string(tests) + " scenarios") && Contains("all passed"));
  const Outcome other = run({"replay", messenger_launch, folder.path("data"), "--quiet"});
  CHECK(other.exit_code == 1);
  CHECK_THAT(other.out, Contains("was allowed, but should be refused"));
  CHECK_THAT(other.out, Contains("passed"));

  suite_of(messenger_launch, {}); // a counterexample: whatever comes of its steps, the promise is kept
  const std::string launch = folder.path("data/messenger_kids_suite.json");
  CHECK(run({"replay", messenger_fixed, launch}).exit_code == 0);
  CHECK(run({"replay", messenger_launch, launch}).exit_code == 1);
  const Outcome driven = run({"conform", messenger_fixed, launch, "--driver", "exit 1"});
  CHECK(driven.exit_code == 2); // the scenarios were read; the adapter does not start
  CHECK_THAT(driven.error, Contains("the adapter"));

  const std::string broken = folder.file("broken.json", read_file(launch).substr(0, 700));
  const Outcome refused = run({"replay", messenger_launch, broken});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.error, Contains("broken.json: at line ") && Contains(": this is not JSON"));
}

TEST_CASE("Ctrl-C leaves no half-written suite behind, and exits with 130") {
  const TemporaryFolder folder;
  const std::string kept = folder.path("out/messenger_kids_fixed_test.cpp");
  REQUIRE(generate(messenger_fixed, folder, {"--cover", "rules"}).exit_code == 0);
  const std::string before = read_file(kept);
  Run wanted;
  wanted.words = {"generate", messenger_fixed, "--cover", "all", "--to", "googletest", "-o", folder.path("out")};
  wanted.signal = GENERATE(SIGINT, SIGTERM);
  wanted.signal_after = std::chrono::milliseconds(150);
  const Outcome outcome = run(wanted);
  CHECK(outcome.exit_code == 130);
  CHECK_THAT(outcome.error, Contains("interrupted: nothing was written"));
  CHECK(read_file(kept) == before);
  for (const auto& entry : fs::directory_iterator(folder.path("out")))
    CHECK(entry.path().extension() != ".tmp");
}

TEST_CASE("a suite is the same, byte by byte, each time it is made") {
  const TemporaryFolder folder;
  generate(messenger_launch, folder, {"--cover", "all"});
  CHECK_THAT(generate(messenger_launch, folder, {"--cover", "all"}).out, Contains("unchanged") && !Contains("wrote"));
}

TEST_CASE("violations are told by the rule that lets them through, and become tests of the promise") {
  const TemporaryFolder folder;
  const Outcome outcome =
      generate(messenger_launch, folder, {"--cover", "violations", "--property", "child_meets_stranger"});
  CHECK_THAT(outcome.out, Contains("child_meets_stranger can be broken: create_group (") && Contains("add_member ("));
  CHECK_THAT(read_file(folder.path("out/messenger_kids_test.cpp")), Contains("where_child_meets_stranger()"));
}

TEST_CASE("an unknown goal, a budget of nothing and a shard beyond the last are bad usage") {
  const TemporaryFolder folder;
  CHECK_THAT(generate(messenger_fixed, folder, {"--cover", "rule"}).error,
             Contains("choose among rules, requirements"));
  CHECK_THAT(generate(messenger_fixed, folder, {"--cover", "rules", "--budget", "0"}).error, Contains("200steps"));
  CHECK(generate(messenger_fixed, folder, {"--cover", "rules", "--shard", "4/3"}).exit_code == 2);
}

TEST_CASE("what was kept stands first in a suite, and is shared out with the rest") {
  const TemporaryFolder folder;
  REQUIRE(
      run({"check", messenger_launch, "--property", "child_meets_stranger", "--save", folder.path("kept")}).exit_code ==
      1);
  const std::string test_of_kept = "TEST(messenger_kids_fixed, child_meets_stranger_";
  const auto suite = [&](const std::vector<std::string>& options) {
    std::vector<std::string> words = {folder.path("kept"), "--cover", "rules"};
    words.insert(words.end(), options.begin(), options.end());
    CHECK(generate(messenger_fixed, folder, words).exit_code == 0);
    return read_file(folder.path("out/messenger_kids_fixed_test.cpp"));
  };
  const std::string whole = suite({});
  CHECK(whole.find("\nTEST(") + 1 == whole.find(test_of_kept));
  REQUIRE_THAT(whole, Contains(test_of_kept));
  CHECK(whole.find(test_of_kept) == whole.rfind(test_of_kept));
  CHECK_THAT(whole, Contains("befriend_is_allowed"));
  CHECK_THAT(suite({"--budget", "1"}), Contains(test_of_kept));
  CHECK_THAT(suite({"--shard", "1/2"}), Contains(test_of_kept) && !Contains("befriend_is_allowed"));
  CHECK_THAT(suite({"--shard", "2/2"}), !Contains(test_of_kept) && Contains("befriend_is_allowed"));
}

TEST_CASE("progress with counts shows on a terminal and leaves no trace in a pipe") {
  const TemporaryFolder folder;
  Run wanted;
  wanted.words = {"generate", messenger_launch, "--cover", "all", "--to", "catch2", "-o", folder.path("out")};
  CHECK_THAT(run(wanted).error, !Contains("goals"));
  wanted.on_terminal = true;
  CHECK_THAT(run(wanted).out, Contains(" goals, proving"));
}

TEST_CASE("a scenario with a step in conflict is not made a test") {
  const TemporaryFolder folder;
  const std::string rules =
      folder.file("clash.chap", "system clash\nsort User\nrelation member(User)\ninit empty member\n"
                                "rule rejoin(u: User) { add member(u) remove member(u) }\n"
                                "rule join(u: User) { add member(u) }\n"
                                "scenario s { join(Ann) rejoin(Ann) }\n");
  for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"s"}}) {
    std::vector<std::string> words{"generate", rules, "--to", "json", "-o", folder.path("out")};
    words.insert(words.begin() + 2, more.begin(), more.end());
    const Outcome outcome = run(words);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.error, Contains("scenario s cannot be tested: "));
  }
}
