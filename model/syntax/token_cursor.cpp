// Implements model/syntax/token_cursor.hpp. Covered by tests/model/parser_test.cpp.
#include "model/syntax/token_cursor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::model::syntax {

std::string describe(const Token& token, std::string_view text) {
  if (token.kind == TokenKind::end)
    return "the end of the file";
  if (token.kind == TokenKind::string)
    return "a text";
  if (is_reserved(token.kind))
    return fmt::format("the reserved word `{}`", text);
  return fmt::format("`{}`", text);
}

Span TokenCursor::span_since(const Token& first) const {
  const std::uint32_t end = position_ == 0 ? first.end : tokens_[position_ - 1].end;
  return {file_, first.begin, std::max(end, first.begin)};
}

void TokenCursor::note_declared() {
  for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
    const TokenKind kind = tokens_[i].kind;
    if (kind != TokenKind::word_relation && kind != TokenKind::word_function && kind != TokenKind::word_define &&
        kind != TokenKind::word_rule)
      continue;
    const std::string_view name = text(tokens_[i + 1]);
    if (std::ranges::find(late_words, name) != late_words.end())
      declared_.push_back(name);
  }
}

Token TokenCursor::take() {
  const Token& token = peek();
  if (position_ + 1 < tokens_.size())
    ++position_;
  return token;
}

bool TokenCursor::accept(TokenKind kind) {
  if (!at(kind))
    return false;
  take();
  return true;
}

bool TokenCursor::accept_word(std::string_view word) {
  if (!at_word(word))
    return false;
  take();
  return true;
}

bool TokenCursor::accept_comma() {
  if (!at(TokenKind::comma))
    return false;
  const Token comma = take();
  const bool is_last = at(TokenKind::close_paren) || at(TokenKind::close_brace) || at_statement() ||
                       (at_declaration() && peek().starts_line);
  if (is_last)
    report_.error("syntax", span(comma), "nothing follows this `,`", "the list ends here", "leave it out").fix =
        Fix{span(comma), ""};
  return !is_last;
}

bool TokenCursor::expect(TokenKind kind, std::string_view what) {
  if (accept(kind))
    return true;
  complain(what);
  return false;
}

std::optional<Name> TokenCursor::name(std::string_view what) {
  if (at(TokenKind::name)) {
    const Token token = take();
    return Name{text(token), span(token)};
  }
  if (is_reserved(peek().kind))
    if (auto reserved = reserved_name())
      return reserved;
  complain(what);
  return std::nullopt;
}

std::optional<Name> TokenCursor::reserved_name() {
  switch (peek(1).kind) {
  case TokenKind::colon:
  case TokenKind::comma:
  case TokenKind::close_paren:
  case TokenKind::equal:
  case TokenKind::open_brace:
  case TokenKind::close_brace:
    break;
  case TokenKind::open_paren:
    // `not (…)` and `all` are more likely misplaced than meant as names.
    if (peek().kind < TokenKind::word_system)
      return std::nullopt;
    break;
  default:
    return std::nullopt;
  }
  return take_reserved();
}

Name TokenCursor::take_reserved() {
  const Token token = take();
  if (std::ranges::find(misused_, text(token)) == misused_.end()) {
    misused_.push_back(text(token));
    report_.error("reserved_word", span(token),
                  fmt::format("`{}` is a reserved word and cannot be a name", text(token)), "reserved",
                  "choose another name");
  }
  return Name{text(token), span(token)};
}

bool TokenCursor::take_declared_name(Name& into, std::string_view what) {
  const auto found = is_reserved(peek().kind) && !peek().starts_line ? take_reserved() : name(what);
  if (found)
    into = *found;
  return found.has_value();
}

std::span<const Name> TokenCursor::names(std::string_view what) {
  std::vector<Name> list;
  do {
    const auto next = name(what);
    if (!next)
      return {};
    list.push_back(*next);
  } while (accept_comma());
  return keep(list);
}

Text TokenCursor::text_of_string(const Token& token) const {
  std::string_view inner = text(token).substr(1);
  const bool is_closed = inner.ends_with('"');
  if (is_closed)
    inner.remove_suffix(1);
  return {inner, {file_, token.begin + 1, token.begin + 1 + static_cast<std::uint32_t>(inner.size())}, is_closed};
}

std::optional<Text> TokenCursor::string(std::string_view what) {
  if (at(TokenKind::string))
    return text_of_string(take());
  complain(what);
  return std::nullopt;
}

