// Exit codes: one for each outcome, and the worst of several.
#include "cli/exit_code.hpp"
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone;
using namespace chaperone::tests;

const std::string declarations = R"(system door
sort Person
relation seen(Person)
relation inside(Person)
init empty seen, inside
rule look(p: Person) { add seen(p) }
rule enter(p: Person) { require seen(p) add inside(p) }
)";

int check(const TemporaryFolder& folder, const std::string& properties, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"check", folder.file("door.chap", declarations + properties)};
  words.insert(words.end(), more.begin(), more.end());
  return run(words).exit_code;
}

} // namespace

TEST_CASE("the worse of two exit codes is reported") {
  const std::vector<int> order{0, 3, 1, 2, 70, 130};
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = 0; j < order.size(); ++j)
      CHECK(cli::worse(order[i], order[j]) == order[std::max(i, j)]);
}

TEST_CASE("every outcome has its exit code") {
  const TemporaryFolder folder;
  CHECK(check(folder, "always calm = all p: Person | inside(p) implies seen(p)") == 0);
  CHECK(check(folder, "possible entry = some p: Person | inside(p)") == 0);
  CHECK(check(folder, "never entry = some p: Person | inside(p)") == 1);
  CHECK(check(folder, "possible intrusion = some p: Person | inside(p) and not seen(p)") == 1);
  CHECK(check(folder, "scenario wrong { enter(Ann) allowed }") == 1);
  CHECK(check(folder, "scenario right { enter(Ann) refused }") == 0);
  CHECK(check(folder, "never n = some p: Person | outside(p)") == 2);
  CHECK(check(folder, "scenario right { enter(Ann) refused }", {"--property", "none"}) == 2);
  CHECK(run({"check", folder.path("not_there.chap")}).exit_code == 2);
}

TEST_CASE("a bounded verdict is undecided unless it is accepted") {
  const TemporaryFolder folder;
  CHECK(check(folder, lamps, {"--depth", "3"}) == 3);
  CHECK(check(folder, lamps, {"--depth", "3", "--accept-bounded"}) == 0);
}

TEST_CASE("over several files the worst exit code counts, and each file is checked") {
  const TemporaryFolder folder;
  const std::string good = folder.file("good.chap", declarations + "possible entry = some p: Person | inside(p)");
  const std::string bad = folder.file("bad.chap", declarations + "never entry = some p: Person | inside(p)");
  const std::string broken = folder.file("broken.chap", "system broken\nsort\n");
  const Outcome two = run({"check", bad, good, "--quiet"});
  CHECK(two.exit_code == 1);
  CHECK(two.out == bad + ": never entry: violated in 2 steps\n" + good + ": possible entry: witnessed in 2 steps\n");
  const Outcome three = run({"check", broken, bad, good, "--quiet"});
  CHECK(three.exit_code == 2);
  CHECK(three.out == two.out);
}
