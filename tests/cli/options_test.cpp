// The command line: what is accepted, what is refused and how, and that help and
// docs/usage.md say the same as the option table.
#include "cli/command_line.hpp"
#include "cli/help.hpp"
#include "cli/option_values.hpp"
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>
#include <set>

namespace {

using namespace chaperone;
using namespace std::chrono_literals;

cli::Settings accepted(const std::vector<std::string>& words) {
  const auto read = cli::read_command_line(words);
  INFO((std::holds_alternative<cli::BadUsage>(read) ? std::get<cli::BadUsage>(read).message : ""));
  REQUIRE(std::holds_alternative<cli::Request>(read));
  return std::get<cli::Request>(read).settings;
}

std::string refused(const std::vector<std::string>& words) {
  const auto read = cli::read_command_line(words);
  REQUIRE(std::holds_alternative<cli::BadUsage>(read));
  return std::get<cli::BadUsage>(read).message;
}

std::string page(const std::vector<std::string>& words) {
  const auto read = cli::read_command_line(words);
  REQUIRE(std::holds_alternative<cli::Page>(read));
  return std::get<cli::Page>(read).text;
}

/// The rows of the table under `## Options` in docs/usage.md, each as "flags|commands|help".
std::set<std::string> documented_options() {
  std::set<std::string> rows;
  std::istringstream lines(tests::read_file(std::string(CHAPERONE_SOURCE_DIR) + "/docs/usage.md"));
  const std::regex row(R"(\| `(-[^`]*)` \| ([^|]*) \| (.*) \|)");
  for (std::string line; std::getline(lines, line);)
    if (std::smatch match; std::regex_match(line, match, row))
      rows.insert(match.str(1) + "|" + match.str(2) + "|" + match.str(3));
  return rows;
}

} // namespace

TEST_CASE("durations are read with and without a unit") {
  CHECK(cli::read_duration("10") == 10s);
  CHECK(cli::read_duration("0ms") == std::nullopt);
  CHECK(cli::read_duration("0ms", 0ms) == 0ms);
  CHECK(cli::read_duration("-1s", 0ms) == std::nullopt);
  CHECK(cli::read_duration("10s") == 10s);
  CHECK(cli::read_duration("0.5s") == 500ms);
  CHECK(cli::read_duration("500ms") == 500ms);
  CHECK(cli::read_duration("2m") == 2min);
  for (const char* wrong : {"", "s", "0", "-1", "10h", "1e3", "10 s", "ten", "1e999", "nan", "99999999999"})
    CHECK_FALSE(cli::read_duration(wrong).has_value());
}

TEST_CASE("every option of check reaches the settings") {
  const auto settings = accepted({"check",
                                  "a.chap",
                                  "b.chap",
                                  "--property",
                                  "p",
                                  "--property",
                                  "q",
                                  "--depth",
                                  "7",
                                  "--timeout",
                                  "2m",
                                  "--scope",
                                  "User=5,Group=2",
                                  "--accept-bounded",
                                  "--seed",
                                  "3",
                                  "--format",
                                  "json",
                                  "--save",
                                  "dir",
                                  "--color",
                                  "never",
                                  "--quiet",
                                  "--verbose"});
  CHECK(settings.files == std::vector<std::string>{"a.chap", "b.chap"});
  CHECK(settings.properties == std::vector<std::string>{"p", "q"});
  CHECK(settings.depth == 7);
  CHECK(settings.timeout == 120s);
  CHECK(settings.scope == std::map<std::string, std::uint32_t>{{"User", 5}, {"Group", 2}});
  CHECK(settings.accepts_bounded);
  CHECK(settings.seed == 3);
  CHECK(settings.format == cli::Format::json);
  CHECK(settings.save_folder == "dir");
  CHECK(settings.color == cli::ColorChoice::never);
  CHECK(settings.is_quiet);
  CHECK(settings.is_verbose);
}

TEST_CASE("options may stand before the file, and with an equals sign") {
  const auto settings = accepted({"check", "--depth=7", "--property", "p", "a.chap"});
  CHECK(settings.depth == 7);
  CHECK(settings.files == std::vector<std::string>{"a.chap"});
}

TEST_CASE("after -- a word that looks like an option is a file") {
  CHECK(accepted({"check", "--", "--odd.chap"}).files == std::vector<std::string>{"--odd.chap"});
}

TEST_CASE("replay takes one rule file and then scenarios") {
  const auto settings = accepted({"replay", "rules.chap", "saved", "one.json"});
  CHECK(settings.files == std::vector<std::string>{"rules.chap"});
  CHECK(settings.scenarios == std::vector<std::string>{"saved", "one.json"});
}

