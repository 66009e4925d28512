// A language server between two pipes. Covered by tests/editors/.
#pragma once

namespace chaperone::cli::lsp {

/// Serves the editor that writes to descriptor `in` and reads from `out`, until it says `exit` or goes away. The exit
/// code of the protocol: 0 after `shutdown`, else 1. Threads may be left behind: the process is to end.
int serve(int in, int out);

} // namespace chaperone::cli::lsp
