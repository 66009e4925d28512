// Minimal sufficient sets, held against all subsets of small sets of clauses.
#include "solver/explanation/sufficient_sets.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace chaperone::solver::explanation;

namespace {

ClauseSet set_of(unsigned bits) {
  ClauseSet made;
  for (std::size_t i = 0; i < 32; ++i)
    if ((bits >> i) % 2 == 1)
      made.insert(i);
  return made;
}

bool suffices(const std::vector<ClauseSet>& enough, const ClauseSet& set) {
  return std::ranges::any_of(enough, [&](const ClauseSet& each) { return std::ranges::includes(set, each); });
}

std::vector<ClauseSet> minimal(const std::vector<ClauseSet>& enough, std::size_t n) {
  std::vector<ClauseSet> made;
  for (unsigned bits = 0; bits < (1U << n); ++bits) {
    const ClauseSet set = set_of(bits);
    bool is_minimal = suffices(enough, set);
    for (const std::size_t each : set) {
      ClauseSet less = set;
      less.erase(each);
      is_minimal = is_minimal && !suffices(enough, less);
    }
    if (is_minimal)
      made.push_back(set);
  }
  std::ranges::sort(made);
  return made;
}

/// All that is kept where one of `enough` is there.
auto judge(const std::vector<ClauseSet>& enough, std::size_t n) {
  return [enough, n](const ClauseSet& removed) -> Consequence {
    ClauseSet left = set_of((1U << n) - 1);
    for (const std::size_t each : removed)
      left.erase(each);
    return suffices(enough, left) ? Consequence(StillKept{}) : Consequence(NoLongerKept{removed});
  };
}

} // namespace

TEST_CASE("every minimal sufficient set is found, and no other") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const std::size_t n = 2 + random() % 6;
    std::vector<ClauseSet> enough{set_of((1U << n) - 1)};
    for (std::size_t i = 0; i < random() % 4; ++i)
      enough.push_back(set_of(static_cast<unsigned>(random()) % (1U << n)));
    const SufficientSets found = minimal_sufficient_sets(set_of((1U << n) - 1), {}, judge(enough, n), 10'000);
    CHECK(found.is_complete);
    CHECK(found.sets == minimal(enough, n));
  }
}

TEST_CASE("where a question stays open, what was found is minimal and more may be there") {
  const std::vector<ClauseSet> enough{{0, 1}, {0, 2}};
  const auto known = judge(enough, 3);
  const auto leave_out = [&](const ClauseSet& removed) -> Consequence {
    return removed == ClauseSet{1} ? Consequence(NotKnown{}) : known(removed);
  };
  const SufficientSets found = minimal_sufficient_sets({0, 1, 2}, {{0}}, leave_out, 100);
  CHECK_FALSE(found.is_complete);
  CHECK(found.sets == std::vector<ClauseSet>{{0, 1}});
}
