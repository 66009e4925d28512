// What --help prints, made from the option table. Covered by tests/cli/options_test.cpp.
#pragma once

#include "cli/options.hpp"

#include <string>

namespace chaperone::cli {

/// `chaperone --help`.
std::string help_text();
/// `chaperone COMMAND --help`.
std::string help_text(const CommandRow& command);

} // namespace chaperone::cli
