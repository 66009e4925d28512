// How much memory this process has and may still take. Zero, or without limit, where the system does not tell.
// Covered by tests/cli/watch_test.cpp.
#pragma once

#include <cstdint>

namespace chaperone::cli {

/// In bytes, of what is in main memory.
std::uint64_t memory_in_use();
/// In bytes: what the machine has left, or less where a control group or a limit of this process allows less.
std::uint64_t memory_available();

} // namespace chaperone::cli
