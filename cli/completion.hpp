// Completion scripts for shells, made from the option table. Covered by tests/package/.
#pragma once

#include <string>
#include <string_view>

namespace chaperone::cli {

/// For `shell`, one of bash, zsh and fish; empty for any other.
std::string completion_script(std::string_view shell);

} // namespace chaperone::cli
