// A rule file as the words that the layout moves about: each token with the comments around it.
// Covered by tests/model/layout_test.cpp.
#pragma once

#include "model/syntax/token.hpp"
#include "model/text/source.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chaperone::model::layout {

/// From `//` to the end of its line, without spaces at the end.
struct Comment {
  std::string_view text;
  bool follows_blank_line = false;
};

struct Word {
  TokenKind kind = TokenKind::end;
  std::string_view text;
  std::uint32_t begin = 0;    ///< in the file
  std::vector<Comment> above; ///< comments on lines of their own before it
  std::string_view beside;    ///< the comment behind it on its line; empty: none
  bool starts_line = false;
  bool follows_blank_line = false; ///< after `above`
};

/// All tokens of a file without mistakes of form; the last is its end.
std::vector<Word> words_of(std::string_view text, const std::vector<Token>& tokens);

/// Terminal columns of a text in UTF-8, by code points.
std::size_t columns_of(std::string_view text);

} // namespace chaperone::model::layout
