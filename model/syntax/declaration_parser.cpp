// Implements model/syntax/declaration_parser.hpp; source: the grammar in docs/language.md.
// Covered by tests/model/parser_test.cpp and specs/broken/.
#include "model/syntax/declaration_parser.hpp"

#include "model/syntax/body_parser.hpp"
#include "model/syntax/formula_parser.hpp"
#include "model/syntax/lexer.hpp"
#include "model/syntax/property_parser.hpp"
#include "model/syntax/symbol_parser.hpp"
#include "model/text/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace chaperone::model::syntax {

namespace {

constexpr std::array<std::string_view, 20> declaration_words = {
    "system", "use",  "sort", "enum", "ordered", "fixed", "relation", "function", "closure",  "assume",
    "define", "init", "drop", "rule", "extend",  "never", "always",   "possible", "undoable", "scenario"};

class DeclarationParser {
public:
  DeclarationParser(TokenCursor& cursor, const LexedFile& lexed, File& file)
      : cursor_(cursor), docs_(lexed.docs), file_(file), formulas_(cursor), bodies_(cursor),
        properties_(cursor, formulas_), symbols_(cursor) {}

  void run() {
    while (!cursor_.at_end()) {
      const std::size_t before = cursor_.position();
      if (auto next = declaration()) {
        file_.declarations.push_back(std::move(*next));
        continue;
      }
      cursor_.skip_to_declaration(cursor_.position() == before ? 1 : 0);
      const auto broken = cursor_.names_since(before);
      file_.broken_names.insert(file_.broken_names.end(), broken.begin(), broken.end());
    }
  }

private:
  using Result = std::optional<DeclarationKind>;

  std::optional<Declaration> declaration() {
    const Token first = cursor_.peek();
    Declaration result;
    result.doc = take_doc();
    if (cursor_.at_word("replace")) {
      result.replace = cursor_.span(cursor_.take());
      if (!at_replaceable()) {
        cursor_.complain("`define`, `rule`, `never`, `always`, `possible`, `undoable` or `scenario`",
                         "only these can be replaced; sorts, relations, `assume` and `init` cannot");
        return std::nullopt;
      }
    }
    Result kind = any_kind(result.name, cursor_.peek().kind, word_here());
    if (!kind)
      return std::nullopt;
    result.kind = *kind;
    result.span = cursor_.span_since(first);
    return result;
  }

  template <class Kind> static Result promise(std::optional<Kind> parsed) {
    return parsed ? Result(std::move(*parsed)) : std::nullopt;
  }

  std::string take_doc() {
    std::string doc;
    for (; next_doc_ < docs_.size() && docs_[next_doc_].token <= cursor_.position(); ++next_doc_)
      if (docs_[next_doc_].token == cursor_.position())
        doc = docs_[next_doc_].text;
    return doc;
  }

  bool at_replaceable() const {
    const TokenKind kind = cursor_.peek().kind;
    return kind == TokenKind::word_define || kind == TokenKind::word_rule || kind == TokenKind::word_scenario ||
           property_word(kind) || cursor_.at_word("undoable");
  }

  static std::optional<PropertyWord> property_word(TokenKind kind) {
    switch (kind) {
    case TokenKind::word_never:
      return PropertyWord::never;
    case TokenKind::word_always:
      return PropertyWord::always;
    case TokenKind::word_possible:
      return PropertyWord::possible;
    default:
      return std::nullopt;
    }
  }

  std::string_view word_here() const {
    return cursor_.at(TokenKind::name) ? cursor_.text(cursor_.peek()) : std::string_view();
  }

  /// Reads the declaration that the next token begins, where that token is taken to be `kind` or (for words that are
  /// reserved only here) `word`.
  Result any_kind(Name& name, TokenKind kind, std::string_view word) {
    if (word == "use")
      return use();
    if (word == "drop")
      return drop(name);
    if (word == "extend")
      return extension(name);
    if (word == "closure")
      return symbols_.closure(name);
    if (word == "undoable")
      return promise(properties_.undoable(name));
    if (word == "ordered")
      return symbols_.ordered(name);
    if (const auto property_kind = property_word(kind))
      return promise(properties_.property(name, *property_kind));
    switch (kind) {
    case TokenKind::word_system:
      cursor_.take();
      file_.has_bad_system = !cursor_.take_declared_name(name, "the system's name");
      return file_.has_bad_system ? std::nullopt : Result(SystemName{});
    case TokenKind::word_sort:
      return symbols_.sort(name, false);
    case TokenKind::word_enum:
      return symbols_.enumeration(name, false);
    case TokenKind::word_fixed:
    case TokenKind::word_relation:
    case TokenKind::word_function:
      return symbols_.relation_or_function(name, kind);
    case TokenKind::word_assume:
      return assume();
    case TokenKind::word_init:
      return init();
    case TokenKind::word_define:
      return define(name);
    case TokenKind::word_rule:
      return rule(name);
    case TokenKind::word_scenario:
      return scenario(name);
    default:
      return unknown_declaration(name, word);
    }
  }

