// Words about verdicts. Covered by tests/cli/interrupt_test.cpp and tests/solver/.
#include "solver/api/verdict.hpp"

#include <fmt/format.h>

namespace chaperone::solver {

std::string depth_phrase(std::uint32_t searched) {
  if (searched == 0)
    return "no run was excluded yet";
  return fmt::format("nothing found within {} step{}", searched - 1, searched == 2 ? "" : "s");
}

} // namespace chaperone::solver
