// Implements model/syntax/lexer.hpp. Covered by tests/model/lexer_test.cpp.
#include "model/syntax/lexer.hpp"

#include "model/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace chaperone::model {

namespace {

struct Word {
  std::string_view text;
  TokenKind kind;
};

/// Sorted by text, so that words with one first letter stand together.
constexpr auto reserved_words = [] {
  std::array list = {
      Word{"all", TokenKind::word_all},
      Word{"always", TokenKind::word_always},
      Word{"and", TokenKind::word_and},
      Word{"assume", TokenKind::word_assume},
      Word{"can", TokenKind::word_can},
      Word{"define", TokenKind::word_define},
      Word{"did", TokenKind::word_did},
      Word{"else", TokenKind::word_else},
      Word{"enum", TokenKind::word_enum},
      Word{"expect", TokenKind::word_expect},
      Word{"false", TokenKind::word_false},
      Word{"fixed", TokenKind::word_fixed},
      Word{"for", TokenKind::word_for},
      Word{"function", TokenKind::word_function},
      Word{"given", TokenKind::word_given},
      Word{"iff", TokenKind::word_iff},
      Word{"implies", TokenKind::word_implies},
      Word{"in", TokenKind::word_in},
      Word{"init", TokenKind::word_init},
      Word{"keeps", TokenKind::word_keeps},
      Word{"lone", TokenKind::word_lone},
      Word{"never", TokenKind::word_never},
      Word{"no", TokenKind::word_no},
      Word{"not", TokenKind::word_not},
      Word{"one", TokenKind::word_one},
      Word{"or", TokenKind::word_or},
      Word{"possible", TokenKind::word_possible},
      Word{"relation", TokenKind::word_relation},
      Word{"rule", TokenKind::word_rule},
      Word{"scenario", TokenKind::word_scenario},
      Word{"some", TokenKind::word_some},
      Word{"sort", TokenKind::word_sort},
      Word{"system", TokenKind::word_system},
      Word{"true", TokenKind::word_true},
      Word{"was", TokenKind::word_was},
      Word{"where", TokenKind::word_where},
  };
  return list;
}();
static_assert(std::ranges::is_sorted(reserved_words, {}, &Word::text));

/// For each byte, the first of `reserved_words` that begins with it or a later one.
constexpr auto first_with = [] {
  std::array<std::uint8_t, 257> table{};
  for (std::size_t letter = 0, word = 0; letter < table.size(); ++letter) {
    while (word < reserved_words.size() && static_cast<unsigned char>(reserved_words[word].text[0]) < letter)
      ++word;
    table[letter] = static_cast<std::uint8_t>(word);
  }
  return table;
}();

/// What somebody used to another language writes, and what it means here. Longer ones stand before their beginnings.
struct Foreign {
  std::string_view text;
  TokenKind meant; ///< `unknown` where there is no such word
  std::string_view hint;
};

constexpr std::string_view arithmetic_hint =
    "there is no arithmetic; a number only counts individuals, as in `at least 2 x: S | …`";

constexpr std::string_view closure_hint =
    "`closure reaches of r` declares what is reached by one or more steps of `r`: `reaches(x, y)`";

/// Longer ones stand before their beginnings.
constexpr Word own_operators[] = {{"!=", TokenKind::not_equal},
                                  {"<=", TokenKind::at_most},
                                  {">=", TokenKind::at_least},
                                  {"<", TokenKind::less},
                                  {">", TokenKind::greater}};

constexpr Foreign foreign_operators[] = {
    {"<=>", TokenKind::word_iff, "write `iff`"},
    {"<->", TokenKind::word_iff, "write `iff`"},
    {"==>", TokenKind::word_implies, "write `implies`"},
    {"===", TokenKind::equal, "write `=`"},
    {"!==", TokenKind::not_equal, "write `!=`"},
    {"&&", TokenKind::word_and, "write `and`"},
    {"||", TokenKind::word_or, "write `or`"},
    {"==", TokenKind::equal, "write `=`"},
    {":=", TokenKind::equal, "write `=`"},
    {"<>", TokenKind::not_equal, "write `!=`"},
    {"/=", TokenKind::not_equal, "write `!=`"},
    {"->", TokenKind::word_implies, "write `implies`"},
    {"=>", TokenKind::word_implies, "write `implies`"},
    {"/\\", TokenKind::word_and, "write `and`"},
    {"\\/", TokenKind::word_or, "write `or`"},
    {"&", TokenKind::word_and, "write `and`"},
    {"!", TokenKind::word_not, "write `not`"},
    {"~", TokenKind::word_not, "write `not`"},
    {"-", TokenKind::unknown, arithmetic_hint},
    {"+", TokenKind::unknown, arithmetic_hint},
    {"*", TokenKind::unknown, arithmetic_hint},
    {".", TokenKind::unknown,
     "functions and relations are applied with brackets: `f(x)`; a quantifier's formula follows `|`"},
    {"[", TokenKind::unknown, "functions and relations are applied with round brackets: `f(x)`"},
    {"]", TokenKind::unknown, "functions and relations are applied with round brackets: `f(x)`"},
    {"#", TokenKind::unknown, "comments start with `//`; `at least N x: S | …` counts individuals"},
    {"'", TokenKind::unknown, "texts stand in double quotes; `was φ` speaks of the state before the last step"},
    {"^", TokenKind::unknown, closure_hint},
    {"∀", TokenKind::word_all, "write `all`"},
    {"∃", TokenKind::word_some, "write `some`"},
    {"∄", TokenKind::word_no, "write `no`"},
    {"¬", TokenKind::word_not, "write `not`"},
    {"∧", TokenKind::word_and, "write `and`"},
    {"∨", TokenKind::word_or, "write `or`"},
    {"→", TokenKind::word_implies, "write `implies`"},
    {"⇒", TokenKind::word_implies, "write `implies`"},
    {"↔", TokenKind::word_iff, "write `iff`"},
    {"⇔", TokenKind::word_iff, "write `iff`"},
    {"≠", TokenKind::not_equal, "write `!=`"},
    {"∈", TokenKind::word_in, "write `in`"},
    {"“", TokenKind::unknown, "write plain double quotes: \"…\""},
    {"”", TokenKind::unknown, "write plain double quotes: \"…\""},
};

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// May the byte be one of a word's?
bool is_of_word(char c) {
  return is_ascii_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

/// Letters beyond ASCII, generously: everything that is not known to be a space, a sign or punctuation.
bool is_wide_letter(char32_t c) {
  if (c < 0xC0)
    return c == 0xAA || c == 0xB5 || c == 0xBA;
  const bool is_sign = c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3004) ||
                       (c >= 0x3008 && c <= 0x3020) || (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE0F) ||
                       c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFF) || c >= 0xE0000;
  return !is_sign;
}