  /// Reads on as it was meant, if that is clear, and says nothing more of it.
  Result unknown_declaration(Name& name, std::string_view word) {
    const std::size_t before = cursor_.report().diagnostics().size();
    complain_of_declaration();
    const auto meant = meant_by(word);
    if (!meant || cursor_.report().diagnostics().size() == before)
      return std::nullopt;
    const std::size_t complaints = cursor_.report().diagnostics().size();
    const TokenKind kind = word_kind(*meant);
    Result result = any_kind(name, kind, kind == TokenKind::name ? *meant : std::string_view());
    cursor_.report().keep_first(complaints);
    if (result && !cursor_.at_end() && !cursor_.at_declaration())
      return std::nullopt;
    return result;
  }

  std::optional<std::string_view> meant_by(std::string_view word) const {
    if (word == "extends" && cursor_.peek(1).kind == TokenKind::word_rule) // alone it is `use`, in other languages
      return "extend";
    return likely_word(word, declaration_words);
  }

  void complain_of_declaration() {
    const Token& found = cursor_.peek();
    if (found.kind == TokenKind::close_brace) {
      if (forgiven_braces_++ >= bodies_.unclosed_braces())
        cursor_.report().error("syntax", cursor_.span(found), "this `}` closes nothing", "no `{` is open here");
      return;
    }
    std::string hint;
    std::optional<std::string_view> meant;
    if (found.kind == TokenKind::name) {
      const std::string_view word = cursor_.text(found);
      meant = meant_by(word);
      if (meant)
        hint = fmt::format("did you mean `{}`?", *meant);
      else if (word == "require" || word == "add" || word == "remove" || word == "set")
        hint = fmt::format("`{}` stands between the braces of a `rule`", word);
      else if (cursor_.peek(1).kind == TokenKind::open_paren)
        hint = "formulas are joined with `and`, `or`, `implies` or `iff`";
    } else if (found.kind == TokenKind::word_given || found.kind == TokenKind::word_expect ||
               found.kind == TokenKind::word_keeps) {
      hint = fmt::format("`{}` stands between the braces of a `scenario`", cursor_.text(found));
    }
    cursor_.complain_here("a declaration", std::move(hint), meant.value_or(""));
  }

  Result use() {
    cursor_.take();
    const auto path = cursor_.string("the path of a file, in double quotes");
    return path ? Result(Use{*path}) : std::nullopt;
  }

  Result drop(Name& name) {
    cursor_.take();
    Drop result;
    if (const auto word = property_word(cursor_.peek().kind))
      result.word = *word == PropertyWord::never    ? DropWord::never
                    : *word == PropertyWord::always ? DropWord::always
                                                    : DropWord::possible;
    else if (cursor_.at(TokenKind::word_define))
      result.word = DropWord::define;
    else if (cursor_.at(TokenKind::word_rule))
      result.word = DropWord::rule;
    else if (cursor_.at(TokenKind::word_scenario))
      result.word = DropWord::scenario;
    else if (cursor_.at_word("undoable"))
      result.word = DropWord::undoable;
    else {
      cursor_.complain("`define`, `rule`, `never`, `always`, `possible`, `undoable` or `scenario`",
                       "write what kind of thing is dropped: `drop rule NAME`");
      return std::nullopt;
    }
    cursor_.take();
    return cursor_.take_declared_name(name, "the name of what is dropped") ? Result(result) : std::nullopt;
  }

  Result extension(Name& name) {
    cursor_.take();
    if (!cursor_.expect(TokenKind::word_rule, "`rule` after `extend`") ||
        !cursor_.take_declared_name(name, "the name of a rule"))
      return std::nullopt;
    if (!cursor_.at(TokenKind::open_brace)) {
      cursor_.complain("`{` and further statements", cursor_.at(TokenKind::open_paren)
                                                         ? "the rule keeps its parameters: leave the brackets out"
                                                         : "");
      return std::nullopt;
    }
    return Extension{bodies_.rule_body()};
  }

  Result assume() {
    cursor_.take();
    const FormulaRef formula = formulas_.formula();
    return formula == nullptr ? std::nullopt : Result(Assume{formula});
  }

