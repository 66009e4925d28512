// See source_text.hpp.
#include "generators/code/source_text.hpp"

#include "model/text/visible.hpp"

#include <nlohmann/json.hpp>

namespace chaperone::generators {

std::string for_comment(std::string_view text) {
  std::string result;
  for (const char c : model::visible_lines(text)) {
    const bool is_mark = (c == '/' && result.ends_with('*')) || (c == '*' && result.ends_with('/'));
    result += is_mark ? std::string(" ") + c : std::string(1, c);
  }
  return result;
}

std::string comment_line(std::string line) {
  line.erase(line.find_last_not_of(" \t") + 1);
  if (line.ends_with('\\') || line.ends_with("?\?/"))
    line += '.';
  return line;
}

std::string quoted(const std::string& text) {
  return model::visible_json(nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string in_docstring(std::string_view text) {
  std::string result;
  for (const char c : for_comment(text))
    result += c == '\\' || c == '"' ? std::string("\\") + c : std::string(1, c);
  return result;
}

} // namespace chaperone::generators
