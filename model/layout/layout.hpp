// The one layout of rule files: what `chaperone fmt` writes.
//
// Only spaces and line ends change: every token and every comment stays, in its order, so a file means what it meant.
// A second pass changes nothing. Covered by tests/model/layout_test.cpp.
#pragma once

#include "model/text/diagnostic.hpp"
#include "model/text/source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::model::layout {

/// In columns. A line is longer only where a single token is.
inline constexpr std::size_t line_width = 120;

struct LaidOut {
  std::optional<std::string> text;  ///< nothing where there is a mistake of form
  std::vector<Diagnostic> mistakes; ///< of form only: names are not looked up, and no other file is read
};

/// One file of `sources`. Linear in the text. Throws std::logic_error where the layout would change a token or a
/// comment, which is a fault of its own.
LaidOut lay_out(const SourceSet& sources, FileId file);

} // namespace chaperone::model::layout
