// Implements model/syntax/formula_parser.hpp. Source: the grammar in docs/language.md, whose
// nonterminals the functions follow. Covered by tests/model/parser_test.cpp.
#include "model/syntax/formula_parser.hpp"

#include "model/syntax/lexer.hpp"
#include "model/text/suggest.hpp"

#include <fmt/format.h>

#include <charconv>

namespace chaperone::model::syntax {

namespace {

std::optional<Quantifier> quantifier_of(TokenKind kind) {
  switch (kind) {
  case TokenKind::word_all:
    return Quantifier::all;
  case TokenKind::word_some:
    return Quantifier::some;
  case TokenKind::word_no:
    return Quantifier::no;
  case TokenKind::word_one:
    return Quantifier::one;
  case TokenKind::word_lone:
    return Quantifier::lone;
  default:
    return std::nullopt;
  }
}

std::optional<Ordering> ordering_of(TokenKind kind) {
  switch (kind) {
  case TokenKind::less:
    return Ordering{{}, {}, true, false};
  case TokenKind::at_most:
    return Ordering{{}, {}, false, false};
  case TokenKind::greater:
    return Ordering{{}, {}, true, true};
  case TokenKind::at_least:
    return Ordering{{}, {}, false, true};
  default:
    return std::nullopt;
  }
}

} // namespace

FormulaRef FormulaParser::chain(TokenKind word, Connective connective, Ref (FormulaParser::*part)()) {
  const Token first = cursor_.peek();
  Ref left = (this->*part)();
  if (left == nullptr || !cursor_.at(word))
    return left;
  std::vector<Ref> parts{left};
  while (cursor_.accept(word)) {
    Ref next = (this->*part)();
    if (next == nullptr)
      return nullptr;
    parts.push_back(next);
  }
  return make(first, Connected{connective, cursor_.keep(parts)});
}

FormulaRef FormulaParser::formula() {
  return chain(TokenKind::word_iff, Connective::iff, &FormulaParser::implication);
}

FormulaRef FormulaParser::implication() {
  TokenCursor::Level level(cursor_);
  if (!level.is_fine())
    return nullptr;
  const Token first = cursor_.peek();
  Ref left = disjunction();
  if (left == nullptr)
    return left;
  if (at_since())
    return since(left, first);
  if (!cursor_.accept(TokenKind::word_implies))
    return left;
  Ref right = implication();
  if (right == nullptr)
    return nullptr;
  if (std::holds_alternative<Past>(right->kind) && !right->is_bracketed &&
      std::get<Past>(right->kind).since != nullptr) {
    complain_of_mixture(right->keyword, "implies");
    return nullptr;
  }
  return make(first, Connected{Connective::implies, cursor_.keep(std::vector<Ref>{left, right})});
}

FormulaRef FormulaParser::since(Ref left, const Token& first) {
  const Span keyword = cursor_.span(cursor_.take());
  Ref right = disjunction();
  if (right == nullptr)
    return nullptr;
  if (cursor_.at(TokenKind::word_implies) || at_since()) {
    complain_of_mixture(cursor_.span(cursor_.peek()), cursor_.at(TokenKind::word_implies) ? "implies" : "since");
    return nullptr;
  }
  return cursor_.keep_one(Formula{cursor_.span_since(first), Past{left, right}, keyword});
}

void FormulaParser::complain_of_mixture(Span place, std::string_view other) {
  cursor_.report().error("syntax", place, fmt::format("`since` beside `{}` needs brackets", other),
                         "which belongs together?", "put one of the two in brackets");
}

bool FormulaParser::at_once() const {
  if (!cursor_.at_word("once") || cursor_.declares("once"))
    return false;
  switch (cursor_.peek(1).kind) {
  case TokenKind::name:
  case TokenKind::open_paren:
  case TokenKind::word_true:
  case TokenKind::word_false:
  case TokenKind::word_can:
  case TokenKind::word_did:
  case TokenKind::word_was:
  case TokenKind::word_not:
    return true;
  default:
    return quantifier_of(cursor_.peek(1).kind).has_value();
  }
}

bool FormulaParser::at_since() const {
  return cursor_.at_word("since") && !cursor_.declares("since");
}

FormulaRef FormulaParser::past() {
  TokenCursor::Level level(cursor_);
  if (!level.is_fine())
    return nullptr;
  const Token first = cursor_.take();
  Ref body = unary();
  if (body == nullptr)
    return nullptr;
  return cursor_.keep_one(Formula{cursor_.span_since(first), Past{body, nullptr}, cursor_.span(first)});
}

FormulaRef FormulaParser::disjunction() {
  return chain(TokenKind::word_or, Connective::or_, &FormulaParser::conjunction);
}

FormulaRef FormulaParser::conjunction() {
  return chain(TokenKind::word_and, Connective::and_, &FormulaParser::unary);
}

FormulaRef FormulaParser::unary() {
  const Token first = cursor_.peek();
  if (cursor_.at(TokenKind::word_not) || cursor_.at(TokenKind::word_was)) {
    TokenCursor::Level level(cursor_);
    if (!level.is_fine())
      return nullptr;
    cursor_.take();
    Ref body = unary();
    if (body == nullptr)
      return nullptr;
    if (first.kind == TokenKind::word_not)
      return make(first, Negation{body});
    return cursor_.keep_one(Formula{cursor_.span_since(first), Before{body}, cursor_.span(first)});
  }
  if (at_once())
    return past();
  const bool counts = cursor_.at_word("at") && (cursor_.at_word("least", 1) || cursor_.at_word("most", 1));
  if (counts || quantifier_of(first.kind))
    return quantified(first.kind);
  if (const auto meant = foreign_quantifier())
    return quantified(*meant);
  if (cursor_.at_word("exactly") && cursor_.peek(1).kind == TokenKind::integer) {
    cursor_.complain(
        "`at least` or `at most`",
        "`one x: S | …` says exactly one; of more, say both `at least 2 x: S | …` and `at most 2 x: S | …`");
    return nullptr;
  }
  return atom();
}

FormulaRef FormulaParser::quantified(TokenKind word) {
  const Token first = cursor_.take();
  Quantification result;
  if (const auto simple = quantifier_of(word)) {
    result.quantifier = *simple;
  } else {
    result.quantifier = cursor_.at_word("least") ? Quantifier::at_least : Quantifier::at_most;
    cursor_.take();
    if (!cursor_.at(TokenKind::integer)) {
      cursor_.complain("a number", "`at least 2 x: S | …` counts the individuals");
      return nullptr;
    }
    const Token number = cursor_.take();
    const std::string_view digits = cursor_.text(number);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), result.count);
    if (read.ec != std::errc() || result.count > 1'000'000) {
      cursor_.report().error("number_too_large", cursor_.span(number), "this number is too large", "at most 1000000");
      return nullptr;
    }
  }
  result.keyword = cursor_.span_since(first);
  const auto groups = binders();
  if (!groups)
    return nullptr;
  result.binders = cursor_.keep(*groups);
  if (!cursor_.accept(TokenKind::bar)) {
    cursor_.complain("`|` and a formula",
                     fmt::format("a bar stands before the formula: `{} x: S | …`",
                                 cursor_.text(first) == "at" ? "at least 2" : cursor_.text(first)));
    return nullptr;
  }
  result.body = formula();
  return result.body == nullptr ? nullptr : make(first, result);
}

