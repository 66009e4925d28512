// Random role policies over an enum of users, checked as a crowd and, in a copy where a define names most of the users,
// value by value: one verdict, one length, and the runs replayed. Rules ask for several users at once, so that rare
// rows of the start and the number of witnesses matter.
#include "solver/check.hpp"
#include "solver/crowd/crowd.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <random>

using namespace chaperone;

namespace {

class Policy {
public:
  explicit Policy(std::uint64_t seed) : random_(seed) {}

  std::string text() {
    std::string made = "system p\nenum User { u1, u2, u3, u4, u5, u6, u7, u8 }\nenum Role { a, b, c, d }\n"
                       "relation has(User, Role)\nrelation met(User, User)\ninit empty met\n"
                       "init all u: User, r: Role | has(u, r) iff";
    made += fmt::format(" r = a and u in {{u{}, u{}}} or r = b and u in {{u{}}} or r = c and u = u{}", draw(7) + 1,
                        draw(7) + 1, draw(7) + 1, draw(7) + 1);
    if (draw(2) == 0)
      made += " or r = d";
    made += "\n";
    for (unsigned rule = 0; rule < 5; ++rule)
      made += fmt::format("rule r{}(x, y: User) {{\n  require {}\n  require {}\n  {}\n}}\n", rule, about("x"),
                          requirement(), effect());
    made += fmt::format("never n = {}\n", goal());
    made += fmt::format("possible p = {}\n", goal());
    made += fmt::format("always w = not ({})\n", goal());
    return made;
  }

private:
  unsigned draw(unsigned below) { return static_cast<unsigned>(random_() % below); }
  char role() { return static_cast<char>('a' + draw(4)); }
  std::string about(const char* who) {
    if (draw(8) == 0)
      who = draw(2) == 0 ? "u2" : "u7"; // named by a rule or property
    return fmt::format("{}has({}, {})", draw(3) == 0 ? "not " : "", who, role());
  }

  std::string requirement() {
    switch (draw(8)) {
    case 0:
      return fmt::format("x != y and {}", about("y"));
    case 1:
      return fmt::format("at least 2 z: User | has(z, {})", role());
    case 2:
      return fmt::format("no z: User | has(z, {}) and met(x, z)", role());
    case 3:
      return fmt::format("some z: User | z != x and has(z, {}) and {}", role(), about("y"));
    case 4:
      return "met(x, y) or " + about("y");
    case 5:
      return fmt::format("all r: Role | has(x, r) implies r != {}", role());
    case 6:
      return fmt::format("at most 2 z: User | has(z, {})", role());
    default:
      return about("y");
    }
  }

  std::string effect() {
    switch (draw(7)) {
    case 6:
      return fmt::format("add has(u7, {})", role());
    case 0:
      return "add met(x, y)";
    case 1:
      return fmt::format("remove has(y, {})", role());
    case 2:
      return fmt::format("add has(z, {}) for z: User where met(x, z)", role());
    default:
      return fmt::format("add has(y, {})", role());
    }
  }

  std::string goal() {
    switch (draw(5)) {
    case 4:
      return fmt::format("has(u{}, {}) and some u: User | has(u, {})", draw(2) == 0 ? 2 : 7, role(), role());
    case 0:
      return fmt::format("some u: User | has(u, {}) and has(u, {})", role(), role());
    case 1:
      return fmt::format("at least 3 u: User | has(u, {})", role());
    case 2:
      return fmt::format("some disj: User, other: User | disj != other and met(disj, other) and has(other, {})",
                         role());
    default:
      return fmt::format("all u: User | has(u, {}) or has(u, {})", role(), role());
    }
  }

  std::mt19937_64 random_;
};

std::string described(const solver::Verdict& verdict) {
  if (const auto* shown = std::get_if<solver::Shown>(&verdict))
    return shown->is_beyond_depth ? "longer than asked" : fmt::format("shown in {}", shown->steps);
  if (const auto* bounded = std::get_if<solver::Bounded>(&verdict))
    return fmt::format("not shown within {}", bounded->steps);
  return std::holds_alternative<solver::Proved>(verdict) ? "proved" : "unknown";
}

/// What one engine proves, another may only search for as far as it was asked to.
bool agree(const std::string& one, const std::string& other) {
  const bool is_run = one.starts_with("shown") || other.starts_with("shown");
  return one == other || !is_run;
}

} // namespace

TEST_CASE("a crowd and its values one by one give one answer", "[agreement]") {
  solver::Options options;
  options.depth = 4;
  unsigned runs = 0, crowds = 0;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    const std::string text = Policy(seed).text();
    INFO("seed " << seed << "\n" << text);
    const model::System as_crowd = tests::rules(text);
    const model::System one_by_one = tests::rules(text + "define somebody(u: User) = u in {u1, u2, u3}\n");
    crowds += solver::crowd::Crowd::of(as_crowd) ? 1U : 0U;
    REQUIRE_FALSE(solver::crowd::Crowd::of(one_by_one));
    const auto found = solver::check(as_crowd, options), expected = solver::check(one_by_one, options);
    REQUIRE(found.properties.size() == expected.properties.size());
    for (std::size_t i = 0; i < found.properties.size(); ++i) {
      const std::string here = described(found.properties[i].verdict),
                        there = described(expected.properties[i].verdict);
      CHECK((agree(here, there) ? here : there) == here);
      runs += here.starts_with("shown") ? 1U : 0U;
    }
  }
  CHECK(crowds == 80);
  CHECK(runs > 80);
}
