// The words of the rule language: what the lexer gives and the parser takes.
#pragma once

#include "model/text/source.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::model {

enum class TokenKind : std::uint8_t {
  end,     ///< of the file
  unknown, ///< something that the lexer has already complained about
  name,    ///< also the words that are reserved only where the grammar asks for them
  integer,
  string, ///< with its quotes; without the second where it is unclosed
  open_paren,
  close_paren,
  open_brace,
  close_brace,
  comma,
  colon,
  bar,
  equal,
  not_equal,
  less,
  at_most,
  greater,
  at_least,
  underscore,
  // The reserved words, in the order of language.md.
  word_all,
  word_some,
  word_no,
  word_one,
  word_lone,
  word_not,
  word_and,
  word_or,
  word_implies,
  word_iff,
  word_in,
  word_true,
  word_false,
  word_can,
  word_did,
  word_was,
  word_else,
  word_for,
  word_where,
  word_system,
  word_sort,
  word_enum,
  word_fixed,
  word_relation,
  word_function,
  word_assume,
  word_define,
  word_init,
  word_rule,
  word_never,
  word_always,
  word_possible,
  word_scenario,
  word_given,
  word_expect,
  word_keeps,
};

inline bool is_reserved(TokenKind kind) {
  return kind >= TokenKind::word_all;
}

struct Token {
  TokenKind kind = TokenKind::end;
  bool starts_line = false;
  std::uint32_t begin = 0, end = 0; ///< in the file
};

/// A block of `///` lines and the token that it stands before.
struct DocComment {
  std::size_t token = 0; ///< index into LexedFile::tokens
  std::string text;
};

struct LexedFile {
  std::vector<Token> tokens; ///< the last is `end`
  std::vector<DocComment> docs;
};

} // namespace chaperone::model
