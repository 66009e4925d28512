// How far rules count, by sort.
#include "model/facts/counts.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;
using chaperone::tests::rules;

namespace {

using Counts = std::vector<std::uint32_t>;

System counting(const std::string& rest) {
  return rules("system s\nsort User\nsort Group\nrelation in_group(Group, User)\n" + rest +
               "\nnever last = no u: User | true");
}

} // namespace

TEST_CASE("rules count as far as their largest number, for each sort by itself") {
  const auto counts_of = [](const std::string& rest) { return counts(counting(rest)); };
  CHECK(counts_of("never n = some u: User | lone g: Group | in_group(g, u)") == Counts{0, 0});
  CHECK(counts_of("rule join(g: Group, u: User) { require at most 4 v: User | in_group(g, v) add in_group(g, u) }\n"
                  "never n = some g: Group | at least 3 u: User | in_group(g, u)") == Counts{5, 0});
  CHECK(counts_of("define busy(u: User) = at least 6 g: Group | in_group(g, u)\n"
                  "rule go(u: User) { remove in_group(g, u) for g: Group where at most 2 v: User | busy(v) }") ==
        Counts{3, 6});
  CHECK(counts_of("init at least 2 g: Group, u: User | in_group(g, u)\nassume at least 7 u: User | true") ==
        Counts{7, 2});
}

TEST_CASE("a formula counts as far as the rules that it asks about") {
  const System system = counting("rule join(g: Group, u: User) { require at most 4 v: User | in_group(g, v) "
                                 "add in_group(g, u) }\n"
                                 "possible p = some g: Group, u: User | can join(g, u)");
  CHECK(counts(system, system.properties[0].formula) == Counts{5, 0});
}

TEST_CASE("a formula counts as far as itself and the defines that it calls") {
  const System system = counting("define busy(u: User) = at least 6 g: Group | in_group(g, u)\n"
                                 "rule join(g: Group, u: User) { require at most 4 v: User | in_group(g, v) "
                                 "add in_group(g, u) }\n"
                                 "never n = at least 3 u: User | busy(u)");
  CHECK(counts(system, system.properties[0].formula) == Counts{3, 6});
  CHECK(counts(system, system.properties[1].formula) == Counts{0, 0});
  CHECK(counts(system, Formula()) == Counts{0, 0});
}

TEST_CASE("a formula that counts is true of no state with fewer individuals") {
  const auto fewest_of = [](const std::string& formula, bool is_true) {
    const System system =
        counting("define busy(u: User) = at least 6 g: Group | in_group(g, u)\nalways f = " + formula);
    return fewest(system, system.properties[0].formula, is_true);
  };
  CHECK(fewest_of("some g: Group | at least 5 u: User | in_group(g, u)", true) == Counts{5, 1});
  CHECK(fewest_of("some g: Group | at least 5 u: User | in_group(g, u)", false) == Counts{1, 1});
  CHECK(fewest_of("all g: Group | at most 5 u: User | in_group(g, u)", false) == Counts{6, 1});
  CHECK(fewest_of("(some u: User | busy(u)) and (at least 3 u: User | true)", true) == Counts{3, 6});
  CHECK(fewest_of("(some u: User | busy(u)) or (at least 3 u: User | true)", true) == Counts{1, 1});
  CHECK(fewest_of("at least 5 g: Group, u: User | in_group(g, u)", true) == Counts{1, 1});
  CHECK(fewest_of("not lone u: User | true", true) == Counts{2, 1});
  CHECK(fewest_of("at most 1000000 u: User | true", false) == Counts{1000001, 1});
}