bool TokenCursor::close(TokenKind kind, const Token& open, std::string_view expected) {
  if (accept(kind))
    return true;
  if (at(TokenKind::unknown))
    return false;
  // Where the next thing clearly is another one, it is the opening that lacks its partner.
  if (at_end() || at_declaration() || at(TokenKind::close_brace)) {
    report_.error("unclosed_bracket", span(open), fmt::format("this `{}` is never closed", text(open)), "opened here")
        .notes.push_back(
            {span(peek()), fmt::format("expected {} before {}", expected, describe(peek(), text(peek())))});
    return false;
  }
  complain(expected);
  return false;
}

bool TokenCursor::is_foreign(const Token& token) const {
  const std::string_view word = text(token);
  if (token.kind == TokenKind::equal || token.kind == TokenKind::not_equal)
    return word != "=" && word != "!=";
  return is_reserved(token.kind) && (word[0] < 'a' || word[0] > 'z');
}

void TokenCursor::complain(std::string_view what, std::string hint, std::string_view meant) {
  const Token& found = peek();
  const bool is_on_later_line = found.starts_line || found.kind == TokenKind::end;
  if (is_on_later_line && position_ > 0) {
    const std::uint32_t end = tokens_[position_ - 1].end;
    complain_at({file_, end, end}, what, std::move(hint), meant);
  } else {
    complain_at(span(found), what, std::move(hint), meant);
  }
}

void TokenCursor::complain_here(std::string_view what, std::string hint, std::string_view meant) {
  complain_at(span(peek()), what, std::move(hint), meant);
}

void TokenCursor::complain_at(Span place, std::string_view what, std::string hint, std::string_view meant) {
  const Token& found = peek();
  if (found.kind == TokenKind::unknown || is_foreign(found))
    return;
  Diagnostic& diagnostic =
      report_.error("syntax", place, fmt::format("expected {}, found {}", what, describe(found, text(found))),
                    fmt::format("expected {}", what), std::move(hint));
  if (!meant.empty())
    diagnostic.fix = Fix{span(found), std::string(meant)};
}

bool TokenCursor::at_declaration() const {
  const TokenKind kind = peek().kind;
  if (kind >= TokenKind::word_system && kind <= TokenKind::word_scenario)
    return true;
  const TokenKind next = peek(1).kind;
  if (at_word("ordered"))
    return next == TokenKind::word_sort || next == TokenKind::word_enum;
  if (at_word("extend"))
    return next == TokenKind::word_rule;
  if (at_word("closure"))
    return next == TokenKind::name && at_word("of", 2);
  if (at_word("undoable"))
    return next == TokenKind::name && (peek(2).kind == TokenKind::word_for || peek(2).kind == TokenKind::equal);
  const bool starts_part = next == TokenKind::word_define || next == TokenKind::word_rule ||
                           next == TokenKind::word_never || next == TokenKind::word_always ||
                           next == TokenKind::word_possible || next == TokenKind::word_scenario ||
                           at_word("undoable", 1);
  return (at_word("use") && next == TokenKind::string) || ((at_word("replace") || at_word("drop")) && starts_part);
}

bool TokenCursor::at_statement() const {
  if (!at(TokenKind::name) || std::ranges::find(statement_words, text(peek())) == statement_words.end())
    return false;
  const TokenKind next = peek(1).kind;
  return next == TokenKind::name || next == TokenKind::word_can ||
         (next >= TokenKind::word_all && next <= TokenKind::word_not);
}

void TokenCursor::skip_to_declaration(std::size_t least) {
  for (; least > 0 && !at_end(); --least)
    take();
  while (!at_end() && !at_declaration())
    take();
}

std::vector<std::string_view> TokenCursor::names_since(std::size_t first) const {
  std::vector<std::string_view> names;
  for (std::size_t i = first; i < position_; ++i)
    if (tokens_[i].kind == TokenKind::name)
      names.push_back(text(tokens_[i]));
  return names;
}

bool TokenCursor::Level::is_fine() {
  if (cursor_.depth_ <= deepest_nesting)
    return true;
  cursor_.report_.error("nesting_too_deep", cursor_.span(cursor_.peek()),
                        fmt::format("this is nested more than {} levels deep", deepest_nesting), "too deep",
                        "give a part of it a name with `define`");
  return false;
}

} // namespace chaperone::model::syntax