  Result init() {
    cursor_.take();
    if (cursor_.at_word("empty") && cursor_.peek(1).kind == TokenKind::name) {
      cursor_.take();
      const auto relations = cursor_.names("a relation");
      return relations.empty() ? std::nullopt : Result(InitEmpty{relations});
    }
    const FormulaRef formula = formulas_.formula();
    return formula == nullptr ? std::nullopt : Result(Init{formula});
  }

  Result define(Name& name) {
    cursor_.take();
    if (!cursor_.take_declared_name(name, "the define's name"))
      return std::nullopt;
    const Token open = cursor_.peek();
    if (!cursor_.expect(TokenKind::open_paren, "`(` and its parameters"))
      return std::nullopt;
    DefineDeclaration result;
    if (!cursor_.at(TokenKind::close_paren)) {
      const auto groups = formulas_.binders();
      if (!groups)
        return std::nullopt;
      result.parameters = cursor_.keep(*groups);
    }
    if (!cursor_.close(TokenKind::close_paren, open, "`,` or `)`") || !properties_.equal_sign({}))
      return std::nullopt;
    result.body = formulas_.formula();
    return result.body == nullptr ? std::nullopt : Result(result);
  }

  std::optional<Parameter> parameter() {
    Parameter result;
    if (cursor_.at_word("by") && cursor_.peek(1).kind == TokenKind::name)
      result.by = cursor_.span(cursor_.take());
    result.names = cursor_.names("a parameter");
    if (result.names.empty())
      return std::nullopt;
    if (!cursor_.accept(TokenKind::colon)) {
      cursor_.complain("`:` and the parameter's sort",
                       cursor_.at(TokenKind::name)
                           ? fmt::format("the name stands first: `{}: {}`", word_here(), result.names.back().text)
                           : fmt::format("say what `{}` is, such as `{}: User`", result.names.back().text,
                                         result.names.back().text));
      return std::nullopt;
    }
    if (cursor_.at_word("set") && cursor_.peek(1).kind == TokenKind::name) {
      result.is_set = true;
      cursor_.take();
      if (!cursor_.at_word("of")) {
        cursor_.complain("`of`", fmt::format("a parameter that is a set is written `{}: set of {}`",
                                             result.names.front().text, word_here()));
        return std::nullopt;
      }
      cursor_.take();
    }
    const auto sort = cursor_.name("a sort or an enum, or `set of` one");
    if (!sort)
      return std::nullopt;
    result.sort = *sort;
    return result;
  }

  Result rule(Name& name) {
    cursor_.take();
    if (!cursor_.take_declared_name(name, "the rule's name"))
      return std::nullopt;
    const Token open = cursor_.peek();
    if (!cursor_.expect(TokenKind::open_paren, "`(` and the rule's parameters"))
      return std::nullopt;
    RuleDeclaration result;
    std::vector<Parameter> list;
    if (!cursor_.at(TokenKind::close_paren)) {
      do {
        auto next = parameter();
        if (!next)
          return std::nullopt;
        list.push_back(*next);
      } while (cursor_.accept_comma());
    }
    if (!cursor_.close(TokenKind::close_paren, open, "`,` or `)`"))
      return std::nullopt;
    result.parameters = cursor_.keep(list);
    if (cursor_.at(TokenKind::string))
      result.told_as = cursor_.text_of_string(cursor_.take());
    if (!cursor_.at(TokenKind::open_brace)) {
      cursor_.complain(result.told_as ? "`{` and the rule's statements"
                                      : "a text that tells the step, or `{` and the rule's statements",
                       cursor_.at_word("if") || cursor_.at_word("when") || cursor_.at(TokenKind::word_where)
                           ? "a rule's condition is a `require` between the braces"
                           : "");
      return std::nullopt;
    }
    result.statements = bodies_.rule_body();
    return result;
  }

  Result scenario(Name& name) {
    cursor_.take();
    if (!cursor_.take_declared_name(name, "the scenario's name"))
      return std::nullopt;
    if (!cursor_.at(TokenKind::open_brace)) {
      cursor_.complain("`{` and the scenario's items");
      return std::nullopt;
    }
    ScenarioDeclaration result;
    result.items = bodies_.scenario_body();
    return result;
  }

  TokenCursor& cursor_;
  const std::vector<DocComment>& docs_;
  File& file_;
  FormulaParser formulas_;
  BodyParser bodies_;
  PropertyParser properties_;
  SymbolParser symbols_;
  std::size_t next_doc_ = 0;
  int forgiven_braces_ = 0;
};

} // namespace

void parse_declarations(TokenCursor& cursor, const LexedFile& lexed, File& file) {
  DeclarationParser(cursor, lexed, file).run();
}

} // namespace chaperone::model::syntax
