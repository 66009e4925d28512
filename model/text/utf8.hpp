// Just enough UTF-8: finding what is not UTF-8, counting code points for columns,
// and how wide a code point stands in a terminal.
// Covered by tests/model/source_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chaperone::model {

/// One code point and the number of bytes it took. `bytes` is 1 and `code_point` U+FFFD where the text is not UTF-8.
struct Decoded {
  char32_t code_point = 0xFFFD;
  std::uint32_t bytes = 1;
  bool is_valid = false;
};

/// Decodes the start of `text`, which must not be empty. Overlong forms, surrogates and values beyond
/// U+10FFFF are not valid.
Decoded decode(std::string_view text);

/// The offset of the first byte that is not UTF-8, or nothing. Linear.
std::optional<std::uint32_t> find_invalid_utf8(std::string_view text);

/// An invalid byte counts as one code point.
std::uint32_t count_code_points(std::string_view text);

/// The number of terminal columns: 0 for combining marks, 2 for East Asian wide forms and emoji, else 1.
std::uint32_t columns_of(char32_t code_point);

} // namespace chaperone::model
