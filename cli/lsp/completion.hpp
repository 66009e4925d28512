// What can be written at a place: words that the grammar asks for, and names that fit by
// their kind and sort. Covered by tests/cli/lsp/completion_test.cpp.
#pragma once

#include "cli/lsp/workspace.hpp"

namespace chaperone::cli::lsp {

/// A list of CompletionItems. Names come from the file as it is, and where a mistake hides their declarations, from the
/// file as it last was without mistakes.
Json completion(Workspace& workspace, const std::string& path, std::uint32_t offset);

} // namespace chaperone::cli::lsp