class Lexer {
public:
  Lexer(FileId file, std::string_view text, Report& report) : file_(file), text_(text), report_(report) {}

  LexedFile run() {
    result_.tokens.reserve(text_.size() / 4 + 1);
    if (text_.starts_with("\xEF\xBB\xBF"))
      at_ = 3;
    while (skip_space())
      token();
    put(TokenKind::end, at_);
    finish_doc();
    return std::move(result_);
  }

private:
  char peek(std::uint32_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  bool follows_unknown() const { return !result_.tokens.empty() && result_.tokens.back().kind == TokenKind::unknown; }

  Span span(std::uint32_t begin, std::uint32_t end) const { return {file_, begin, end}; }

  /// Ends the token that began at `begin` here.
  void put(TokenKind kind, std::uint32_t begin) {
    result_.tokens.push_back({kind, starts_line_, begin, at_});
    starts_line_ = false;
  }

  /// False at the end of the file.
  bool skip_space() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n')
        starts_line_ = true;
      else if (c == '/' && peek(1) == '/')
        comment();
      else if (c == '/' && peek(1) == '*')
        foreign_comment();
      else if (c == '-' && peek(1) == '-')
        foreign_line_comment();
      else if (c != ' ' && c != '\t' && c != '\r')
        return true;
    }
    at_ = static_cast<std::uint32_t>(text_.size());
    return false;
  }

  std::uint32_t line_end() const { return static_cast<std::uint32_t>(std::min(text_.find('\n', at_), text_.size())); }

  /// Leaves `at_` on the comment's last byte, as skip_space wants it.
  void comment() {
    const std::uint32_t end = line_end();
    std::string_view body = text_.substr(at_ + 2, end - at_ - 2);
    // `////…` is a ruler and a `///` behind code a remark: neither documents a declaration.
    if (starts_line_ && body.starts_with('/') && !body.starts_with("//"))
      doc_line(body.substr(1));
    at_ = end - 1;
  }

  void doc_line(std::string_view line) {
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (line.starts_with(' '))
      line.remove_prefix(1);
    refuse_control_characters(line);
    if (result_.docs.empty() || result_.docs.back().token != result_.tokens.size())
      result_.docs.push_back({result_.tokens.size(), std::string(line)});
    else
      result_.docs.back().text += "\n" + std::string(line);
  }

  /// Of a part of the file that is told as it stands, to terminals and other programs.
  void refuse_control_characters(std::string_view told) {
    const auto is_control = [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; };
    const auto found = std::find_if(told.begin(), told.end(), is_control);
    if (found == told.end())
      return;
    const auto begin = static_cast<std::uint32_t>(&*found - text_.data());
    report_.error(
        "unexpected_character", span(begin, begin + 1),
        fmt::format("the control character U+{:04X} stands in what is told", static_cast<unsigned char>(*found)),
        "cannot be told");
  }

  void finish_doc() {
    if (!result_.docs.empty() && result_.docs.back().token + 1 >= result_.tokens.size())
      result_.docs.pop_back();
  }

  void foreign_comment() {
    const std::size_t close = text_.find("*/", at_ + 2);
    report_.error("unexpected_character", span(at_, at_ + 2), "`/*` does not start a comment", "not a comment here",
                  "comments start with `//` and reach to the end of the line");
    at_ = close == std::string_view::npos ? static_cast<std::uint32_t>(text_.size()) - 1
                                          : static_cast<std::uint32_t>(close) + 1;
  }

  void foreign_line_comment() {
    report_.error("unexpected_character", span(at_, at_ + 2), "`--` does not start a comment", "not a comment here",
                  "comments start with `//`");
    at_ = line_end() - 1;
  }

  void token() {
    const std::uint32_t begin = at_;
    const char c = peek();
    if (is_ascii_letter(c) ||
        (static_cast<unsigned char>(c) >= 0x80 && is_wide_letter(decode(text_.substr(at_)).code_point)))
      return word();
    if (is_digit(c))
      return number();
    if (c == '"')
      return string();
    if (const TokenKind kind = punctuation(c, peek(1)); kind != TokenKind::unknown) {
      ++at_;
      return put(kind, begin);
    }
    if (c == ';') {
      report_
          .error("unexpected_character", span(begin, at_ + 1), "no `;` is needed", "nothing ends with a semicolon",
                 "leave it out: what begins next ends what came before, on the same line or another")
          .fix = Fix{span(begin, at_ + 1), ""};
      ++at_;
      return;
    }
    if (!operator_here())
      unexpected();
  }

  /// `unknown` where the character may begin an operator of another language.
  static TokenKind punctuation(char c, char next) {
    switch (c) {
    case '(':
      return TokenKind::open_paren;
    case ')':
      return TokenKind::close_paren;
    case '{':
      return TokenKind::open_brace;
    case '}':
      return TokenKind::close_brace;
    case ',':
      return TokenKind::comma;
    case ':':
      return next == '=' ? TokenKind::unknown : TokenKind::colon;
    case '|':
      return next == '|' ? TokenKind::unknown : TokenKind::bar;
    case '=':
      return next == '=' || next == '>' ? TokenKind::unknown : TokenKind::equal;
    default:
      return TokenKind::unknown;
    }
  }

  void word() {
    const std::uint32_t begin = at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_ascii_letter(c) || is_digit(c)) {
        ++at_;
        continue;
      }
      if (static_cast<unsigned char>(c) < 0x80)
        break;
      const Decoded next = decode(text_.substr(at_));
      // A combining mark belongs to the letter before it.
      if (!is_wide_letter(next.code_point))
        break;
      at_ += next.bytes;
    }
    const std::string_view text = text_.substr(begin, at_ - begin);
    put(text == "_" ? TokenKind::underscore : word_kind(text), begin);
  }

  void number() {
    const std::uint32_t begin = at_;
    while (is_digit(peek()))
      ++at_;
    if (!is_ascii_letter(peek()))
      return put(TokenKind::integer, begin);
    while (is_ascii_letter(peek()) || is_digit(peek()))
      ++at_;
    if (!follows_unknown())
      report_.error("syntax", span(begin, at_), "a name starts with a letter", "starts with a digit");
    put(TokenKind::unknown, begin);
  }

  void string() {
    const std::uint32_t begin = at_;
    const std::size_t close = text_.find_first_of("\"\n", at_ + 1);
    if (close != std::string_view::npos && text_[close] == '"') {
      refuse_control_characters(text_.substr(begin + 1, close - begin - 1));
      at_ = static_cast<std::uint32_t>(close) + 1;
      return put(TokenKind::string, begin);
    }
    at_ = static_cast<std::uint32_t>(std::min(close, text_.size()));
    report_.error("unclosed_string", span(begin, begin + 1), "this text has no closing `\"`", "opened here",
                  "a text ends on the line on which it begins");
    put(TokenKind::string, begin);
    // Whatever is missing behind it was swallowed by the text, and is no further mistake.
    put(TokenKind::unknown, at_);
  }

  /// One of several characters, or of another language. The longest one counts: `<=>` is none of ours, `!=` is.
  bool operator_here() {
    const std::string_view rest = text_.substr(at_);
    const auto begins_here = [&](const auto& candidate) { return rest.starts_with(candidate.text); };
    const auto* found = std::ranges::find_if(foreign_operators, begins_here);
    const auto* own = std::ranges::find_if(own_operators, begins_here);
    const std::uint32_t begin = at_;
    if (own != std::end(own_operators) &&
        (found == std::end(foreign_operators) || own->text.size() > found->text.size())) {
      at_ += static_cast<std::uint32_t>(own->text.size());
      put(own->kind, begin);
      return true;
    }
    if (found == std::end(foreign_operators))
      return false;
    at_ += static_cast<std::uint32_t>(found->text.size());
    // One complaint for a place where brackets and dots follow each other, as in `a.b[c]`.
    if (found->meant != TokenKind::unknown || !follows_unknown()) {
      Diagnostic& diagnostic =
          report_.error("unknown_operator", span(begin, at_), fmt::format("the language has no `{}`", found->text),
                        "unknown here", std::string(is_closure(begin) ? closure_hint : found->hint));
      if (found->meant != TokenKind::unknown)
        diagnostic.fix = Fix{span(begin, at_), apart(begin, own_words(found->hint))};
    }
    put(found->meant, begin);
    return true;
  }

  /// `r*(x, y)` or `r+(x, y)`: the sign from `begin` to here stands between a name and its bracket.
  bool is_closure(std::uint32_t begin) const {
    const bool is_sign = text_[begin] == '*' || text_[begin] == '+';
    return is_sign && begin > 0 && is_of_word(text_[begin - 1]) && peek() == '(';
  }

  /// What stands between the backticks of "write `and`".
  static std::string_view own_words(std::string_view hint) {
    const std::size_t begin = hint.find('`') + 1;
    return hint.substr(begin, hint.rfind('`') - begin);
  }

  /// A word in place of the text from `begin` to here, with a space wherever it would run into a neighbour.
  std::string apart(std::uint32_t begin, std::string_view own) const {
    if (!is_ascii_letter(own.front()))
      return std::string(own);
    return fmt::format("{}{}{}", begin > 0 && is_of_word(text_[begin - 1]) ? " " : "", own,
                       is_of_word(peek()) ? " " : "");
  }

  void unexpected() {
    const std::uint32_t begin = at_;
    const Decoded first = decode(text_.substr(at_));
    at_ += first.bytes;
    const bool is_visible = first.code_point > 0x20 && first.code_point != 0x7F;
    const std::string shown = is_visible && first.is_valid
                                  ? fmt::format("`{}`", text_.substr(begin, first.bytes))
                                  : fmt::format("U+{:04X}", static_cast<std::uint32_t>(first.code_point));
    if (!follows_unknown())
      report_.error("unexpected_character", span(begin, at_),
                    fmt::format("the character {} has no meaning here", shown), "unexpected");
    put(TokenKind::unknown, begin);
  }

  FileId file_;
  std::string_view text_;
  Report& report_;
  LexedFile result_;
  std::uint32_t at_ = 0;
  bool starts_line_ = true;
};

} // namespace

TokenKind word_kind(std::string_view word) {
  const auto letter = static_cast<unsigned char>(word[0]);
  for (std::size_t i = first_with[letter]; i < first_with[letter + 1U]; ++i)
    if (reserved_words[i].text == word)
      return reserved_words[i].kind;
  return TokenKind::name;
}

LexedFile lex(FileId file, std::string_view text, Report& report) {
  return Lexer(file, text, report).run();
}

} // namespace chaperone::model
