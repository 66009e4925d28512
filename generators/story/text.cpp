// Colors, widths and counts in words.
#include "generators/story/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::reports {
namespace {

std::string_view code_of(Style style) {
  switch (style) {
  case Style::plain:
    return "";
  case Style::bold:
    return "1";
  case Style::dim:
    return "2";
  case Style::good:
    return "1;32";
  case Style::bad:
    return "1;31";
  case Style::doubtful:
    return "1;33";
  }
  return "";
}

} // namespace

std::string Painter::paint(Style style, std::string_view text) const {
  if (!has_color_ || style == Style::plain || text.empty())
    return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(style), text);
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  const std::size_t columns = width_of(text);
  if (columns < width)
    result.append(width - columns, ' ');
  return result;
}

std::string plural(std::string_view noun) {
  const auto ends_in = [&](std::string_view end) { return noun.ends_with(end); };
  if (ends_in("s") || ends_in("S") || ends_in("x") || ends_in("X") || ends_in("ch") || ends_in("sh"))
    return fmt::format("{}es", noun);
  const bool has_vowel = ends_in("ay") || ends_in("ey") || ends_in("oy") || ends_in("uy");
  if (ends_in("y") && noun.size() > 1 && !has_vowel)
    return fmt::format("{}ies", noun.substr(0, noun.size() - 1));
  return fmt::format("{}s", noun);
}

std::string plural_name(std::string_view name) {
  return width_of(name) == 1 ? fmt::format("{}'s", name) : plural(name);
}

std::string counted(std::size_t count, std::string_view singular) {
  return fmt::format("{} {}", count, count == 1 ? std::string(singular) : plural(std::string(singular)));
}

} // namespace chaperone::reports
