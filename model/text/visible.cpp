// Escapes. Implements model/text/visible.hpp.
#include "model/text/visible.hpp"

#include "model/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::model {

namespace {

std::string escape_of(char32_t code_point) {
  switch (code_point) {
  case '\n':
    return "\\n";
  case '\r':
    return "\\r";
  case '\t':
    return "\\t";
  default:
    return fmt::format(shown_escape, static_cast<std::uint32_t>(code_point));
  }
}

std::string escaped(std::string_view text, bool keeps_lines) {
  std::string result;
  while (!text.empty()) {
    const Decoded next = decode(text);
    const bool stays = keeps_lines && (next.code_point == '\n' || next.code_point == '\t');
    if (!next.is_valid)
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    else if (stays || is_visible(next.code_point))
      result += text.substr(0, next.bytes);
    else
      result += escape_of(next.code_point);
    text.remove_prefix(next.bytes);
  }
  return result;
}

} // namespace

bool is_visible(char32_t code_point) {
  const auto is_from_to = [&](char32_t first, char32_t last) { return first <= code_point && code_point <= last; };
  return !(code_point < 0x20 || is_from_to(0x7F, 0x9F) || is_from_to(0x2028, 0x202E) || is_from_to(0x2066, 0x2069) ||
           is_from_to(0xFFFE, 0xFFFF));
}

std::string visible(std::string_view text) {
  return escaped(text, false);
}

std::string visible_lines(std::string_view text) {
  return escaped(text, true);
}

std::string visible_json(std::string_view json) {
  std::string result;
  while (!json.empty()) {
    const Decoded next = decode(json);
    if (next.code_point == '\n' || is_visible(next.code_point))
      result += json.substr(0, next.bytes);
    else
      result += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(next.code_point));
    json.remove_prefix(next.bytes);
  }
  return result;
}

std::string without_commands(std::string text, const char* escape) {
  const auto replace = [&](std::size_t at) {
    text.replace(at, 1, fmt::format(fmt::runtime(escape), static_cast<unsigned>(text[at])));
  };
  for (const std::string_view start : {"##[", "##vso["})
    for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at))
      replace(at);
  for (std::size_t line = 0; line < text.size(); line = std::min(text.find('\n', line), text.size()) + 1)
    if (const std::size_t word = text.find_first_not_of(" \t", line);
        word != std::string::npos && text.compare(word, 2, "::") == 0)
      replace(word);
  return text;
}

std::string excerpt(std::string_view text, std::size_t longest) {
  std::size_t end = 0;
  for (std::size_t shown = 0; end < text.size() && shown < longest; ++shown)
    end += decode(text.substr(end)).bytes;
  return visible(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

} // namespace chaperone::model
