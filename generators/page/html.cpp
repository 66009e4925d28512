// See html.hpp.
#include "generators/page/html.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

namespace chaperone::page {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : model::visible_lines(text))
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    case '\'':
      result += "&#39;";
      break;
    default:
      result += c;
    }
  return result;
}

void Writer::open(std::string_view tag, const Attributes& attributes) {
  text_ += '<';
  text_ += tag;
  for (const auto& [name, value] : attributes)
    text_ += fmt::format(" {}=\"{}\"", name, escaped(value));
  text_ += '>';
}

Writer& Writer::element(std::string_view tag, const Attributes& attributes, const std::function<void()>& inside) {
  open(tag, attributes);
  inside();
  text_ += fmt::format("</{}>", tag);
  return *this;
}

Writer& Writer::element(std::string_view tag, const Attributes& attributes, std::string_view inside) {
  return element(tag, attributes, [&] { text(inside); });
}

Writer& Writer::lone(std::string_view tag, const Attributes& attributes) {
  open(tag, attributes);
  return *this;
}

Writer& Writer::text(std::string_view text) {
  text_ += escaped(text);
  return *this;
}

Writer& Writer::markup(std::string_view made) {
  text_ += made;
  return *this;
}

std::string identifier(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    result += is_plain ? std::string(1, c) : fmt::format("-{:02x}", static_cast<unsigned char>(c));
  }
  return result;
}

} // namespace chaperone::page
