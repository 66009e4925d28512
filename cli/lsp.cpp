// chaperone lsp: a language server for editors, on standard input and output.
#include "cli/commands.hpp"

#include "cli/lsp/session.hpp"

#include <unistd.h>

namespace chaperone::cli {

int run_lsp(const Settings&, Console&) {
  return lsp::serve(STDIN_FILENO, STDOUT_FILENO);
}

} // namespace chaperone::cli
