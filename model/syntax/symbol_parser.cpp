// See symbol_parser.hpp; source: the grammar in docs/language.md.
#include "model/syntax/symbol_parser.hpp"

#include <fmt/format.h>

#include <vector>

namespace chaperone::model::syntax {

SymbolParser::Result SymbolParser::ordered(Name& name) {
  cursor_.take();
  if (cursor_.at(TokenKind::word_sort))
    return sort(name, true);
  if (cursor_.at(TokenKind::word_enum))
    return enumeration(name, true);
  cursor_.complain("`sort` or `enum` after `ordered`");
  return std::nullopt;
}

SymbolParser::Result SymbolParser::sort(Name& name, bool is_ordered) {
  cursor_.take();
  if (!cursor_.take_declared_name(name, "the sort's name"))
    return std::nullopt;
  SortDeclaration result;
  result.is_ordered = is_ordered;
  if (cursor_.accept_word("with")) {
    result.individuals = cursor_.names("an individual's name");
    if (result.individuals.empty())
      return std::nullopt;
  }
  if (cursor_.accept_word("named")) {
    result.told_names = cursor_.names("an individual's name");
    if (result.told_names.empty())
      return std::nullopt;
  }
  return result;
}

SymbolParser::Result SymbolParser::enumeration(Name& name, bool is_ordered) {
  cursor_.take();
  if (!cursor_.take_declared_name(name, "the enum's name"))
    return std::nullopt;
  const Token open = cursor_.peek();
  if (!cursor_.expect(TokenKind::open_brace, "`{` and the values"))
    return std::nullopt;
  EnumDeclaration result;
  result.is_ordered = is_ordered;
  result.values = cursor_.names("a value's name");
  if (result.values.empty())
    return std::nullopt;
  if (cursor_.accept(TokenKind::close_brace))
    return result;
  if (cursor_.at_end() || cursor_.at_declaration())
    cursor_.report()
        .error("unclosed_brace", cursor_.span(open), "this `{` is never closed", "opened here")
        .notes.push_back(
            {cursor_.span(cursor_.peek()),
             fmt::format("expected `}}` before {}", describe(cursor_.peek(), cursor_.text(cursor_.peek())))});
  else
    cursor_.complain("`,` or `}`");
  return std::nullopt;
}

std::optional<std::span<const Place>> SymbolParser::places() {
  const Token open = cursor_.peek();
  if (!cursor_.accept(TokenKind::open_paren)) {
    cursor_.complain("`(` and the sorts of its places", "the brackets are always written, `()` for no places");
    return std::nullopt;
  }
  std::vector<Place> list;
  if (!cursor_.at(TokenKind::close_paren)) {
    do {
      auto sort = cursor_.name("a sort");
      if (!sort)
        return std::nullopt;
      Place place{std::nullopt, *sort};
      if (cursor_.accept(TokenKind::colon)) {
        const auto after = cursor_.name("a sort");
        if (!after)
          return std::nullopt;
        place = {*sort, *after};
      }
      list.push_back(place);
    } while (cursor_.accept_comma());
  }
  if (!cursor_.close(TokenKind::close_paren, open, "`,` or `)`"))
    return std::nullopt;
  return cursor_.keep(list);
}

SymbolParser::Result SymbolParser::relation_or_function(Name& name, TokenKind kind) {
  const bool is_fixed = kind == TokenKind::word_fixed;
  if (is_fixed) {
    cursor_.take();
    kind = cursor_.peek().kind;
  }
  const bool is_function = kind == TokenKind::word_function;
  if (!is_function && kind != TokenKind::word_relation) {
    cursor_.complain("`relation` or `function` after `fixed`");
    return std::nullopt;
  }
  cursor_.take();
  if (!cursor_.take_declared_name(name, is_function ? "the function's name" : "the relation's name"))
    return std::nullopt;
  const auto list = places();
  if (!list)
    return std::nullopt;
  if (is_function) {
    if (!cursor_.accept(TokenKind::colon)) {
      cursor_.complain("`:` and the sort or enum of its values", "what is only true or false is a `relation`");
      return std::nullopt;
    }
    const auto result = cursor_.name("a sort or an enum");
    return result ? Result(FunctionDeclaration{*list, *result, is_fixed}) : std::nullopt;
  }
  RelationDeclaration result{*list, is_fixed, std::nullopt};
  if (cursor_.at_word("symmetric"))
    result.symmetric = cursor_.span(cursor_.take());
  if (cursor_.at(TokenKind::colon)) {
    cursor_.complain("the end of the relation", "what has a value is a `function`");
    return std::nullopt;
  }
  return result;
}

SymbolParser::Result SymbolParser::closure(Name& name) {
  cursor_.take();
  if (!cursor_.take_declared_name(name, "the closure's name"))
    return std::nullopt;
  if (!cursor_.accept_word("of")) {
    cursor_.complain("`of` and the relation", "a closure is declared as `closure under of parent`");
    return std::nullopt;
  }
  const auto base = cursor_.name("a relation or define with two places of one sort");
  return base ? Result(ClosureDeclaration{*base}) : std::nullopt;
}

} // namespace chaperone::model::syntax
