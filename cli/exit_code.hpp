// Exit codes, the same for every command. docs/usage.md explains them to users.
// Covered by tests/cli/exit_code_test.cpp.
#pragma once

namespace chaperone::cli {

enum ExitCode : int {
  all_well = 0,
  finding = 1,
  bad_input = 2,
  undecided = 3,
  own_fault = 70,
  interrupted = 130,
};

/// Of two exit codes the one to report: 130 > 70 > 2 > 1 > 3 > 0. A finding outweighs an undecided
/// property, since it is certain; bad input outweighs both, since something was not looked at.
int worse(int left, int right);

} // namespace chaperone::cli
