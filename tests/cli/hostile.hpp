// Text that a terminal or the log of a CI system would obey, and whether it got through.
#pragma once

#include <catch2/catch.hpp>

#include <string>

namespace chaperone::tests {

/// What no output may hold as it stands.
inline void check_harmless(const std::string& text) {
  INFO(text);
  for (const std::string& obeyed : {std::string("\x1b"), std::string("\x07"), std::string(1, '\0'), std::string("\x7f"),
                                    std::string("\r"), std::string("\xC2\x9B"), std::string("\xE2\x80\xAE"),
                                    std::string("\xE2\x80\xA8"), std::string("\xE2\x80\xA9"), std::string("##[error]")})
    CHECK(text.find(obeyed) == std::string::npos);
  for (std::size_t line = 0; line < text.size(); line = std::min(text.find('\n', line), text.size()) + 1) {
    const std::size_t word = text.find_first_not_of(" \t", line);
    CHECK((word == std::string::npos || text.compare(word, 19, "::error::taken over") != 0));
  }
}

} // namespace chaperone::tests
