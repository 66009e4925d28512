// Small things that every text report needs: colors that can be switched off,
// width in columns, counts in words. Covered by tests/generators/text_test.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaperone::reports {

enum class Style { plain, bold, dim, good, bad, doubtful };

/// Puts a style's escape codes around words, or nothing if colors are off.
class Painter {
public:
  explicit Painter(bool has_color) : has_color_(has_color) {}
  std::string paint(Style style, std::string_view text) const;

private:
  bool has_color_;
};

/// Code points of a UTF-8 text: its width in columns, for the letters of most languages.
std::size_t width_of(std::string_view text);
/// `text` with blanks after it up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// "Users", "Companies", "Boxes": a word's plural as it is spelt.
std::string plural(std::string_view noun);
/// The same for a name that is told to people: one letter keeps apart from its ending, as in "S's".
std::string plural_name(std::string_view name);
/// "1 step", "3 steps".
std::string counted(std::size_t count, std::string_view singular);

} // namespace chaperone::reports
