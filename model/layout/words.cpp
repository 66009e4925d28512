// Implements model/layout/words.hpp: comments are what stands between two tokens besides spaces.
#include "model/layout/words.hpp"

#include <algorithm>

namespace chaperone::model::layout {

namespace {

std::string_view without_spaces_at_end(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// Reads what stands before `word`, and behind `before` (null at the start of the file).
void read_gap(std::string_view gap, Word* before, Word& word) {
  std::size_t line_ends = before == nullptr ? 1 : 0;
  for (std::size_t at = 0; at < gap.size(); ++at) {
    if (gap[at] == '\n')
      ++line_ends;
    if (gap[at] != '/')
      continue;
    const std::size_t end = std::min(gap.find('\n', at), gap.size());
    const std::string_view comment = without_spaces_at_end(gap.substr(at, end - at));
    if (line_ends == 0)
      before->beside = comment;
    else
      word.above.push_back({comment, line_ends > 1});
    line_ends = 0;
    at = end - 1;
  }
  word.starts_line = line_ends > 0;
  word.follows_blank_line = line_ends > 1;
}

} // namespace

std::vector<Word> words_of(std::string_view text, const std::vector<Token>& tokens) {
  std::vector<Word> words;
  words.reserve(tokens.size());
  std::uint32_t gap = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (const Token& token : tokens) {
    Word word;
    word.kind = token.kind;
    word.text = text.substr(token.begin, token.end - token.begin);
    word.begin = token.begin;
    read_gap(text.substr(gap, token.begin - gap), words.empty() ? nullptr : &words.back(), word);
    gap = token.end;
    words.push_back(std::move(word));
  }
  return words;
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

} // namespace chaperone::model::layout
