// Implements model/syntax/body_parser.hpp. Source: the grammar in docs/language.md.
// Covered by tests/model/parser_test.cpp.
#include "model/syntax/body_parser.hpp"

#include "model/text/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace chaperone::model::syntax {

bool BodyParser::ends(const Token& open) {
  if (cursor_.accept(TokenKind::close_brace))
    return true;
  if (!cursor_.at_end() && !cursor_.at_declaration())
    return false;
  const Token& found = cursor_.peek();
  cursor_.report()
      .error("unclosed_brace", cursor_.span(open), "this `{` is never closed", "opened here")
      .notes.push_back(
          {cursor_.span(found), fmt::format("expected `}}` before {}", describe(found, cursor_.text(found)))});
  ++unclosed_braces_;
  return true;
}

void BodyParser::skip_to(bool (BodyParser::*place)() const) {
  int depth = 0;
  while (!cursor_.at_end() && !cursor_.at_declaration()) {
    if (depth <= 0 && (cursor_.at(TokenKind::close_brace) || (this->*place)()))
      return;
    if (cursor_.at(TokenKind::open_brace))
      ++depth;
    if (cursor_.at(TokenKind::close_brace))
      --depth;
    cursor_.take();
  }
}

bool BodyParser::at_statement() const {
  const Token& token = cursor_.peek();
  if (token.kind != TokenKind::name || std::ranges::find(statement_words, cursor_.text(token)) == statement_words.end())
    return false;
  return token.starts_line || cursor_.at_statement();
}

std::span<const Statement> BodyParser::rule_body() {
  const Token open = cursor_.take();
  std::vector<Statement> statements;
  while (!ends(open)) {
    const std::size_t before = cursor_.position();
    if (auto next = statement()) {
      statements.push_back(*next);
      continue;
    }
    if (cursor_.position() == before)
      cursor_.take();
    skip_to(&BodyParser::at_statement);
  }
  return cursor_.keep(statements);
}

std::optional<Statement> BodyParser::statement() {
  const Token first = cursor_.peek();
  Statement result;
  const auto finish = [&](auto part) -> std::optional<Statement> {
    if (!part)
      return std::nullopt;
    result.kind = std::move(*part);
    result.span = cursor_.span_since(first);
    result.keyword = cursor_.span(first);
    return result;
  };
  const auto parse = [&](std::string_view word) {
    cursor_.take();
    return word == "require"  ? finish(require())
           : word == "add"    ? finish(change(true))
           : word == "remove" ? finish(change(false))
           : word == "set"    ? finish(set())
                              : finish(may_refuse());
  };
  const std::string_view word = first.kind == TokenKind::name ? cursor_.text(first) : std::string_view();
  if (std::ranges::find(statement_words, word) != statement_words.end())
    return parse(word);
  complain_of_statement();
  // Read on as it was meant, if that is clear, and say nothing more of it.
  const auto meant = likely_word(word, statement_words);
  if (!meant || cursor_.peek(1).kind == TokenKind::open_paren)
    return std::nullopt;
  const std::size_t complaints = cursor_.report().diagnostics().size();
  auto result_as_meant = parse(*meant);
  cursor_.report().keep_first(complaints);
  return result_as_meant;
}

/// Of `name(…)` here: is that what stands behind the brackets?
bool BodyParser::follows_brackets(TokenKind kind) const {
  std::size_t ahead = 1;
  int open = 0;
  do {
    const TokenKind next = cursor_.peek(ahead++).kind;
    if (next == TokenKind::end)
      return false;
    open += next == TokenKind::open_paren ? 1 : next == TokenKind::close_paren ? -1 : 0;
  } while (open > 0);
  return cursor_.peek(ahead).kind == kind;
}

