#include "records/lines/quotes.hpp"

namespace chaperone::records {

std::string in_quotes(const std::string& text, char quote) {
  std::string made(1, quote);
  for (const char c : text)
    made += c == quote ? std::string(2, quote) : std::string(1, c);
  return made + quote;
}

} // namespace chaperone::records
