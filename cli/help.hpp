// What --help prints, made from the option table. Covered by tests/cli/options_test.cpp.
#pragma once

#include "cli/options.hpp"

#include <string>

namespace chaperone::cli {

/// "chaperone check FILE… [options]".
std::string usage_line(const CommandRow& command);
/// "--depth N", and what it does, as --help has them.
std::string left_column(const OptionRow& option);
std::string help_of(const OptionRow& option);
/// `chaperone --help`.
std::string help_text();
/// `chaperone COMMAND --help`.
std::string help_text(const CommandRow& command);

} // namespace chaperone::cli