void BodyParser::complain_of_statement() {
  const Token& found = cursor_.peek();
  const bool has_brackets = found.kind == TokenKind::name && cursor_.peek(1).kind == TokenKind::open_paren;
  auto meant = found.kind == TokenKind::name ? likely_word(cursor_.text(found), statement_words) : std::nullopt;
  std::string hint = meant ? fmt::format("did you mean `{}`?", *meant) : "";
  if (cursor_.at_word("if") || cursor_.at_word("when"))
    hint = "`require …` is the condition of the whole rule; an effect's own stands behind it: `add … where …`";
  else if (cursor_.at_word("let")) {
    hint = "there are no local names: write the formula out, or name it with `define` outside the rule";
    meant.reset();
  } else if (hint.empty() && has_brackets && follows_brackets(TokenKind::equal)) {
    hint = fmt::format("`set {}(…) = …` gives it a value", cursor_.text(found));
  } else if (hint.empty() && has_brackets)
    hint = fmt::format("`add {0}(…)` makes it true, `require {0}(…)` asks whether it is", cursor_.text(found));
  else if (hint.empty() && (found.kind == TokenKind::word_not || found.kind == TokenKind::word_can ||
                            (found.kind >= TokenKind::word_all && found.kind <= TokenKind::word_lone)))
    hint = "a condition stands behind `require`";
  else if (found.kind == TokenKind::word_for || found.kind == TokenKind::word_where)
    hint = "`for` and `where` follow the tuples of `add`, `remove` and `set`; a rule's own condition is a `require`";
  else if (cursor_.at_word("refuse")) {
    hint = "did you mean `may refuse`?";
    meant = "may refuse";
  }
  cursor_.complain_here("`require`, `add`, `remove`, `set`, `may refuse` or `}`", std::move(hint), meant.value_or(""));
}

std::optional<Require> BodyParser::require() {
  Require result;
  result.formula = formulas_.formula();
  if (result.formula == nullptr)
    return std::nullopt;
  if (cursor_.accept(TokenKind::word_else)) {
    result.reason = cursor_.string("the reason, as a text in double quotes");
    if (!result.reason)
      return std::nullopt;
  }
  return result;
}

std::optional<MayRefuse> BodyParser::may_refuse() {
  if (!cursor_.accept_word("refuse")) {
    cursor_.complain_here("`refuse`", "`may refuse` says that the service may refuse a step that is allowed");
    return std::nullopt;
  }
  MayRefuse result;
  if (cursor_.at(TokenKind::word_for)) {
    cursor_.complain_here("`where`, the reason, the next statement or `}`",
                          "the whole step is refused: `where some x: …` asks for some x");
    return std::nullopt;
  }
  const auto where = scope();
  if (!where)
    return std::nullopt;
  result.where = where->where;
  if (cursor_.at(TokenKind::word_else)) {
    cursor_.complain_here("the reason, the next statement or `}`", "the reason stands without `else`");
    return std::nullopt;
  }
  if (cursor_.at(TokenKind::string))
    result.reason = cursor_.text_of_string(cursor_.take());
  if (result.reason && cursor_.at(TokenKind::word_where)) {
    cursor_.complain_here("the next statement or `}`", "`where` stands before the reason");
    return std::nullopt;
  }
  if (at_condition()) {
    cursor_.complain_here("`where`, the reason, the next statement or `}`", "a condition stands behind `where`");
    return std::nullopt;
  }
  return result;
}

bool BodyParser::at_condition() const {
  const Token& token = cursor_.peek();
  if (token.starts_line)
    return false;
  if (token.kind == TokenKind::name)
    return std::ranges::find(statement_words, cursor_.text(token)) == statement_words.end();
  return token.kind == TokenKind::open_paren || token.kind == TokenKind::word_not ||
         token.kind == TokenKind::word_can || (token.kind >= TokenKind::word_all && token.kind <= TokenKind::word_lone);
}

