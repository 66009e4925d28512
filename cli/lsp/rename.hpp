// Another name for what stands at a place, in every file that names it, if the rules then
// say the same. Covered by tests/cli/lsp/names_test.cpp.
#pragma once

#include "cli/lsp/workspace.hpp"

namespace chaperone::cli::lsp {

/// The range of the name. Throws RequestError where there is none.
Json prepare_rename(Workspace& workspace, const std::string& path, std::uint32_t offset);

/// A WorkspaceEdit. Refuses (RequestError) a word that is no name, files with mistakes, and a name after which any name
/// in any file would stand for something else: all of them are read again as they would be.
Json rename(Workspace& workspace, const std::string& path, std::uint32_t offset, const std::string& new_name);

} // namespace chaperone::cli::lsp
