// Random rules, engines that share no code, one answer: what solver::check says within limited sizes, with each
// `--engine`, is held against the exhaustive search by the interpreter. On disagreement the seed and the rules are
// printed.
//
// CHAPERONE_AGREEMENT_COUNT rules are tried, from seed CHAPERONE_AGREEMENT_FIRST on (scripts/agree sets both).
#include "tests/agreement/comparison.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <cstdlib>
#include <iostream>

using namespace chaperone;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void compare(std::uint64_t seed, tests::Shape shape, tests::Tally& tally) {
  const tests::Files files = tests::random_system(seed, shape);
  const model::System system = tests::rules(files);
  const tests::Bounds bounds = tests::bounds_for(system, seed);
  INFO("seed " << seed << ", depth " << bounds.searched.depth << ", " << bounds.searched.sizes.at(model::SortId{0})
               << " individuals of S\n"
               << tests::told(files));
  try {
    CHECK(tests::disagreements(system, bounds, tally) == std::vector<std::string>{});
  } catch (const std::exception& failure) {
    FAIL_CHECK(failure.what());
  }
}

/// Compares `count` rule files of that shape, or as many as the environment says.
tests::Tally compare_all(tests::Shape shape, std::uint64_t count) {
  const std::uint64_t first = setting("CHAPERONE_AGREEMENT_FIRST", 1);
  count = setting("CHAPERONE_AGREEMENT_COUNT", count);
  tests::Tally tally;
  for (std::uint64_t seed = first; seed < first + count; ++seed)
    compare(seed, shape, tally);
  const std::string summary = std::to_string(tally.shown) + " shown, " + std::to_string(tally.not_shown) + " not (" +
                              std::to_string(tally.proved) + " proved), " + std::to_string(tally.undecided) +
                              " undecided, " + std::to_string(tally.skipped) + " too large to search, " +
                              std::to_string(tally.impossible) + " without a start, " +
                              std::to_string(tally.broken_runs) + " scenarios that break a promise";
  UNSCOPED_INFO(summary);
  if (std::getenv("CHAPERONE_AGREEMENT_COUNT") != nullptr)
    std::cout << "agreement, seeds " << first << " to " << first + count - 1 << ": " << summary << "\n";
  const int compared = tally.shown + tally.not_shown;
  CHECK(compared > 0);
  const bool has_scenarios = shape == tests::Shape::anything || shape == tests::Shape::reaching;
  CHECK((tally.broken_runs > 0 || !has_scenarios));
  CHECK(tally.skipped * 4 <= compared);
  CHECK(tally.undecided * 10 <= compared);
  return tally;
}

} // namespace

TEST_CASE("every engine and the exhaustive search agree on random rules", "[agreement]") {
  compare_all(tests::Shape::anything, 400);
}

TEST_CASE("every engine and the exhaustive search agree on order, named individuals, closures and the past",
          "[agreement]") {
  compare_all(tests::Shape::wider, 120);
}

TEST_CASE("every engine and the exhaustive search agree on random ways back", "[agreement]") {
  const tests::Tally tally = compare_all(tests::Shape::returning, 40);
  CHECK(tally.shown > tally.not_shown / 10);
  CHECK(tally.proved > tally.not_shown / 20);
}

TEST_CASE("every engine and the exhaustive search agree on what random rules can reach", "[agreement]") {
  const tests::Tally tally = compare_all(tests::Shape::reaching, 300);
  CHECK(tally.shown > tally.not_shown / 10);
}
