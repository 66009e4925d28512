// Formulas, terms and binders, by recursive descent. A null or empty result means
// that a mistake has been reported; the caller then skips to where it can go on.
// Covered by tests/model/parser_test.cpp.
#pragma once

#include "model/syntax/token_cursor.hpp"

#include <optional>
#include <span>
#include <vector>

namespace chaperone::model::syntax {

class FormulaParser {
public:
  explicit FormulaParser(TokenCursor& cursor) : cursor_(cursor) {}

  FormulaRef formula();
  std::optional<Term> term(std::string_view what = "an individual, a value or a function");
  /// NAME "(" [terms] ")".
  std::optional<Term> tuple(std::string_view what, std::string_view hint_for_wildcard = {});
  /// names ":" NAME {"," names ":" NAME}.
  std::optional<std::vector<BinderGroup>> binders();
  /// "(" [args] ")".
  std::optional<std::span<const Argument>> arguments();

private:
  using Ref = FormulaRef;

  Ref implication();
  Ref disjunction();
  Ref conjunction();
  Ref unary();
  Ref quantified(TokenKind word);
  Ref atom();
  Ref bracketed();
  Ref rule_query();
  Ref past();
  Ref since(Ref left, const Token& first);
  void complain_of_mixture(Span place, std::string_view other);
  Ref ordering(const Term& left, const Token& first, Ordering operation);
  /// Is the name here the operator `once` or `since`, and not something that the file declares?
  bool at_once() const;
  bool at_since() const;
  Ref about_term();
  Ref membership(const Term& element, const Token& first, bool is_negated);
  /// `part {word part}` as one node.
  Ref chain(TokenKind word, syntax::Connective connective, Ref (FormulaParser::*part)());
  /// `forall x: S | …`: complains, and gives the token that was meant.
  std::optional<TokenKind> foreign_quantifier();
  std::optional<Listed> listed();
  std::string hint_for_no_colon(std::span<const Name> variables);
  std::optional<std::span<const Term>> bracketed_terms(std::string_view hint_for_wildcard);

  template <class Kind> Ref make(const Token& first, Kind kind) {
    return cursor_.keep_one(Formula{cursor_.span_since(first), std::move(kind)});
  }

  TokenCursor& cursor_;
};

} // namespace chaperone::model::syntax
