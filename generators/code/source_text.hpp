// Words of the rules inside generated code: as comments that end where they should, and as literals.
// Covered by tests/generators/source_text_test.cpp.
#pragma once

#include <string>
#include <string_view>

namespace chaperone::generators {

/// Text that may stand in a comment of any language: one that is not visible is escaped, since JavaScript ends a line
/// at U+2028 and compilers warn of text that is turned around; `/*` and `*/` are taken apart.
std::string for_comment(std::string_view text);

/// One line of a comment, without blanks at its end. A C++ compiler would read on into the next line behind `\`, and
/// behind `??/` before C++17: a full stop goes there.
std::string comment_line(std::string line);

/// `"text"`, with what JSON escapes: a literal in C++, Java, JavaScript, Python and TypeScript alike.
std::string quoted(const std::string& text);

/// Between the quotes of a Python docstring.
std::string in_docstring(std::string_view text);

} // namespace chaperone::generators