TEST_CASE("bad usage is refused with what to do next") {
  CHECK(refused({}) == "no command\ntry `chaperone --help`");
  CHECK(refused({"chek", "f"}) == "unknown command `chek`, did you mean `check`?\ntry `chaperone --help`");
  CHECK(refused({"check", "f", "--detph", "3"}) ==
        "unknown option `--detph`, did you mean `--depth`?\ntry `chaperone check --help`");
  CHECK(refused({"check", "f", "--depth", "many"}) == "--depth: `many` is not a whole number from 0 to 4294967295");
  CHECK(refused({"check", "f", "--depth=-1"}) == "--depth: `-1` is not a whole number from 0 to 4294967295");
  CHECK(refused({"check", "f", "--depth", "99999999999999999999"}) ==
        "--depth: `99999999999999999999` is not a whole number from 0 to 4294967295");
  CHECK(refused({"check", "f", "--timeout", "soon"}) ==
        "--timeout: `soon` is not a duration from 1ms to 1440m (a day), such as 10s, 500ms or 2m");
  CHECK(refused({"check", "f", "--timeout", "0"}) ==
        "--timeout: `0` is not a duration from 1ms to 1440m (a day), such as 10s, 500ms or 2m");
  CHECK(refused({"check", "f", "--scope", "User"}) == "--scope: `User` is not a list of sizes, such as User=5,Group=2");
  CHECK(refused({"check", "f", "--scope", "User=2,Group=2,User=3"}) ==
        "--scope: `User=2,Group=2,User=3` gives the size of `User` twice");
  CHECK(refused({"check", "f", "--scope", "Group=2,User=0"}) ==
        "--scope: `Group=2,User=0` gives `User` the size `0`: a size is a whole number from 1 to 4294967295");
  CHECK(refused({"check", "f", "--format", "xml"}) ==
        "--format: `xml` is not a format: choose text, json, junit, sarif, github, mermaid or svg");
  CHECK(refused({"check", "f", "--color", "red"}) == "--color: `red` is none of auto, always and never");
  CHECK(refused({"check"}).find("FILE") != std::string::npos);
  CHECK(refused({"replay", "f"}).find("SCENARIO") != std::string::npos);
  CHECK(refused({"generate", "f", "--to", "json", "-o", "d", "--verbose"}).starts_with("unknown option `--verbose`"));
  CHECK(refused({"check", "f", "--depth"}).find("--depth") != std::string::npos);
}

TEST_CASE("a misspelt goal or target is met with the nearest, and with all there are") {
  CHECK(refused({"generate", "f", "--to", "json", "-o", "d", "--cover", "rules,effets"}) ==
        "--cover: `rules,effets` names an unknown goal, did you mean `effects`?\n"
        "choose among rules, requirements, boundary, effects, pairs, memory, violations, mutants and all");
  CHECK(refused({"generate", "f", "--to", "catch", "-o", "d"})
            .starts_with("--to: `catch` is no output format, did you mean `catch2`?\nchoose catch2, "));
  CHECK(refused({"generate", "f", "--to", "adapter-pyton", "-o", "d"}).find("`adapter-python`?") != std::string::npos);
}

TEST_CASE("commands that do not exist are not listed") {
  for (const char* later : {"monitor", "repair"}) {
    CHECK(page({"--help"}).find(later) == std::string::npos);
    CHECK(refused({later}).starts_with("unknown command"));
  }
}

TEST_CASE("help shows every option of a command, with examples") {
  for (const cli::CommandRow& command : cli::command_table()) {
    const std::string help = page({std::string(command.name), "--help"});
    CHECK(help == page({std::string(command.name), "-h"}));
    CHECK(help.find("Examples:") != std::string::npos);
    for (const cli::OptionRow& option : cli::option_table()) {
      const std::string flag(option.flags.substr(option.flags.find("--")));
      INFO(command.name << " " << flag);
      // An option may have a row for some commands and another one for others.
      const bool is_taken = std::ranges::any_of(cli::option_table(), [&](const cli::OptionRow& row) {
        return row.flags == option.flags && cli::belongs_to(row, command.name);
      });
      CHECK((help.find(flag + ' ') != std::string::npos) == is_taken); // no option that merely begins so
    }
  }
}

TEST_CASE("docs/usage.md lists exactly the options that --help lists, in the same words") {
  std::set<std::string> table;
  for (const cli::OptionRow& option : cli::option_table()) {
    std::string flags = std::regex_replace(std::string(option.flags), std::regex(","), ", ");
    if (!option.value.empty())
      flags += " " + std::string(option.value);
    table.insert(flags + "|" + std::string(option.commands) + "|" + std::string(option.help) +
                 (option.is_repeatable ? "; may be repeated" : ""));
  }
  CHECK(documented_options() == table);
}

TEST_CASE("the version and help go to standard output, bad usage to standard error") {
  const auto version = tests::run({"--version"});
  CHECK(version.exit_code == 0);
  CHECK(version.out == "chaperone " CHAPERONE_VERSION "\n");
  CHECK(version.error.empty());
  const auto bad = tests::run({"check"});
  CHECK(bad.exit_code == 2);
  CHECK(bad.out.empty());
  CHECK(bad.error.starts_with("chaperone: "));
}

TEST_CASE("with --quiet no command tells what is odd in the rules") {
  const tests::TemporaryFolder folder;
  const std::string rules =
      folder.file("rules.chap", "system s\nsort P\nrelation r(P)\ndefine unused(p: P) = r(p)\ninit empty r\n"
                                "rule do(p: P) { add r(p) }\nnever n = some p: P | r(p)\n"
                                "scenario first { do(A) allowed }\n");
  const auto warns = [&](std::vector<std::string> words, bool is_quiet) {
    if (is_quiet)
      words.emplace_back("--quiet");
    return tests::run(words).error.find("warning[") != std::string::npos;
  };
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"check", rules},
                                             {"generate", rules, "first", "--to", "json", "-o", folder.path("out")},
                                             {"replay", rules, "first"},
                                             {"conform", rules, "first", "--driver", "exit 1"}}) {
    INFO(words.front());
    CHECK(warns(words, false));
    CHECK_FALSE(warns(words, true));
  }
}
