// What stands between the braces of a rule and of a scenario: statements and items,
// each skipped on its own where it is mistaken.
// Covered by tests/model/parser_test.cpp.
#pragma once

#include "model/syntax/formula_parser.hpp"

namespace chaperone::model::syntax {

class BodyParser {
public:
  explicit BodyParser(TokenCursor& cursor) : cursor_(cursor), formulas_(cursor) {}

  /// "{" {stmt} "}". What is mistaken is left out.
  std::span<const Statement> rule_body();
  /// "{" {item} "}".
  std::span<const Item> scenario_body();
  /// How many braces were reported as never closed, so that a later `}` without a partner is not reported again.
  int unclosed_braces() const { return unclosed_braces_; }

private:
  using Kind = decltype(Item::kind);

  std::optional<Statement> statement();
  std::optional<Require> require();
  std::optional<MayRefuse> may_refuse();
  /// Behind `may refuse`, on its line: does a condition begin here, without its `where`?
  bool at_condition() const;
  std::optional<Change> change(bool is_add);
  std::optional<Set> set();
  std::optional<Scope> scope();
  /// Is a word of another language, or a misspelt one, where `where` would stand?
  bool at_foreign_where() const;
  /// Says so, and reads on as it was meant.
  std::optional<Scope> scope_as_meant(Scope scope);
  std::optional<Item> item();
  std::optional<Given> given();
  std::optional<Fact> fact();
  /// `a < b`, of individuals of an ordered sort.
  std::optional<Fact> order();
  std::optional<Step> step();
  bool outcome(Step& step);
  bool at_statement() const;
  bool at_item() const;
  bool follows_brackets(TokenKind kind) const;
  void complain_of_statement();
  void complain_of_item();
  /// True at the end of the body, which is taken; complains where it never ends.
  bool ends(const Token& open);
  /// After a mistake: to the next statement or item, or to the end of the body.
  void skip_to(bool (BodyParser::*place)() const);

  TokenCursor& cursor_;
  FormulaParser formulas_;
  int unclosed_braces_ = 0;
};

} // namespace chaperone::model::syntax
