// Implements model/syntax/property_parser.hpp; source: the grammar in docs/language.md.
// Covered by tests/model/parser_test.cpp and specs/broken/.
#include "model/syntax/property_parser.hpp"

#include <fmt/format.h>

#include <charconv>

namespace chaperone::model::syntax {

namespace {

/// Each step back is written out in a formula.
constexpr std::uint64_t most_steps_back = 8;

} // namespace

bool PropertyParser::equal_sign(std::string_view hint_for_bracket) {
  if (cursor_.accept(TokenKind::equal))
    return true;
  const bool is_colon = cursor_.at(TokenKind::colon);
  cursor_.complain("`=` and a formula",
                   is_colon                            ? "write `=` here"
                   : cursor_.at(TokenKind::open_paren) ? std::string(hint_for_bracket)
                                                       : "",
                   is_colon ? "=" : "");
  return cursor_.accept(TokenKind::colon);
}

std::optional<PropertyDeclaration> PropertyParser::property(Name& name, PropertyWord word) {
  cursor_.take();
  if (!cursor_.take_declared_name(name, "the property's name"))
    return std::nullopt;
  if (!equal_sign("a property has no parameters: quantify with `all` or `some`"))
    return std::nullopt;
  const FormulaRef formula = formulas_.formula();
  return formula == nullptr ? std::nullopt : std::optional(PropertyDeclaration{word, formula});
}

std::optional<UndoableDeclaration> PropertyParser::undoable(Name& name) {
  cursor_.take();
  if (!cursor_.take_declared_name(name, "the property's name"))
    return std::nullopt;
  UndoableDeclaration result;
  if (cursor_.accept(TokenKind::word_for)) {
    const auto groups = formulas_.binders();
    if (!groups)
      return std::nullopt;
    result.binders = cursor_.keep(*groups);
  }
  if (!equal_sign("its variables stand behind `for`"))
    return std::nullopt;
  result.from = formulas_.formula();
  if (result.from == nullptr)
    return std::nullopt;
  if (!cursor_.accept_word("to")) {
    cursor_.complain("`to` and a formula", "`undoable NAME = φ to ψ by RULES`: from wherever φ holds, a way to ψ");
    return std::nullopt;
  }
  result.to = formulas_.formula();
  if (result.to == nullptr)
    return std::nullopt;
  if (!cursor_.accept_word("by")) {
    cursor_.complain("`by` and the rules that lead back", "`undoable NAME = φ to ψ by RULE, RULE within 2`");
    return std::nullopt;
  }
  result.rules = cursor_.names("a rule");
  if (result.rules.empty())
    return std::nullopt;
  return !cursor_.accept_word("within") || within(result) ? std::optional(result) : std::nullopt;
}

bool PropertyParser::within(UndoableDeclaration& result) {
  if (!cursor_.at(TokenKind::integer)) {
    cursor_.complain("the number of steps");
    return false;
  }
  const Token number = cursor_.take();
  const std::string_view digits = cursor_.text(number);
  result.within_span = cursor_.span(number);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), result.within);
  if (read.ec == std::errc() && result.within >= 1 && result.within <= most_steps_back)
    return true;
  cursor_.report().error("number_too_large", cursor_.span(number),
                         fmt::format("a way back has 1 to {} steps", most_steps_back), "not such a number");
  return false;
}

} // namespace chaperone::model::syntax
