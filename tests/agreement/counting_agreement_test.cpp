// Random rules that count to numbers between 1 and 5, over so many individuals that the numbers matter: every engine
// against the exhaustive search, so that what is said of numbers (solver/encoding/ghosts) and the counting circuits
// are held against the interpreter. CHAPERONE_AGREEMENT_COUNT and _FIRST are as in agreement_test.cpp.
#include "tests/agreement/comparison.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <iostream>
#include <random>

using namespace chaperone;

namespace {

class Club {
public:
  explicit Club(std::uint64_t seed)
      : random_(seed), limit_(2 + draw(3)), has_near_(chance(30)), has_best_(chance(30)), has_kind_(chance(30)) {}

  std::string text() {
    std::string made = "system club\nsort S\nsort T\nrelation in_t(T, S)\nrelation out(S)\ninit empty in_t, out\n";
    if (has_near_)
      made += fmt::format("relation near(S, S){}\ninit empty near\n", chance(50) ? " symmetric" : "");
    if (has_best_)
      made += "function best(T): S\n";
    if (has_kind_)
      made += "enum E { a, b }\nfunction kind(S): E\ninit all x: S | kind(x) = a\n";
    made += fmt::format("define fits(x: S, t: T) = {}\n", counted("x", false));
    for (unsigned rule = 0; rule < 2 + draw(2); ++rule)
      made += fmt::format("rule r{}(y: S, t: T, new: set of S) {{\n{}  {}\n}}\n", rule, requirements(), effect());
    made += fmt::format("never n = some t: T | {}\n", number("at least", limit_ + 1));
    made += fmt::format("always w = all t: T | {}\n", number("at most", limit_ + draw(2)));
    made += fmt::format("possible p = some t: T | {}\n", number(chance(50) ? "at least" : "at most", limit_));
    made += fmt::format("never s = some t: T | at least {} x: S | in_t(t, x) and not was in_t(t, x)\n", limit_);
    if (has_near_)
      made += fmt::format("never b = some y: S | at least {} x: S | near(y, x)\n", limit_);
    return made;
  }

private:
  unsigned draw(unsigned below) { return static_cast<unsigned>(random_() % below); }
  bool chance(unsigned percent) { return draw(100) < percent; }

  std::string literal(const char* x, bool in_rule) {
    std::vector<std::string> state{fmt::format("in_t(t, {})", x), fmt::format("out({})", x)};
    std::vector<std::string> step{fmt::format("{} in new", x), fmt::format("{} = y", x)};
    if (has_kind_)
      state.push_back(fmt::format("kind({}) = b", x));
    if (has_near_)
      step.push_back(fmt::format("near(y, {})", x));
    if (has_best_)
      step.push_back(fmt::format("{} = best(t)", x));
    const std::vector<std::string>& from = in_rule && chance(40) ? step : state;
    return (chance(20) ? "not " : "") + from[draw(static_cast<unsigned>(from.size()))];
  }

  std::string counted(const char* x, bool in_rule) {
    if (chance(50))
      return literal(x, in_rule);
    return fmt::format("({} {} {})", literal(x, in_rule), chance(60) ? "or" : "and", literal(x, in_rule));
  }

  std::string number(const std::string& word, unsigned count) {
    return fmt::format("{} {} x: S | {}", word, count,
                       chance(50)   ? "in_t(t, x)"
                       : chance(30) ? "fits(x, t)"
                                    : counted("x", false));
  }

  std::string requirements() {
    std::string made;
    for (unsigned i = 0; i < 1 + draw(2); ++i)
      switch (draw(6)) {
      case 0:
        made += fmt::format("  require {}\n", literal("y", true));
        break;
      case 1:
        made += fmt::format("  require at most {} x: new | true\n", limit_ - draw(2));
        break;
      case 2:
        made += fmt::format("  require at least {} x: S | {}\n", 1 + draw(limit_), counted("x", true));
        break;
      default:
        made += fmt::format("  require at most {} x: S | {}\n", limit_ + 1 - draw(3),
                            chance(50) ? (chance(50) ? "in_t(t, x)" : "in_t(t, x) or x in new") : counted("x", true));
      }
    return made;
  }

  std::string effect() {
    switch (draw(10)) {
    case 0:
      return "remove in_t(t, y)";
    case 1:
    case 2:
      return "add in_t(t, x) for x: new";
    case 3:
      return fmt::format("add in_t(t, x) for x: S where {}", counted("x", true));
    case 4:
      return "add out(y) remove in_t(t, y)";
    case 5:
      return has_kind_ ? "set kind(y) = b add in_t(t, y)" : "add out(x) for x: new";
    case 6:
      return has_best_ ? "add in_t(t, best(t))" : "add in_t(t, y) remove out(y)";
    case 7:
      return fmt::format("remove in_t(t, x) for x: S where {}", counted("x", true));
    case 8:
      return has_near_ ? "add near(y, x) for x: new" : "add in_t(t, y)";
    default:
      return "add in_t(t, y)";
    }
  }

  std::mt19937_64 random_;
  unsigned limit_;
  bool has_near_, has_best_, has_kind_;
};

std::uint64_t counting_setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

} // namespace

TEST_CASE("every engine and the exhaustive search agree on random rules that count", "[agreement]") {
  const std::uint64_t first = counting_setting("CHAPERONE_AGREEMENT_FIRST", 1);
  const std::uint64_t count = counting_setting("CHAPERONE_AGREEMENT_COUNT", 40);
  tests::Tally tally;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const std::string text = Club(seed).text();
    const model::System system = tests::rules(text);
    tests::Bounds bounds = tests::bounds_for(system, seed);
    bounds.searched.depth = bounds.checked.depth = 2;
    bounds.searched.sizes = {{model::SortId{0}, 4 + (seed % 4 == 0 ? 1 : 0)}, {model::SortId{1}, 1}};
    bounds.checked.scope = bounds.searched.sizes;
    INFO("seed " << seed << "\n" << text);
    try {
      CHECK(tests::disagreements(system, bounds, tally) == std::vector<std::string>{});
    } catch (const std::exception& failure) {
      FAIL_CHECK(failure.what());
    }
  }
  if (std::getenv("CHAPERONE_AGREEMENT_COUNT") != nullptr)
    std::cout << "counting, seeds " << first << " to " << first + count - 1 << ": " << tally.shown << " shown, "
              << tally.not_shown << " not (" << tally.proved << " proved), " << tally.undecided << " undecided, "
              << tally.skipped << " too large to search\n";
  CHECK(tally.shown > 0);
  CHECK(tally.proved > 0);
}
