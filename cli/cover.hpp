// chaperone generate --cover: what the command line asked for, as options of the search,
// with progress shown meanwhile. Covered by tests/cli/cover_test.cpp.
#pragma once

#include "cli/console.hpp"
#include "cli/settings.hpp"

#include "generators/goals/coverage.hpp"
#include "solver/check.hpp"

namespace chaperone::cli {

/// The suite that covers `settings.goals`. `options` are those of a check of the same file. Only the shard that was
/// asked for keeps its scenarios.
generators::Coverage cover(const Settings& settings, const model::System& system, const solver::Options& options,
                           Console& console);

} // namespace chaperone::cli
