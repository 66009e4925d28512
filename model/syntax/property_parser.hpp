// Properties: `never`, `always`, `possible` and `undoable`. An empty result means that a mistake has been reported.
// Covered by tests/model/parser_test.cpp.
#pragma once

#include "model/syntax/formula_parser.hpp"
#include "model/syntax/token_cursor.hpp"

#include <optional>
#include <string_view>

namespace chaperone::model::syntax {

class PropertyParser {
public:
  PropertyParser(TokenCursor& cursor, FormulaParser& formulas) : cursor_(cursor), formulas_(formulas) {}

  std::optional<PropertyDeclaration> property(Name& name, PropertyWord word);
  std::optional<UndoableDeclaration> undoable(Name& name);
  /// Takes the `=` before a formula, or a `:` in its place after a complaint.
  bool equal_sign(std::string_view hint_for_bracket);

private:
  bool within(UndoableDeclaration& result);

  TokenCursor& cursor_;
  FormulaParser& formulas_;
};

} // namespace chaperone::model::syntax
