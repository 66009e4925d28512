// What somebody does first: a first file, help, rules on standard input, and one layout.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

#include <fstream>

#include <sys/stat.h>

using namespace chaperone::tests;
using Catch::Matchers::Contains;

namespace {

const std::string untidy = "system door\nsort Person\nrelation inside(Person)\ninit   empty inside\n"
                           "rule enter(p: Person){add inside(p)}\nnever anybody=some p: Person|inside(p)\n";
const std::string tidy = "system door\nsort Person\nrelation inside(Person)\ninit empty inside\n\n"
                         "rule enter(p: Person) { add inside(p) }\n\n"
                         "never anybody = some p: Person | inside(p)\n";

void write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

} // namespace

TEST_CASE("init writes a file whose promises have the verdicts that it tells of, and overwrites none") {
  const TemporaryFolder folder;
  Run wanted{{"init"}, folder.path()};
  CHECK(run(wanted).exit_code == 0);
  const std::string text = read_file(folder.path("rules.chap"));
  const Outcome checked = run({"check", folder.path("rules.chap"), "--quiet"});
  CHECK(checked.exit_code == 1);
  CHECK(checked.error.empty());
  CHECK_THAT(checked.out, Contains("never shared_by_others: violated in 2 steps"));
  CHECK_THAT(checked.out, Contains("always owners_take_back: proved"));
  CHECK_THAT(checked.out, Contains("possible somebody_reads: witnessed in 1 step"));
  CHECK(run({"fmt", "--check", folder.path("rules.chap")}).exit_code == 0);
  // The repair that a comment names.
  std::string repaired = text;
  const std::string flaw = "require may_read(by, what)";
  REQUIRE(repaired.find(flaw) != std::string::npos);
  REQUIRE(repaired.find("let `share` require `owner(by, what)`") != std::string::npos);
  write(folder.path("repaired.chap"), repaired.replace(repaired.find(flaw), flaw.size(), "require owner(by, what)"));
  const Outcome proved = run({"check", folder.path("repaired.chap")});
  CHECK(proved.exit_code == 0);
  CHECK(proved.error.empty());
  CHECK(run(wanted).exit_code == 2);
  CHECK(read_file(folder.path("rules.chap")) == text);
  CHECK(run({"init", folder.path("new/first.chap")}).exit_code == 0);
  CHECK(read_file(folder.path("new/first.chap")) == text);
}

TEST_CASE("help names a command's options") {
  CHECK(run({"help"}).out == run({"--help"}).out);
  CHECK(run({"help", "check"}).out == run({"check", "--help"}).out);
  const Outcome unknown = run({"help", "chekc"});
  CHECK(unknown.exit_code == 2);
  CHECK_THAT(unknown.error, Contains("did you mean `check`?"));
}

TEST_CASE("`check -` reads rules from standard input") {
  const TemporaryFolder folder;
  write(folder.path("rules.chap"), untidy);
  Run wanted{{"check", "-", "--quiet"}};
  wanted.in_from = folder.path("rules.chap");
  const Outcome checked = run(wanted);
  CHECK(checked.exit_code == 1);
  CHECK_THAT(checked.out, Contains("never anybody: violated in 1 step"));
  write(folder.path("rules.chap"), "system s rule {");
  const Outcome broken = run(wanted);
  CHECK(broken.exit_code == 2);
  CHECK_THAT(broken.error, Contains("--> <stdin>:1:"));
  wanted.words.push_back("--save");
  wanted.words.push_back(folder.path("saved"));
  CHECK(run(wanted).exit_code == 2);
}

TEST_CASE("`diff` and `explain` read rules from standard input too, and diff from one side at most") {
  const TemporaryFolder folder;
  const std::string file = folder.path("rules.chap");
  write(file, untidy);
  for (const auto& words : {std::vector<std::string>{"diff", "-", file}, {"diff", file, "-"}}) {
    Run wanted{words};
    wanted.in_from = file;
    const Outcome compared = run(wanted);
    CHECK(compared.exit_code == 0);
    CHECK_THAT(compared.out, Contains("equivalent"));
  }
  Run explained{{"explain", "-"}};
  explained.in_from = file;
  CHECK_THAT(run(explained).out, Contains("anybody"));
  const Outcome both = run({"diff", "-", "-"});
  CHECK(both.exit_code == 2);
  CHECK_THAT(both.error, Contains("cannot both be `-`"));
}

TEST_CASE("fmt rewrites what is not in the one layout, and nothing else") {
  const TemporaryFolder folder;
  const std::string file = folder.path("rules.chap");
  write(folder.path("rules.chap"), untidy);
  chmod(file.c_str(), 0640);
  const Outcome would = run({"fmt", "--check", file});
  CHECK(would.exit_code == 1);
  CHECK_THAT(would.out, Contains("would change " + file));
  CHECK(read_file(file) == untidy);
  CHECK(run({"fmt", file}).exit_code == 0);
  CHECK(read_file(file) == tidy);
  struct stat status {};
  REQUIRE(stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0640U);
  const Outcome again = run({"fmt", file});
  CHECK(again.exit_code == 0);
  CHECK(again.out.empty());
}

TEST_CASE("fmt --stdin writes the layout to standard output") {
  const TemporaryFolder folder;
  write(folder.path("rules.chap"), untidy);
  Run wanted{{"fmt", "--stdin"}};
  wanted.in_from = folder.path("rules.chap");
  const Outcome made = run(wanted);
  CHECK(made.exit_code == 0);
  CHECK(made.out == tidy);
  CHECK(run({"fmt"}).exit_code == 2);
}

TEST_CASE("fmt leaves a file with a mistake as it is, says where it is, and goes on with the others") {
  const TemporaryFolder folder;
  write(folder.path("broken.chap"), "system s\nrule {\n");
  write(folder.path("rules.chap"), untidy);
  const Outcome made = run({"fmt", folder.path("broken.chap"), folder.path("rules.chap"), folder.path("none.chap")});
  CHECK(made.exit_code == 2);
  CHECK_THAT(made.error, Contains("broken.chap:2:"));
  CHECK_THAT(made.error, Contains("no such file"));
  CHECK(read_file(folder.path("broken.chap")) == "system s\nrule {\n");
  CHECK(read_file(folder.path("rules.chap")) == tidy);
}
