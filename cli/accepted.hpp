// conform --accept DIR: findings that `conform --save` wrote and somebody has looked at, read back.
// Covered by tests/conformance/accept_test.cpp.
#pragma once

#include "cli/console.hpp"

#include "generators/conformance/deviation.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::cli {

/// The deviations in a folder, in the order of their names. Nothing where one cannot be read, is no finding or does not
/// fit the rules any more; that has been shown then.
std::optional<std::vector<conformance::Deviation>> load_accepted(const model::System& system, const std::string& folder,
                                                                 Console& console);

} // namespace chaperone::cli
