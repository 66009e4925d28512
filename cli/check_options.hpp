// The names that `check` and `generate` were given, looked up in one rule file.
// Covered by tests/cli/options_test.cpp.
#pragma once

#include "cli/console.hpp"
#include "cli/settings.hpp"

#include "model/text/diagnostic.hpp"
#include "solver/check.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::cli {

/// The solver's options, or nothing for a property or a sort that `file` does not have; that has been said then, and is
/// added to `kept`, if that is there.
std::optional<solver::Options> check_options(const Settings& settings, const model::System& system,
                                             const std::string& file, Console& console,
                                             std::vector<model::Diagnostic>* kept = nullptr);

} // namespace chaperone::cli
