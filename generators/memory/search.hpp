// Runs in which what a service remembers wrongly would show: long ones, each for many goals,
// built step by step towards what is still wanted. Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/past.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace chaperone::generators {

/// A start, and steps that lead to where a search may begin.
struct MemoryStart {
  model::Population population;
  std::vector<model::Given> given;
  std::vector<model::Action> path;
  bool operator==(const MemoryStart& other) const;
};
/// Starts, and by goal of the catalogue those where its request is near.
struct MemoryStarts {
  std::vector<MemoryStart> starts;
  std::vector<std::vector<std::size_t>> by_goal;
};

/// Requests in order, allowed ones and refused ones, and the goals for which it was kept.
struct MemoryRun {
  model::Population population;
  std::vector<model::Given> given;
  std::vector<model::Action> requests;
  std::vector<std::size_t> goals;
};

struct MemoryBounds {
  std::uint32_t seed = 0;
  std::uint32_t longest = 40;   ///< requests of one run
  std::uint32_t patience = 10;  ///< steps without a new goal after which a run ends
  std::uint32_t fruitless = 60; ///< runs without a new goal, one after another, after which the search ends
  std::uint32_t attempts = 4;   ///< from one start
  std::uint32_t aims = 6;       ///< starts from which a goal is then looked for by itself
  std::uint32_t requests = 400; ///< that are looked at in one state, for one rule
  std::optional<std::chrono::steady_clock::time_point> until = {};
};

/// Goals that are no longer `wanted` are not looked for; those found are taken out. The same seed gives the same runs.
/// Cost: for each step of a run all requests of the state, and for each of these what it reads.
std::vector<MemoryRun> find_memory_runs(const Catalogue& catalogue, const MemoryStarts& starts,
                                        const MemoryBounds& bounds, Wanted& wanted);

} // namespace chaperone::generators