std::optional<std::vector<BinderGroup>> FormulaParser::binders() {
  std::vector<BinderGroup> groups;
  do {
    const auto variables = cursor_.names("a variable");
    if (variables.empty())
      return std::nullopt;
    if (!cursor_.accept(TokenKind::colon)) {
      cursor_.complain("`:` and what the variables range over", hint_for_no_colon(variables));
      return std::nullopt;
    }
    const auto domain = cursor_.name("a sort, an enum, a set parameter, or a relation or define with one place");
    if (!domain)
      return std::nullopt;
    groups.push_back({variables, *domain});
  } while (cursor_.accept_comma());
  return groups;
}

std::string FormulaParser::hint_for_no_colon(std::span<const Name> variables) {
  if (cursor_.at(TokenKind::word_in))
    return "a colon stands here: `x: S`";
  if (cursor_.at(TokenKind::name))
    return fmt::format("the name stands first: `{}: {}`", cursor_.text(cursor_.peek()), variables.back().text);
  return fmt::format("say what `{0}` is, such as `{0}: User`", variables.back().text);
}

FormulaRef FormulaParser::atom() {
  const Token first = cursor_.peek();
  if (cursor_.at_statement()) {
    cursor_.complain("a formula", fmt::format("the formula before `{}` has no end", cursor_.text(first)));
    return nullptr;
  }
  if (cursor_.at_word("let") && cursor_.peek(1).kind == TokenKind::name) {
    cursor_.complain("a formula", "there are no local names: write the formula out, or name it with `define`");
    return nullptr;
  }
  switch (first.kind) {
  case TokenKind::word_true:
  case TokenKind::word_false:
    cursor_.take();
    return make(first, Truth{first.kind == TokenKind::word_true});
  case TokenKind::open_paren:
    return bracketed();
  case TokenKind::word_can:
  case TokenKind::word_did:
    return rule_query();
  case TokenKind::name:
    return about_term();
  case TokenKind::open_brace:
    cursor_.complain("a formula", "formulas are bracketed with `(` and `)`");
    return nullptr;
  default:
    cursor_.complain("a formula");
    return nullptr;
  }
}

