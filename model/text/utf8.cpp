// Implements model/text/utf8.hpp. Source: RFC 3629; widths after Unicode Standard Annex 11,
// as coarse ranges. Covered by tests/model/source_test.cpp.
#include "model/text/utf8.hpp"

#include <algorithm>

namespace chaperone::model {

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80)
    return {lead, 1, true};
  const std::uint32_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (length == 0 || lead > 0xF4 || text.size() < length)
    return {};
  char32_t point = lead & (0xFFU >> (length + 1));
  for (std::uint32_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80)
      return {};
    point = (point << 6U) | (byte(i) & 0x3FU);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (point < least[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
    return {};
  return {point, length, true};
}

std::optional<std::uint32_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const Decoded next = decode(text.substr(at));
    if (!next.is_valid)
      return static_cast<std::uint32_t>(at);
    at += next.bytes;
  }
  return std::nullopt;
}

std::uint32_t count_code_points(std::string_view text) {
  std::uint32_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count)
    at += decode(text.substr(at)).bytes;
  return count;
}

std::uint32_t columns_of(char32_t code_point) {
  struct Range {
    char32_t first, last;
    std::uint32_t columns;
  };
  constexpr Range ranges[] = {
      {0x0300, 0x036F, 0}, {0x1100, 0x115F, 2}, {0x200B, 0x200F, 0},   {0x20D0, 0x20FF, 0},   {0x2E80, 0xA4CF, 2},
      {0xAC00, 0xD7A3, 2}, {0xF900, 0xFAFF, 2}, {0xFE00, 0xFE0F, 0},   {0xFE20, 0xFE2F, 0},   {0xFE30, 0xFE6F, 2},
      {0xFF00, 0xFF60, 2}, {0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1F64F, 2}, {0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2},
  };
  const auto* range = std::find_if(std::begin(ranges), std::end(ranges), [&](const Range& candidate) {
    return candidate.first <= code_point && code_point <= candidate.last;
  });
  return range == std::end(ranges) ? 1 : range->columns;
}

} // namespace chaperone::model
