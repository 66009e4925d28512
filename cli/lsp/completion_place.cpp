// See completion_place.hpp. Source: the grammar in docs/language.md.
#include "cli/lsp/completion_place.hpp"

#include "model/syntax/lexer.hpp"

#include <algorithm>
#include <array>

namespace chaperone::cli::lsp {
namespace {

using model::Token;
using model::TokenKind;

class Walk {
public:
  Walk(std::string_view text, const std::vector<Token>& tokens, std::size_t count)
      : text_(text), tokens_(tokens), count_(count) {}

  CompletionPlace run() {
    for (at_ = 0; at_ < count_; ++at_)
      step();
    at_ = count_;
    place_.declaration = declaration_;
    place_.bindings = scope_;
    place_.wanted = wanted();
    return std::move(place_);
  }

private:
  struct Bracket {
    std::size_t token;      ///< of the bracket
    std::size_t commas = 0; ///< since then
    std::size_t variables;  ///< in scope when it was opened
    bool is_brace = false;
  };
  TokenKind kind(std::size_t index) const { return index < count_ ? tokens_[index].kind : TokenKind::end; }
  std::string_view word(std::size_t index) const {
    return index < count_ ? text_.substr(tokens_[index].begin, tokens_[index].end - tokens_[index].begin)
                          : std::string_view();
  }
  TokenKind before(std::size_t back) const { return count_ >= back ? kind(count_ - back) : TokenKind::end; }
  std::string_view word_before(std::size_t back) const { return count_ >= back ? word(count_ - back) : ""; }

  bool starts_declaration() const {
    const TokenKind here = kind(at_);
    const std::string_view text = word(at_);
    const TokenKind next = kind(at_ + 1);
    if (here >= TokenKind::word_system && here <= TokenKind::word_scenario)
      return !(at_ > start_ && at_ == start_ + 1 && (first_ == "replace" || first_ == "drop" || first_ == "fixed"));
    const bool may_be_changed = next == TokenKind::word_define || next == TokenKind::word_rule ||
                                next == TokenKind::word_never || next == TokenKind::word_always ||
                                next == TokenKind::word_possible || next == TokenKind::word_scenario;
    return (text == "use" && next == TokenKind::string) || ((text == "replace" || text == "drop") && may_be_changed);
  }

  void begin_declaration() {
    start_ = at_;
    first_ = declaration_ = word(at_);
    brackets_.clear();
    scope_.clear();
    statement_ = at_;
  }

  void step() {
    if (starts_declaration())
      return begin_declaration();
    if (at_ == start_ + 1 && (first_ == "replace" || first_ == "drop" || first_ == "fixed"))
      declaration_ = first_ == "drop" ? first_ : word(at_);
    switch (kind(at_)) {
    case TokenKind::open_paren:
    case TokenKind::open_brace:
      brackets_.push_back({at_, 0, scope_.size(), kind(at_) == TokenKind::open_brace});
      if (is_body(brackets_.back()))
        statement_ = at_ + 1;
      break;
    case TokenKind::close_paren:
    case TokenKind::close_brace:
      if (!brackets_.empty()) {
        // Parameters stay in scope behind their bracket.
        if (!is_of_parameters(brackets_.back()))
          scope_.resize(std::min(scope_.size(), brackets_.back().variables));
        brackets_.pop_back();
      }
      break;
    case TokenKind::comma:
      if (!brackets_.empty())
        ++brackets_.back().commas;
      break;
    case TokenKind::colon:
      bind();
      break;
    default:
      if (starts_statement())
        begin_statement();
    }
  }

  bool is_body(const Bracket& it) const {
    return it.is_brace && brackets_.front().token == it.token && (declaration_ == "rule" || declaration_ == "scenario");
  }
  bool is_in_body() const { return !brackets_.empty() && is_body(brackets_.front()); }
  bool is_of_parameters(const Bracket& it) const {
    return !it.is_brace && it.token >= 2 && (declaration_ == "rule" || declaration_ == "define") &&
           brackets_.size() == 1 && it.token <= start_ + 3;
  }

  bool starts_statement() const {
    if (!is_in_body() || brackets_.size() != 1)
      return false;
    const TokenKind here = kind(at_);
    if (declaration_ == "scenario")
      return here == TokenKind::word_given || here == TokenKind::word_expect || here == TokenKind::word_keeps;
    constexpr std::array<std::string_view, 5> words = {"require", "add", "remove", "set", "may"};
    return here == TokenKind::name && std::ranges::find(words, word(at_)) != words.end() &&
           kind(at_ + 1) != TokenKind::open_paren && kind(at_ + 1) != TokenKind::comma;
  }

  void begin_statement() {
    statement_ = at_;
    scope_.resize(std::min(scope_.size(), brackets_.front().variables));
  }

