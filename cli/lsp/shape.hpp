// What an editor paints, folds and lays out. Covered by tests/cli/lsp/names_test.cpp.
#pragma once

#include "cli/lsp/workspace.hpp"

namespace chaperone::cli::lsp {

/// Kinds of words, in the order of their numbers in semantic_tokens.
Json token_types();
Json semantic_tokens(Workspace& workspace, const std::string& path);

/// Declarations of several lines, and blocks of comments.
Json folding_ranges(Workspace& workspace, const std::string& path);

/// The edits that `chaperone fmt` would make: none, or one for the whole text. Null where there is a mistake of form.
Json formatting(Workspace& workspace, const std::string& path);

} // namespace chaperone::cli::lsp
