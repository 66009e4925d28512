// A file's text to its declarations, and a lone formula. Implements model/syntax/parser.hpp.
// Covered by tests/model/parser_test.cpp and specs/broken/.
#include "model/syntax/parser.hpp"

#include "model/syntax/declaration_parser.hpp"
#include "model/syntax/formula_parser.hpp"
#include "model/syntax/lexer.hpp"
#include "model/syntax/token_cursor.hpp"
#include "model/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace chaperone::model::syntax {

namespace {

bool is_utf8(FileId id, std::string_view text, Report& report) {
  const auto at = find_invalid_utf8(text);
  if (at)
    report.error("invalid_utf8", {id, *at, *at + 1},
                 fmt::format("the byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text[*at])), "not UTF-8",
                 "save the file as UTF-8");
  return !at;
}

/// The lines on which one of these words stands, and the one before where it begins a line: there it is complained that
/// something else was expected.
std::set<std::uint32_t> lines_with(const std::vector<std::string_view>& words, const std::vector<Token>& tokens,
                                   const SourceFile& source) {
  std::set<std::uint32_t> lines;
  if (words.empty())
    return lines;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const Token& token = tokens[at];
    const std::string_view word = std::string_view(source.text()).substr(token.begin, token.end - token.begin);
    if (!is_reserved(token.kind) || std::ranges::find(words, word) == words.end())
      continue;
    lines.insert(source.locate(token.begin).line);
    if (token.starts_line && at > 0)
      lines.insert(source.locate(tokens[at - 1].begin).line);
  }
  return lines;
}

} // namespace

File parse(FileId id, const SourceFile& source, Report& report) {
  File file{id, std::make_unique<std::pmr::monotonic_buffer_resource>(), {}, {}, true};
  const std::string_view text = source.text();
  file.is_text = is_utf8(id, text, report);
  if (!file.is_text)
    return file;
  const LexedFile lexed = lex(id, text, report);
  TokenCursor cursor(id, text, lexed.tokens, *file.arena, report);
  parse_declarations(cursor, lexed, file);
  file.doubtful_lines = lines_with(cursor.misused_words(), lexed.tokens, source);
  return file;
}

LoneFormula parse_formula(FileId id, const SourceFile& source, Report& report) {
  LoneFormula result{std::make_unique<std::pmr::monotonic_buffer_resource>(), nullptr};
  const std::string_view text = source.text();
  if (!is_utf8(id, text, report))
    return result;
  const std::size_t mistakes = report.diagnostics().size();
  const LexedFile lexed = lex(id, text, report);
  TokenCursor cursor(id, text, lexed.tokens, *result.arena, report);
  const FormulaRef formula = FormulaParser(cursor).formula();
  if (formula != nullptr && !cursor.at_end())
    cursor.complain("the end of the formula");
  if (report.diagnostics().size() == mistakes)
    result.formula = formula;
  return result;
}

} // namespace chaperone::model::syntax
