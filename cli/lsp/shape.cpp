// See shape.hpp. Source: Language Server Protocol 3.17, "Semantic Tokens".
#include "cli/lsp/shape.hpp"

#include "model/layout/layout.hpp"
#include "model/syntax/lexer.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace chaperone::cli::lsp {
namespace {

using model::NameKind;
using model::TokenKind;

/// In the order of type_names.
enum class TokenType : std::uint32_t {
  sort,
  enumeration,
  enum_member,
  property,
  function,
  method,
  variable,
  keyword,
  text,
  number
};
constexpr std::array<std::string_view, 10> type_names = {"type",   "enum",     "enumMember", "property", "function",
                                                         "method", "variable", "keyword",    "string",   "number"};

/// Words that are reserved only where the grammar asks for them: such a word that stands for nothing is one of these.
constexpr std::array<std::string_view, 29> soft_words = {
    "use",  "drop",    "replace",  "named",   "symmetric", "empty",  "require", "add",   "remove", "set",
    "of",   "may",     "refuse",   "allowed", "refused",   "at",     "least",   "most",  "extend", "closure",
    "with", "ordered", "undoable", "by",      "to",        "within", "once",    "since", "acted"};

TokenType type_of(NameKind kind) {
  switch (kind) {
  case NameKind::sort:
    return TokenType::sort;
  case NameKind::enumeration:
    return TokenType::enumeration;
  case NameKind::value:
    return TokenType::enum_member;
  case NameKind::relation:
    return TokenType::property;
  case NameKind::function:
  case NameKind::define:
    return TokenType::function;
  case NameKind::rule:
    return TokenType::method;
  case NameKind::property:
  case NameKind::scenario:
    return TokenType::property;
  case NameKind::variable:
  case NameKind::individual:
    break;
  }
  return TokenType::variable;
}

class Painted {
public:
  Painted(const View& view, Encoding encoding)
      : text_(view.text(own_file)), lines_(view.lines_of(own_file)), encoding_(encoding),
        names_(view.rules.index.occurrences) {}

  Json run() {
    model::Report ignored;
    const std::vector<model::Token> tokens = model::lex(own_file, text_, ignored).tokens;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
      if (tokens[i].kind == TokenKind::string)
        string_token(tokens[i]);
      else if (const auto found = type_of(tokens[i], tokens[i + 1].kind))
        put(tokens[i].begin, tokens[i].end, *found);
    return data_;
  }

private:
  const model::Occurrence* next_name(std::uint32_t from) {
    while (at_ < names_.size() && (names_[at_].place.file != own_file || names_[at_].place.begin < from)) {
      if (names_[at_].place.file > own_file)
        return nullptr;
      ++at_;
    }
    return at_ < names_.size() ? &names_[at_] : nullptr;
  }

  std::optional<TokenType> type_of(const model::Token& token, TokenKind next) {
    if (is_reserved(token.kind))
      return TokenType::keyword;
    if (token.kind == TokenKind::integer)
      return TokenType::number;
    if (token.kind != TokenKind::name)
      return std::nullopt;
    const model::Occurrence* name = next_name(token.begin);
    if (name != nullptr && name->place.begin == token.begin)
      return lsp::type_of(name->kind);
    const std::string_view word = std::string_view(text_).substr(token.begin, token.end - token.begin);
    const bool is_place = next == TokenKind::colon; // the name of a relation's place
    return !is_place && std::ranges::find(soft_words, word) != soft_words.end() ? std::optional(TokenType::keyword)
                                                                                : std::nullopt;
  }

  /// With the parameters in it.
  void string_token(const model::Token& token) {
    std::uint32_t begin = token.begin;
    for (const auto* name = next_name(begin); name != nullptr && name->place.end < token.end; name = next_name(begin)) {
      put(begin, name->place.begin, TokenType::text);
      put(name->place.begin, name->place.end, TokenType::variable);
      begin = name->place.end;
    }
    put(begin, token.end, TokenType::text);
  }

  void put(std::uint32_t begin, std::uint32_t end, TokenType kind) {
    const Position from = lines_.position(text_, begin, encoding_), to = lines_.position(text_, end, encoding_);
    if (from.line != to.line || from == to)
      return;
    const std::uint32_t lines = from.line - last_.line;
    for (const std::uint32_t number : {lines, lines > 0 ? from.character : from.character - last_.character,
                                       to.character - from.character, static_cast<std::uint32_t>(kind), 0U})
      data_.push_back(number);
    last_ = from;
  }

  const std::string& text_;
  const LineTable& lines_;
  Encoding encoding_;
  const std::vector<model::Occurrence>& names_;
  std::size_t at_ = 0;
  Position last_;
  std::vector<std::uint32_t> data_;
};

bool is_comment(std::string_view line) {
  const std::size_t start = line.find_first_not_of(" \t");
  return start != std::string_view::npos && line.substr(start).starts_with("//");
}

} // namespace

Json token_types() {
  return type_names;
}

Json semantic_tokens(Workspace& workspace, const std::string& path) {
  const ViewRef view = workspace.view(path);
  return {{"data", view->has_text() ? Painted(*view, workspace.encoding).run() : Json::array()}};
}

Json folding_ranges(Workspace& workspace, const std::string& path) {
  Json all = Json::array();
  const ViewRef view = workspace.view(path);
  if (!view->has_text())
    return all;
  const std::string_view text = view->text(own_file);
  const LineTable& lines = view->lines_of(own_file);
  for (const model::WrittenDeclaration& it : view->rules.index.declarations) {
    const std::uint32_t first = lines.line_of(it.span.begin), last = lines.line_of(it.span.end);
    if (it.span.file == own_file && last > first)
      all.push_back({{"startLine", first}, {"endLine", last}});
  }
  std::optional<std::uint32_t> first;
  for (std::uint32_t line = 0; line <= lines.line_count(); ++line) {
    bool is_inside = false;
    if (line < lines.line_count()) {
      const std::uint32_t begin = lines.offset(text, {line, 0}, Encoding::utf8);
      is_inside = is_comment(text.substr(begin, lines.end_of(text, line) - begin));
    }
    if (is_inside && !first)
      first = line;
    if (is_inside || !first)
      continue;
    if (line - *first > 1)
      all.push_back({{"startLine", *first}, {"endLine", line - 1}, {"kind", "comment"}});
    first.reset();
  }
  return all;
}

Json formatting(Workspace& workspace, const std::string& path) {
  const Document* document = workspace.documents.find(path);
  if (document == nullptr)
    return nullptr;
  model::SourceSet sources;
  const model::FileId file = sources.add(model::SourceFile(path, document->text));
  const auto made = model::layout::lay_out(sources, file).text;
  if (!made)
    return nullptr;
  if (*made == document->text)
    return Json::array();
  const Position end =
      document->lines.position(document->text, static_cast<std::uint32_t>(document->text.size()), workspace.encoding);
  const Json edit{{"range", {{"start", to_json(Position{})}, {"end", to_json(end)}}}, {"newText", *made}};
  return Json::array({edit});
}

} // namespace chaperone::cli::lsp
