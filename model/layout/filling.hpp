// Words on lines of a given width, broken where a reader would break them.
// Covered by tests/model/layout_test.cpp.
#pragma once

#include "model/layout/words.hpp"

#include <span>
#include <string>
#include <vector>

namespace chaperone::model::layout {

/// How words are put on lines. Columns.
struct Shape {
  std::size_t indent = 0;       ///< of the first line
  std::size_t continued = 0;    ///< of the lines after it
  bool has_wide_braces = false; ///< `{ a, b }`, as in an enum; else `{a, b}`
};

/// The words on one line, without the comments around them; what stands above the first and beside the last is not
/// looked at by any of these.
std::string on_one_line(std::span<const Word> words, const Shape& shape);
/// Does a comment stand between two of the words?
bool has_comments_inside(std::span<const Word> words);
/// The lines, indented. As few breaks as the width asks for, the outermost first: before `and`, `or`, `implies`, `iff`,
/// `for`, `where` and `else`, behind `|`, `,` and the `=` of a declaration. Quadratic in the lines of one statement.
std::vector<std::string> on_lines(std::span<const Word> words, const Shape& shape);

} // namespace chaperone::model::layout
