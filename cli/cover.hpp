// chaperone generate --cover: what the command line asked for, as options of the search,
// with progress shown meanwhile. Covered by tests/cli/cover_test.cpp.
#pragma once

#include "cli/console.hpp"
#include "cli/settings.hpp"

#include "generators/goals/coverage.hpp"
#include "solver/check.hpp"

#include <cstddef>
#include <vector>

namespace chaperone::cli {

/// `--budget` and `--strict` go with `--cover` alone. Says what is wrong where there is one without.
bool fits_cover(const Settings& settings, Console& console);

/// The exit code that a suite's undecided goals make: with `--strict` 3, and says so.
int judged(const Settings& settings, const generators::Coverage& coverage, Console& console);

/// Of a suite's scenarios every `shards`-th, so that each part has its share of the most telling ones. So many stand
/// before them in the suite.
template <class Scenario>
void keep_shard(const Settings& settings, std::vector<Scenario>& scenarios, std::size_t before = 0) {
  std::erase_if(scenarios, [&](const Scenario&) { return before++ % settings.shards != settings.shard - 1; });
}

/// The suite that covers `settings.goals`. `options` are those of a check of the same file. Only the shard that was
/// asked for keeps its scenarios; `before` says how many others stand before them in the suite.
generators::Coverage cover(const Settings& settings, const model::System& system, const solver::Options& options,
                           std::size_t before, Console& console);

} // namespace chaperone::cli