FormulaRef FormulaParser::bracketed() {
  TokenCursor::Level level(cursor_);
  if (!level.is_fine())
    return nullptr;
  const Token open = cursor_.take();
  Ref inside = formula();
  if (inside == nullptr)
    return nullptr;
  if (!cursor_.close(TokenKind::close_paren, open, "`)`, `and`, `or`, `implies` or `iff`"))
    return nullptr;
  Formula result = *inside;
  result.is_bracketed = true;
  return cursor_.keep_one(result);
}

FormulaRef FormulaParser::rule_query() {
  const Token first = cursor_.take();
  RuleQuery query;
  query.is_did = first.kind == TokenKind::word_did;
  query.keyword = cursor_.span(first);
  if (query.is_did && cursor_.accept(TokenKind::underscore))
    return cursor_.keep_one(Formula{cursor_.span_since(first), AnyStep{}, query.keyword});
  const auto rule = cursor_.name("a rule");
  if (!rule)
    return nullptr;
  query.rule = *rule;
  const auto args = arguments();
  if (!args)
    return nullptr;
  query.args = *args;
  return make(first, query);
}

FormulaRef FormulaParser::about_term() {
  const Token first = cursor_.peek();
  const auto left = term();
  if (!left)
    return nullptr;
  if (cursor_.at(TokenKind::equal) || cursor_.at(TokenKind::not_equal)) {
    const bool is_negated = cursor_.take().kind == TokenKind::not_equal;
    if (cursor_.at(TokenKind::word_true) || cursor_.at(TokenKind::word_false)) {
      cursor_.complain("an individual or a value",
                       "`=` compares individuals; a formula stands for itself, or is compared with `iff`");
      return nullptr;
    }
    const auto right = term("an individual or a value");
    if (!right)
      return nullptr;
    if (cursor_.at(TokenKind::equal) || cursor_.at(TokenKind::not_equal)) {
      cursor_.complain("the end of the comparison", "comparisons do not chain: write `a = b and b = c`");
      return nullptr;
    }
    return make(first, Comparison{*left, *right, is_negated});
  }
  if (const auto operation = ordering_of(cursor_.peek().kind))
    return ordering(*left, first, *operation);
  if (cursor_.accept(TokenKind::word_in))
    return membership(*left, first, false);
  if (cursor_.at(TokenKind::word_not) && cursor_.peek(1).kind == TokenKind::word_in) {
    cursor_.take();
    cursor_.take();
    return membership(*left, first, true);
  }
  if (cursor_.at(TokenKind::unknown)) // the lexer has said what is wrong
    return nullptr;
  return make(first, Application{*left});
}

FormulaRef FormulaParser::ordering(const Term& left, const Token& first, Ordering operation) {
  const Span keyword = cursor_.span(cursor_.take());
  const auto right = term("an individual or a value");
  if (!right)
    return nullptr;
  if (ordering_of(cursor_.peek().kind) || cursor_.at(TokenKind::equal) || cursor_.at(TokenKind::not_equal)) {
    cursor_.complain("the end of the comparison", "comparisons do not chain: write `a < b and b < c`");
    return nullptr;
  }
  operation.left = left;
  operation.right = *right;
  return cursor_.keep_one(Formula{cursor_.span_since(first), operation, keyword});
}

std::optional<TokenKind> FormulaParser::foreign_quantifier() {
  // `forall x: S`: two names in a row are no formula, so this can be nothing else.
  const TokenKind next = cursor_.peek(1).kind;
  const TokenKind after = cursor_.peek(2).kind;
  const bool looks_like_one = cursor_.at(TokenKind::name) && next == TokenKind::name &&
                              (after == TokenKind::colon || after == TokenKind::comma || after == TokenKind::word_in);
  if (!looks_like_one)
    return std::nullopt;
  const Token first = cursor_.peek();
  const auto own = own_word_for(cursor_.text(first));
  const TokenKind meant = own ? word_kind(*own) : TokenKind::name;
  if (!quantifier_of(meant))
    return std::nullopt;
  cursor_.report().error("syntax", cursor_.span(first), fmt::format("`{}` is no quantifier here", cursor_.text(first)),
                         "unknown quantifier",
                         fmt::format("write `{} {}: S | …`", *own, cursor_.text(cursor_.peek(1))));
  return meant;
}

