// The manual page, made from the option table. Covered by tests/package/.
#pragma once

#include <string>

namespace chaperone::cli {

/// chaperone(1), in the man macros of troff.
std::string manual_page();

} // namespace chaperone::cli
