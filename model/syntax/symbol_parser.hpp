// Declarations of sorts, enums, relations, functions and closures. An empty result means that a mistake has been
// reported. Covered by tests/model/parser_test.cpp and specs/broken/.
#pragma once

#include "model/syntax/syntax.hpp"
#include "model/syntax/token_cursor.hpp"

#include <optional>
#include <span>

namespace chaperone::model::syntax {

class SymbolParser {
public:
  using Result = std::optional<DeclarationKind>;

  explicit SymbolParser(TokenCursor& cursor) : cursor_(cursor) {}

  /// `ordered` and what it stands before.
  Result ordered(Name& name);
  Result sort(Name& name, bool is_ordered);
  Result enumeration(Name& name, bool is_ordered);
  /// `kind` is the first word: `fixed`, `relation` or `function`.
  Result relation_or_function(Name& name, TokenKind kind);
  Result closure(Name& name);

private:
  std::optional<std::span<const Place>> places();

  TokenCursor& cursor_;
};

} // namespace chaperone::model::syntax