  /// `x, y: set of S`, at the colon.
  void bind() {
    std::size_t domain = at_ + 1;
    const bool is_set = word(domain) == "set" && word(domain + 1) == "of";
    if (is_set)
      domain += 2;
    if (kind(domain) != TokenKind::name || declaration_ == "relation" || declaration_ == "function")
      return;
    std::vector<std::string_view> names;
    for (std::size_t i = at_; i > start_ + 1 && kind(i - 1) == TokenKind::name; i -= 2) {
      if (kind(i - 2) == TokenKind::colon || kind(i - 2) == TokenKind::name)
        break; // the sort of the group before
      names.push_back(word(i - 1));
      if (kind(i - 2) != TokenKind::comma)
        break;
    }
    std::ranges::reverse(names);
    for (const std::string_view name : names)
      scope_.push_back({name, word(domain), is_set});
  }

  // ---- what is wanted behind the last token

  Wanted wanted() {
    place_.word = word_before(1);
    if (count_ == 0)
      return Wanted::declaration;
    if (brackets_.empty() && (place_.word == "drop" || place_.word == "replace"))
      return Wanted::kind;
    if (const auto made = in_heading())
      return *made;
    switch (before(1)) {
    case TokenKind::word_can:
    case TokenKind::word_did:
      return Wanted::rule;
    case TokenKind::word_keeps:
      return Wanted::property;
    case TokenKind::colon:
      return is_in_parameters() ? Wanted::parameter : Wanted::domain;
    case TokenKind::equal:
    case TokenKind::not_equal:
      return behind_equals();
    case TokenKind::word_all:
    case TokenKind::word_some:
    case TokenKind::word_no:
    case TokenKind::word_one:
    case TokenKind::word_lone:
    case TokenKind::word_for:
      return Wanted::nothing; // a variable's name
    case TokenKind::word_in:
      return Wanted::domain;
    case TokenKind::open_paren:
      return behind_bracket();
    case TokenKind::open_brace:
      return brackets_.size() == 1 && is_in_body() ? statement_or_item() : behind_bracket();
    case TokenKind::comma:
      return behind_comma();
    case TokenKind::word_given:
      return Wanted::relation;
    case TokenKind::word_not:
    case TokenKind::word_and:
    case TokenKind::word_or:
    case TokenKind::word_implies:
    case TokenKind::word_iff:
    case TokenKind::word_was:
    case TokenKind::word_where:
    case TokenKind::word_expect:
    case TokenKind::word_assume:
    case TokenKind::word_init:
    case TokenKind::bar:
      return Wanted::formula;
    case TokenKind::word_else:
    case TokenKind::integer:
      return Wanted::nothing;
    default:
      return behind_words();
    }
  }

  Wanted statement_or_item() const { return declaration_ == "rule" ? Wanted::statement : Wanted::item; }

  /// Before the body of a declaration; nothing where that has begun.
  std::optional<Wanted> in_heading() const {
    const std::size_t behind = count_ - start_; // tokens of this declaration
    if (declaration_.empty())
      return Wanted::declaration;
    if (first_ == "drop" || first_ == "replace") {
      if (behind == 1)
        return Wanted::kind;
      if (behind == 2)
        return Wanted::dropped;
    }
    const std::size_t words = first_ == "replace" || first_ == "fixed" ? 2 : 1;
    if (first_ == "fixed" && behind == 1)
      return Wanted::kind;
    if (declaration_ == "assume" || declaration_ == "init")
      return declaration_ == "init" && behind >= 2 && word(start_ + 1) == "empty" && before(1) != TokenKind::name
                 ? std::optional(Wanted::relation)
             : behind == 2 && word_before(1) == "empty" ? std::optional(Wanted::relation)
                                                        : std::nullopt;
    if (behind == words)
      return Wanted::nothing; // its name
    if (declaration_ == "relation" || declaration_ == "function")
      return before(1) == TokenKind::open_paren || before(1) == TokenKind::comma || before(1) == TokenKind::colon
                 ? Wanted::sort
                 : Wanted::declaration;
    if (declaration_ == "enum" || declaration_ == "sort")
      return before(1) == TokenKind::comma || before(1) == TokenKind::open_brace || word_before(1) == "named"
                 ? Wanted::nothing
                 : Wanted::declaration;
    if (declaration_ == "system" || declaration_ == "use" || declaration_ == "drop")
      return Wanted::declaration;
    if (is_in_parameters() && before(1) != TokenKind::colon && word_before(1) != "of")
      return Wanted::nothing; // a parameter's name
    return std::nullopt;
  }

  bool is_in_parameters() const { return brackets_.size() == 1 && is_of_parameters(brackets_.back()); }

  /// The first formula of a property or a define, or the other side of a comparison.
  Wanted behind_equals() {
    const bool is_first =
        (declaration_ != "rule" && declaration_ != "scenario" && declaration_ != "assume" && declaration_ != "init") &&
        brackets_.empty() && before(1) == TokenKind::equal && !has_equals_before();
    if (is_first)
      return Wanted::formula;
    place_.compared = operand_before(count_ - 1);
    return Wanted::term;
  }

  bool has_equals_before() const {
    for (std::size_t i = start_; i + 1 < count_; ++i)
      if (kind(i) == TokenKind::equal)
        return true;
    return false;
  }

