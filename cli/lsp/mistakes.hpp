// Mistakes and warnings as the editor shows them, and the changes that their hints name.
// Covered by tests/cli/lsp/server_test.cpp.
#pragma once

#include "cli/lsp/workspace.hpp"

#include <map>
#include <string>
#include <vector>

namespace chaperone::cli::lsp {

/// Diagnostics by URI: of the open files, and errors in files that they use. `warnings` are those of finished checks,
/// by the path of the checked file, in the sources of its present view.
std::map<std::string, Json>
diagnostics_by_uri(Workspace& workspace, const std::map<std::string, const std::vector<model::Diagnostic>*>& warnings);

/// Quick fixes for what is mistaken within `range` of an open file.
Json code_actions(Workspace& workspace, const std::string& path, const Json& range);

} // namespace chaperone::cli::lsp