std::optional<Change> BodyParser::change(bool is_add) {
  Change result;
  result.is_add = is_add;
  std::vector<Term> tuples;
  do {
    if (cursor_.at(TokenKind::word_not)) {
      cursor_.complain("a tuple", is_add ? "what shall no longer be true is taken away with `remove`"
                                         : "`remove` takes the tuple as it is, without `not`");
      return std::nullopt;
    }
    const auto tuple = formulas_.tuple("a tuple, such as `member(group, user)`",
                                       "`_` stands only behind `can` and `did`; for each x write `r(x) for x: S`");
    if (!tuple)
      return std::nullopt;
    tuples.push_back(*tuple);
  } while (cursor_.accept_comma());
  result.tuples = cursor_.keep(tuples);
  const auto where = scope();
  if (!where)
    return std::nullopt;
  result.scope = *where;
  return result;
}

std::optional<Set> BodyParser::set() {
  const auto place = formulas_.tuple("a function, such as `owner(group)`",
                                     "`_` stands only behind `can` and `did`; for each x write `f(x) = … for x: S`");
  if (!place || !cursor_.expect(TokenKind::equal, "`=` and the new value"))
    return std::nullopt;
  const auto value = formulas_.term("the new value");
  if (!value)
    return std::nullopt;
  const auto where = scope();
  if (!where)
    return std::nullopt;
  return Set{*place, *value, *where};
}

std::optional<Scope> BodyParser::scope() {
  Scope result;
  if (cursor_.accept(TokenKind::word_for)) {
    const auto groups = formulas_.binders();
    if (!groups)
      return std::nullopt;
    result.binders = cursor_.keep(*groups);
  }
  if (at_foreign_where())
    return scope_as_meant(result);
  if (cursor_.accept(TokenKind::word_where)) {
    result.where = formulas_.formula();
    if (result.where == nullptr)
      return std::nullopt;
    if (cursor_.at(TokenKind::word_for)) {
      cursor_.complain("the end of the statement", "`for` stands before `where`");
      return std::nullopt;
    }
  }
  return result;
}

bool BodyParser::at_foreign_where() const {
  constexpr std::array<std::string_view, 1> words = {"where"};
  const Token& token = cursor_.peek();
  if (token.kind != TokenKind::name || token.starts_line)
    return false;
  const std::string_view word = cursor_.text(token);
  return word == "if" || word == "when" || likely_word(word, words);
}

std::optional<Scope> BodyParser::scope_as_meant(Scope scope) {
  cursor_.complain_here("`where`, the next statement or `}`", "did you mean `where`?", "where");
  const std::size_t complaints = cursor_.report().diagnostics().size();
  cursor_.take();
  scope.where = formulas_.formula();
  cursor_.report().keep_first(complaints);
  return scope.where == nullptr ? std::nullopt : std::optional(scope);
}

bool BodyParser::at_item() const {
  const Token& token = cursor_.peek();
  if (token.kind == TokenKind::word_given || token.kind == TokenKind::word_expect ||
      token.kind == TokenKind::word_keeps)
    return true;
  return token.starts_line && token.kind == TokenKind::name && cursor_.peek(1).kind == TokenKind::open_paren;
}

std::span<const Item> BodyParser::scenario_body() {
  const Token open = cursor_.take();
  std::vector<Item> items;
  while (!ends(open)) {
    const std::size_t before = cursor_.position();
    if (auto next = item()) {
      items.push_back(*next);
      continue;
    }
    if (cursor_.position() == before)
      cursor_.take();
    skip_to(&BodyParser::at_item);
  }
  return cursor_.keep(items);
}

std::optional<Item> BodyParser::item() {
  const Token first = cursor_.peek();
  Item result;
  const auto finish = [&](auto part) -> std::optional<Item> {
    if (!part)
      return std::nullopt;
    result.kind = std::move(*part);
    result.span = cursor_.span_since(first);
    return result;
  };
  if (cursor_.accept(TokenKind::word_given))
    return finish(given());
  if (cursor_.accept(TokenKind::word_expect)) {
    const FormulaRef formula = formulas_.formula();
    return finish(formula == nullptr ? std::nullopt : std::optional(Expect{formula}));
  }
  if (cursor_.accept(TokenKind::word_keeps)) {
    const auto properties = cursor_.names("a property");
    return finish(properties.empty() ? std::nullopt : std::optional(Keeps{properties}));
  }
  if (first.kind == TokenKind::name && cursor_.peek(1).kind == TokenKind::open_paren)
    return finish(step());
  complain_of_item();
  return std::nullopt;
}

