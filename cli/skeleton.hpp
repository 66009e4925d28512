// `generate --to adapter-…`: a skeleton in place of tests. Covered by tests/conformance/skeleton_test.cpp.
#pragma once

#include "cli/console.hpp"
#include "cli/settings.hpp"

#include "model/rules/system.hpp"

namespace chaperone::cli {

/// Writes the skeleton that `--to` names into the output folder; a file that is the user's own is left alone if it is
/// there. Returns the exit code.
int write_skeleton(const Settings& settings, const model::System& system, Console& console);

} // namespace chaperone::cli
