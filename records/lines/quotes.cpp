#include "records/lines/quotes.hpp"

#include <algorithm>

namespace chaperone::records {

std::string in_quotes(const std::string& text, char quote) {
  std::string made(1, quote);
  for (const char c : text)
    made += c == quote ? std::string(2, quote) : std::string(1, c);
  return made + quote;
}

std::string path_in_quotes(const std::string& path, char quote) {
  std::string made;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t dot = std::min(path.find('.', start), path.size());
    made += (made.empty() ? "" : ".") + in_quotes(path.substr(start, dot - start), quote);
    start = dot + 1;
  }
  return made;
}

std::string csv_field(const std::string& text) {
  return text.find_first_of(",\"\r\n") == std::string::npos && !text.empty() ? text : in_quotes(text, '"');
}

} // namespace chaperone::records
