// The parser's place in the tokens: looking ahead, taking what is expected,
// complaining about what is not, and going on after a mistake.
// Covered by tests/model/parser_test.cpp.
#pragma once

#include "model/syntax/syntax.hpp"
#include "model/syntax/token.hpp"
#include "model/text/report.hpp"

#include <algorithm>
#include <array>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace chaperone::model::syntax {

/// Brackets, `not`, `was`, `can`'s arguments, quantifiers, right-hand sides of `implies` and applied
/// functions may stand in one another this deep. Stated in docs/language.md.
inline constexpr int deepest_nesting = 200;

/// The words that begin a rule's statement; reserved only there.
inline constexpr std::array<std::string_view, 5> statement_words = {"require", "add", "remove", "set", "may"};

/// Words of formulas that older files may use as names.
inline constexpr std::array<std::string_view, 3> late_words = {"once", "since", "acted"};

class TokenCursor {
public:
  TokenCursor(FileId file, std::string_view text, const std::vector<Token>& tokens,
              std::pmr::monotonic_buffer_resource& arena, Report& report)
      : file_(file), text_(text), tokens_(tokens), arena_(arena), report_(report) {
    note_declared();
  }

  const Token& peek(std::size_t ahead = 0) const {
    return position_ + ahead < tokens_.size() ? tokens_[position_ + ahead] : tokens_.back();
  }
  bool at(TokenKind kind) const { return peek().kind == kind; }
  /// Is the next token this word, which is reserved only where the grammar asks for it?
  bool at_word(std::string_view word, std::size_t ahead = 0) const {
    return peek(ahead).kind == TokenKind::name && text(peek(ahead)) == word;
  }
  /// Does the file declare a relation, function, define or rule of that name? Then a word that is reserved only where
  /// the grammar asks for it means what is declared.
  bool declares(std::string_view name) const { return std::ranges::find(declared_, name) != declared_.end(); }
  std::string_view text(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
  Span span(const Token& token) const { return {file_, token.begin, token.end}; }
  /// From the start of `first` to the end of the token before this place.
  Span span_since(const Token& first) const;
  std::size_t position() const { return position_; }

  Token take();
  bool accept(TokenKind kind);
  bool accept_word(std::string_view word);
  /// Takes the comma between two items of a list. A comma behind the last item is complained of and passed over.
  bool accept_comma();

  /// Takes a token of this kind, or complains that `what` was expected.
  bool expect(TokenKind kind, std::string_view what);
  /// Takes a name, or complains that `what` ("a sort") was expected.
  std::optional<Name> name(std::string_view what);
  /// The same for what a declaration declares, put to where it belongs; false after a complaint: a reserved word on the
  /// same line can only be meant as a name.
  bool take_declared_name(Name& into, std::string_view what);
  /// NAME {"," NAME}; empty after a complaint.
  std::span<const Name> names(std::string_view what);
  std::optional<Text> string(std::string_view what);
  Text text_of_string(const Token& token) const;
  /// Takes the closing bracket that belongs to `open`, or complains.
  bool close(TokenKind kind, const Token& open, std::string_view expected);

  /// "expected WHAT, found …", where what was found begins a line, at the end of the line before. Says nothing where
  /// the lexer has already complained. `meant` is what to write in place of what was found, where that is clear.
  void complain(std::string_view what, std::string hint = {}, std::string_view meant = {});
  /// The same, always at what was found: it is itself what should not be there.
  void complain_here(std::string_view what, std::string hint = {}, std::string_view meant = {});
  Report& report() { return report_; }

  /// Is this where a declaration begins? Looks two tokens ahead.
  bool at_declaration() const;
  /// Is this a rule's statement rather than a formula? Looks one token ahead: two names in a row are no formula.
  bool at_statement() const;
  bool at_end() const { return at(TokenKind::end); }
  /// Skips at least `least` tokens, and then whatever does not begin a declaration.
  void skip_to_declaration(std::size_t least);
  /// The reserved words that were taken for names, each after a complaint.
  const std::vector<std::string_view>& misused_words() const { return misused_; }
  /// The names among the tokens from index `first` up to here.
  std::vector<std::string_view> names_since(std::size_t first) const;

  template <class T> std::span<const T> keep(const std::vector<T>& items) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
    if (items.empty())
      return {};
    T* place = std::pmr::polymorphic_allocator<T>(&arena_).allocate(items.size());
    std::uninitialized_copy(items.begin(), items.end(), place);
    return {place, items.size()};
  }
  template <class T> const T* keep_one(T item) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
    return new (arena_.allocate(sizeof(T), alignof(T))) T(std::move(item));
  }

  /// Counts one level of nesting for as long as it lives.
  class Level {
  public:
    explicit Level(TokenCursor& cursor) : cursor_(cursor) { ++cursor_.depth_; }
    ~Level() { --cursor_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    /// Complains where this is too deep.
    bool is_fine();

  private:
    TokenCursor& cursor_;
  };

private:
  void note_declared();
  /// Is it an operator of another language? Then the lexer has complained already, and said what it means here.
  bool is_foreign(const Token& token) const;
  void complain_at(Span place, std::string_view what, std::string hint, std::string_view meant);
  /// Takes a reserved word that stands where a name must and is followed by what follows a name.
  std::optional<Name> reserved_name();
  /// Takes the reserved word here as a name; complains of each word once.
  Name take_reserved();

  FileId file_;
  std::string_view text_;
  const std::vector<Token>& tokens_;
  std::pmr::monotonic_buffer_resource& arena_;
  Report& report_;
  std::size_t position_ = 0;
  int depth_ = 0;
  std::vector<std::string_view> misused_;
  std::vector<std::string_view> declared_; ///< of `late_words`, those that the file declares
};

/// "`foo`", "the reserved word `all`", "the end of the file" …
std::string describe(const Token& token, std::string_view text);

} // namespace chaperone::model::syntax