void BodyParser::complain_of_item() {
  constexpr std::array<std::string_view, 3> words = {"given", "expect", "keeps"};
  const Token& found = cursor_.peek();
  const auto meant = found.kind == TokenKind::name ? likely_word(cursor_.text(found), words) : std::nullopt;
  std::string hint = meant ? fmt::format("did you mean `{}`?", *meant) : "";
  if (cursor_.at_word("allowed") || cursor_.at_word("refused"))
    hint = fmt::format("`{}` stands behind a step: `leave(Ann, Chat) {}`", cursor_.text(found), cursor_.text(found));
  cursor_.complain_here("`given`, `expect`, `keeps`, a step such as `leave(Ann, Chat)`, or `}`", std::move(hint),
                        meant.value_or(""));
}

std::optional<Given> BodyParser::given() {
  std::vector<Fact> facts;
  do {
    auto next = fact();
    if (!next)
      return std::nullopt;
    facts.push_back(*next);
  } while (cursor_.accept_comma());
  return Given{cursor_.keep(facts)};
}

std::optional<Fact> BodyParser::fact() {
  if (cursor_.at(TokenKind::word_not)) {
    cursor_.complain("a tuple that is true at the start", "leave it out: what is not given is false");
    return std::nullopt;
  }
  if (cursor_.at(TokenKind::name) && cursor_.peek(1).kind == TokenKind::less)
    return order();
  const auto tuple = formulas_.tuple("a tuple that is true at the start, such as `child(Bea)`");
  if (!tuple)
    return std::nullopt;
  Fact result{*tuple, std::nullopt, std::nullopt};
  if (cursor_.accept(TokenKind::equal)) {
    result.value = formulas_.term("an individual or a value");
    if (!result.value)
      return std::nullopt;
  }
  if (cursor_.at(TokenKind::word_and)) {
    cursor_.complain("`,` or the next item", "facts are listed with commas");
    return std::nullopt;
  }
  return result;
}

std::optional<Fact> BodyParser::order() {
  const auto less = formulas_.term();
  cursor_.take();
  const auto greater = formulas_.term("an individual");
  if (!less || !greater)
    return std::nullopt;
  return Fact{*less, std::nullopt, *greater};
}

std::optional<Step> BodyParser::step() {
  const Token first = cursor_.take();
  Step result;
  result.rule = {cursor_.text(first), cursor_.span(first)};
  const auto args = formulas_.arguments();
  if (!args)
    return std::nullopt;
  result.args = *args;
  result.call = cursor_.span_since(first);
  return outcome(result) ? std::optional(result) : std::nullopt;
}

bool BodyParser::outcome(Step& step) {
  const bool is_next_step = cursor_.peek(1).kind == TokenKind::open_paren;
  if (!cursor_.at(TokenKind::name) || is_next_step)
    return true;
  if (cursor_.accept_word("allowed")) {
    step.outcome = Step::Outcome::allowed;
    return true;
  }
  if (cursor_.accept_word("refused")) {
    step.outcome = Step::Outcome::refused;
    if (cursor_.at(TokenKind::string))
      step.reason = cursor_.text_of_string(cursor_.take());
    return true;
  }
  constexpr std::array<std::string_view, 2> words = {"allowed", "refused"};
  const auto meant = likely_word(cursor_.text(cursor_.peek()), words);
  std::string hint = meant ? fmt::format("did you mean `{}`?", *meant) : "";
  if (cursor_.at_word("may") && cursor_.at_word("refuse", 1))
    hint = "`may refuse` stands in a rule; a step without an outcome may be allowed or refused";
  cursor_.complain_here("`allowed`, `refused` or the next item", std::move(hint), meant.value_or(""));
  if (!meant)
    return false;
  cursor_.take();
  return true;
}

} // namespace chaperone::model::syntax
