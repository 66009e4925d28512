// The commands, one file each. A command gets its settings and a console, and
// returns the exit code (cli/exit_code.hpp).
#pragma once

#include "cli/console.hpp"
#include "cli/settings.hpp"

namespace chaperone::cli {

int run_init(const Settings& settings, Console& console);       // cli/init.cpp
int run_check(const Settings& settings, Console& console);      // cli/check.cpp
int run_fmt(const Settings& settings, Console& console);        // cli/fmt.cpp
int run_lsp(const Settings& settings, Console& console);        // cli/lsp.cpp
int run_completion(const Settings& settings, Console& console); // cli/completion.cpp
int run_manual(const Settings& settings, Console& console);     // cli/manual.cpp
int run_replay(const Settings& settings, Console& console);     // cli/replay.cpp
int run_certify(const Settings& settings, Console& console);    // cli/certify.cpp
int run_generate(const Settings& settings, Console& console);   // cli/generate.cpp
int run_diff(const Settings& settings, Console& console);       // cli/diff.cpp
int run_explain(const Settings& settings, Console& console);    // cli/explain.cpp
int run_conform(const Settings& settings, Console& console);    // cli/conform.cpp
int run_audit(const Settings& settings, Console& console);      // cli/audit.cpp
int run_evidence(const Settings& settings, Console& console);   // cli/evidence.cpp
int run_follow(const Settings& settings, Console& console);     // cli/follow.cpp

} // namespace chaperone::cli
