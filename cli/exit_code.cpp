// The order of exit codes.
#include "cli/exit_code.hpp"

#include <algorithm>
#include <array>

namespace chaperone::cli {

int worse(int left, int right) {
  constexpr std::array order{int(all_well),  int(undecided), int(finding),
                             int(bad_input), int(own_fault), int(interrupted)};
  const auto* l = std::find(order.begin(), order.end(), left);
  const auto* r = std::find(order.begin(), order.end(), right);
  return l < r ? right : left;
}

} // namespace chaperone::cli