  /// The name of the term that ends before token `end`.
  std::string_view operand_before(std::size_t end) const {
    if (end == 0)
      return {};
    std::size_t i = end - 1;
    if (kind(i) == TokenKind::close_paren) {
      int depth = 0;
      for (;; --i) {
        depth += kind(i) == TokenKind::close_paren ? 1 : kind(i) == TokenKind::open_paren ? -1 : 0;
        if (depth == 0 || i == 0)
          break;
      }
      if (i == 0)
        return {};
      --i;
    }
    return kind(i) == TokenKind::name ? word(i) : std::string_view();
  }

  Wanted behind_bracket() {
    if (is_in_parameters())
      return Wanted::nothing; // a parameter's name
    const std::size_t open = brackets_.empty() ? 0 : brackets_.back().token;
    if (open == 0 || kind(open - 1) != TokenKind::name) {
      if (!brackets_.empty() && brackets_.back().is_brace)
        return in_set(open);
      return Wanted::formula;
    }
    return argument_of(open, brackets_.back().commas);
  }

  /// `x in {`, or a set that is an argument.
  Wanted in_set(std::size_t open) {
    if (open > 0 && kind(open - 1) == TokenKind::word_in)
      place_.compared = operand_before(open - 1);
    else if (brackets_.size() > 1)
      return argument_of(brackets_[brackets_.size() - 2].token, brackets_[brackets_.size() - 2].commas);
    return Wanted::term;
  }

  Wanted argument_of(std::size_t open, std::size_t number) {
    if (open == 0)
      return Wanted::term;
    place_.owner = word(open - 1);
    place_.argument = number;
    const TokenKind query = open >= 2 ? kind(open - 2) : TokenKind::end;
    const bool is_step = declaration_ == "scenario" && brackets_.size() <= 3 && !is_of_statement(open);
    place_.is_rule_argument = query == TokenKind::word_can || query == TokenKind::word_did || is_step;
    return Wanted::term;
  }

  /// Does the bracket stand in a `given`, `expect` or `keeps`, rather than behind a step's rule?
  bool is_of_statement(std::size_t open) const {
    const TokenKind begins = kind(statement_);
    const bool is_item = begins == TokenKind::word_given || begins == TokenKind::word_expect;
    // A step that follows on a later line ends the item: two names in a row, or a bracket and a name.
    if (!is_item || open < 2)
      return is_item;
    const TokenKind previous = kind(open - 2);
    return previous != TokenKind::close_paren && previous != TokenKind::string && previous != TokenKind::name;
  }

  Wanted behind_comma() {
    if (brackets_.empty() || (brackets_.size() == 1 && is_in_body())) {
      const TokenKind begins = kind(statement_);
      const std::string_view text = word(statement_);
      if (begins == TokenKind::word_keeps)
        return Wanted::property;
      if (begins == TokenKind::word_given)
        return Wanted::relation;
      if (text == "add" || text == "remove") {
        place_.word = text;
        return Wanted::relation;
      }
      return Wanted::nothing; // another variable of a quantifier
    }
    return behind_bracket();
  }

  /// Behind a name, a closing bracket, a text, `true` or `false`.
  Wanted behind_words() const {
    const std::string_view last = word_before(1);
    if (is_in_body() && declaration_ == "rule" && statement_ == count_ - 1 && before(1) == TokenKind::name) {
      if (last == "require")
        return Wanted::formula;
      if (last == "add" || last == "remove")
        return Wanted::relation;
      if (last == "set")
        return Wanted::function;
    }
    if (last == "of" && is_in_parameters())
      return Wanted::sort;
    return Wanted::continuation;
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  std::size_t count_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;         ///< of the declaration
  std::string_view first_;        ///< its first word
  std::string_view declaration_;  ///< the word that says what it is
  std::size_t statement_ = 0;     ///< where the statement or item begins
  std::vector<Bracket> brackets_; ///< open ones
  std::vector<Binding> scope_;
  CompletionPlace place_;
};

} // namespace

CompletionPlace completion_place(std::string_view text, std::uint32_t offset) {
  model::Report ignored;
  const model::LexedFile lexed = model::lex({}, text, ignored);
  std::size_t count = 0;
  CompletionPlace inside_text;
  inside_text.begin = offset;
  while (count < lexed.tokens.size() && lexed.tokens[count].end < offset)
    ++count;
  std::uint32_t begin = offset;
  if (count < lexed.tokens.size() && lexed.tokens[count].begin < offset) {
    const Token& here = lexed.tokens[count];
    const bool is_word = here.kind == TokenKind::name || is_reserved(here.kind) || here.kind == TokenKind::underscore;
    if (here.kind == TokenKind::string && (offset < here.end || !text.substr(here.begin + 1).starts_with('"')))
      return inside_text;
    if (is_word)
      begin = here.begin;
    else
      ++count; // it ends here
  }
  const std::size_t line = text.rfind('\n', offset == 0 ? 0 : offset - 1);
  const std::string_view left =
      text.substr(line == std::string_view::npos ? 0 : line, offset - (line == std::string_view::npos ? 0 : line));
  if (left.find("//") != std::string_view::npos && begin == offset)
    return inside_text;
  CompletionPlace place = Walk(text, lexed.tokens, count).run();
  place.begin = begin;
  return place;
}

} // namespace chaperone::cli::lsp
