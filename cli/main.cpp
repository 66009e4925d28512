// The command `chaperone`. Only here are exceptions caught: whatever gets this far is
// a fault of our own, exit 70. Covered by tests/cli/ and tests/golden/.
#include "cli/command_line.hpp"
#include "cli/exit_code.hpp"
#include "cli/heap.hpp"

#include "model/rules/formula.hpp"
#include "model/text/visible.hpp"
#include "solver/check.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <vector>

namespace {

using namespace chaperone;

int run(const std::vector<std::string>& words, cli::Console& console) {
  return std::visit(model::overload{
                        [&](const cli::Request& request) {
                          console.configure(request.settings.color, request.settings.is_quiet);
                          return request.command->run(request.settings, console);
                        },
                        [&](const cli::Page& page) {
                          console.out(page.text);
                          return int(cli::all_well);
                        },
                        [&](const cli::BadUsage& usage) {
                          console.error(fmt::format("chaperone: {}\n", usage.message));
                          return int(cli::bad_input);
                        },
                    },
                    cli::read_command_line(words));
}

int own_fault(cli::Console& console, const char* what) {
  console.error(fmt::format("chaperone: internal error: {}\n"
                            "This is a fault in Chaperone {}, not in your rules, and no verdict may be taken from this "
                            "run.\nPlease report it with the rule file, the command line and this message.\n",
                            model::visible(what), CHAPERONE_VERSION));
  return cli::own_fault;
}

} // namespace

int main(int argc, char** argv) {
  // A reader that went away, as in `chaperone check f | head -1`, is no mistake: write() then says EPIPE.
  std::signal(SIGPIPE, SIG_IGN);
  cli::use_huge_pages();
  cli::Console console;
  int code = cli::own_fault;
  try {
    code = run(std::vector<std::string>(argv + 1, argv + argc), console);
    if (console.has_lost_output())
      code = cli::worse(code, cli::bad_input);
  } catch (const solver::InternalError& error) {
    code = own_fault(console, error.what());
  } catch (const std::exception& error) {
    code = own_fault(console, error.what());
  }
  // Everything is written by now, and taking a solver's memory apart would only cost time.
  _exit(code);
}
