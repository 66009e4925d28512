// Tests make the fault that CHAPERONE_FAULT names.
#include "tests/faults/fault.hpp"

#include <cstdlib>

namespace chaperone::tests {
namespace {

[[maybe_unused]] const bool is_switched = (switched_on = std::getenv("CHAPERONE_FAULT"), true);

} // namespace
} // namespace chaperone::tests
