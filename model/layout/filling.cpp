// Implements model/layout/filling.hpp.
#include "model/layout/filling.hpp"

#include "model/layout/layout.hpp"

#include <algorithm>
#include <optional>

namespace chaperone::model::layout {

namespace {

/// The words of a rule that begin a statement are names for the lexer, and take a bracket like `not` does.
bool takes_bracket_of_its_own(const Word& word) {
  return word.kind != TokenKind::name || word.text == "require";
}

bool has_space_between(const Word& left, const Word& right, const Shape& shape) {
  switch (right.kind) {
  case TokenKind::comma:
  case TokenKind::colon:
  case TokenKind::close_paren:
    return false;
  case TokenKind::close_brace:
    return shape.has_wide_braces;
  case TokenKind::open_paren:
    return left.kind != TokenKind::open_paren && left.kind != TokenKind::open_brace && takes_bracket_of_its_own(left);
  default:
    break;
  }
  if (left.kind == TokenKind::open_brace)
    return shape.has_wide_braces;
  return left.kind != TokenKind::open_paren;
}

/// How far out a line may be broken before a word: less is further out. None: it may not.
using Rank = std::optional<std::size_t>;

constexpr std::size_t ranks_of_a_bracket = 10;

Rank rank_between(const Word& left, const Word& right, std::size_t depth, bool is_in_head) {
  const auto at_depth = [&](std::size_t rank) { return depth * ranks_of_a_bracket + rank; };
  if (is_in_head && depth == 0 && (left.kind == TokenKind::equal || right.kind == TokenKind::string))
    return 0;
  switch (right.kind) {
  case TokenKind::word_for:
  case TokenKind::word_where:
  case TokenKind::word_else:
    return 1;
  case TokenKind::word_iff:
    return at_depth(2);
  case TokenKind::word_implies:
    return at_depth(3);
  case TokenKind::word_or:
    return at_depth(4);
  case TokenKind::word_and:
    return at_depth(5);
  default:
    break;
  }
  if (left.kind == TokenKind::bar)
    return at_depth(6);
  return left.kind == TokenKind::comma ? Rank(at_depth(7)) : std::nullopt;
}

std::vector<Rank> ranks_of(std::span<const Word> words) {
  std::vector<Rank> ranks(words.size());
  std::size_t depth = 0;
  bool is_in_head = true; // of a declaration: up to its `=` or its text
  for (std::size_t i = 1; i < words.size(); ++i) {
    const TokenKind left = words[i - 1].kind;
    if (left == TokenKind::open_paren || left == TokenKind::open_brace)
      ++depth;
    ranks[i] = rank_between(words[i - 1], words[i], depth, is_in_head);
    if (depth == 0 && left == TokenKind::equal)
      is_in_head = false;
    if ((words[i].kind == TokenKind::close_paren || words[i].kind == TokenKind::close_brace) && depth > 0)
      --depth;
  }
  return ranks;
}

bool is_broken_by_comment(std::span<const Word> words, std::size_t i) {
  return !words[i].above.empty() || !words[i - 1].beside.empty();
}

std::string with_comment(std::string line, std::string_view comment) {
  if (comment.empty())
    return line;
  line += "  ";
  line += comment;
  return line;
}

/// The first word of the next line, for a line of `room` columns; `words.size()` where all fit.
std::size_t end_of_line(std::span<const Word> words, const std::vector<Rank>& ranks, std::size_t begin,
                        std::size_t room, const Shape& shape) {
  std::size_t used = columns_of(words[begin].text);
  std::optional<std::size_t> best;
  for (std::size_t i = begin + 1; i < words.size(); ++i) {
    if (is_broken_by_comment(words, i))
      return i;
    used += columns_of(words[i].text) + (has_space_between(words[i - 1], words[i], shape) ? 1 : 0);
    const bool fits = used <= room;
    // A break before the word helps where all before it fits, and the word itself need not.
    if (ranks[i] && (!best || *ranks[i] <= *ranks[*best]))
      if (fits || !best || used - columns_of(words[i].text) <= room)
        best = i;
    if (!fits && best)
      return *best;
  }
  return words.size();
}

} // namespace

std::string on_one_line(std::span<const Word> words, const Shape& shape) {
  std::string line;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && has_space_between(words[i - 1], words[i], shape))
      line += ' ';
    line += words[i].text;
  }
  return line;
}

bool has_comments_inside(std::span<const Word> words) {
  for (std::size_t i = 1; i < words.size(); ++i)
    if (is_broken_by_comment(words, i))
      return true;
  return false;
}

std::vector<std::string> on_lines(std::span<const Word> words, const Shape& shape) {
  std::vector<std::string> lines;
  const std::vector<Rank> ranks = ranks_of(words);
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t indent = lines.empty() ? shape.indent : shape.continued;
    if (begin > 0)
      for (const Comment& comment : words[begin].above)
        lines.push_back(std::string(shape.continued, ' ') + std::string(comment.text));
    const std::size_t end = end_of_line(words, ranks, begin, line_width - indent, shape);
    const bool is_last = end == words.size();
    lines.push_back(with_comment(std::string(indent, ' ') + on_one_line(words.subspan(begin, end - begin), shape),
                                 is_last ? std::string_view() : words[end - 1].beside));
    begin = end;
  }
  return lines;
}

} // namespace chaperone::model::layout