FormulaRef FormulaParser::membership(const Term& element, const Token& first, bool is_negated) {
  if (cursor_.at(TokenKind::open_brace)) {
    const auto list = listed();
    return list ? make(first, Membership{element, *list, is_negated}) : nullptr;
  }
  const auto set = cursor_.name("a set parameter, a relation with one place or `{a, b}`");
  return set ? make(first, Membership{element, *set, is_negated}) : nullptr;
}

std::optional<Term> FormulaParser::term(std::string_view what) {
  const Token first = cursor_.peek();
  const auto name = cursor_.name(what);
  if (!name)
    return std::nullopt;
  if (!cursor_.at(TokenKind::open_paren))
    return Term{*name, false, {}, name->span};
  const auto args = bracketed_terms("`_` stands only behind `can` and `did`; for any x write `some x: S | r(x)`");
  if (!args)
    return std::nullopt;
  return Term{*name, true, *args, cursor_.span_since(first)};
}

std::optional<Term> FormulaParser::tuple(std::string_view what, std::string_view hint_for_wildcard) {
  const Token first = cursor_.peek();
  const auto name = cursor_.name(what);
  if (!name)
    return std::nullopt;
  if (!cursor_.at(TokenKind::open_paren)) {
    cursor_.complain(fmt::format("`(` after `{}`", name->text));
    return std::nullopt;
  }
  const auto args = bracketed_terms(hint_for_wildcard);
  if (!args)
    return std::nullopt;
  return Term{*name, true, *args, cursor_.span_since(first)};
}

std::optional<std::span<const Term>> FormulaParser::bracketed_terms(std::string_view hint_for_wildcard) {
  TokenCursor::Level level(cursor_);
  if (!level.is_fine())
    return std::nullopt;
  const Token open = cursor_.take();
  std::vector<Term> terms;
  if (!cursor_.at(TokenKind::close_paren)) {
    do {
      if (cursor_.at(TokenKind::underscore)) {
        cursor_.complain("an individual, a value or a function", std::string(hint_for_wildcard));
        return std::nullopt;
      }
      const auto next = term();
      if (!next)
        return std::nullopt;
      terms.push_back(*next);
    } while (cursor_.accept_comma());
  }
  if (!cursor_.close(TokenKind::close_paren, open, "`,` or `)`"))
    return std::nullopt;
  return cursor_.keep(terms);
}

std::optional<Listed> FormulaParser::listed() {
  const Token open = cursor_.take();
  std::vector<Term> terms;
  if (!cursor_.at(TokenKind::close_brace)) {
    do {
      const auto next = term();
      if (!next)
        return std::nullopt;
      terms.push_back(*next);
    } while (cursor_.accept_comma());
  }
  if (!cursor_.close(TokenKind::close_brace, open, "`,` or `}`"))
    return std::nullopt;
  return Listed{cursor_.keep(terms), cursor_.span_since(open)};
}

std::optional<std::span<const Argument>> FormulaParser::arguments() {
  if (!cursor_.at(TokenKind::open_paren)) {
    cursor_.complain("`(` and the rule's arguments");
    return std::nullopt;
  }
  const Token open = cursor_.take();
  std::vector<Argument> args;
  if (!cursor_.at(TokenKind::close_paren)) {
    do {
      if (cursor_.at(TokenKind::underscore)) {
        args.emplace_back(Wildcard{cursor_.span(cursor_.take())});
      } else if (cursor_.at(TokenKind::open_brace)) {
        const auto list = listed();
        if (!list)
          return std::nullopt;
        args.emplace_back(*list);
      } else {
        const auto next = term("an argument: an individual, a value, `{…}` or `_`");
        if (!next)
          return std::nullopt;
        args.emplace_back(*next);
      }
    } while (cursor_.accept_comma());
  }
  if (!cursor_.close(TokenKind::close_paren, open, "`,` or `)`"))
    return std::nullopt;
  return cursor_.keep(args);
}

} // namespace chaperone::model::syntax
