// Implements model/layout/layout.hpp.
#include "model/layout/layout.hpp"

#include "model/layout/filling.hpp"
#include "model/layout/words.hpp"
#include "model/syntax/lexer.hpp"
#include "model/syntax/parser.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

namespace chaperone::model::layout {

namespace {

constexpr std::size_t body_indent = 2;
constexpr std::size_t continued_by = 2;
/// The text of a rule stands below its name.
constexpr std::size_t head_continued_by = 5;

using Words = std::span<const Word>;

/// One line of a body: a statement of a rule or an item of a scenario.
struct Entry {
  Words words;
  Words tail; ///< the last of `words` that line up below one another: a reason, or what is expected of a step
};

class Layout {
public:
  Layout(const syntax::File& file, const std::vector<Word>& words) : file_(file), words_(words) {}

  std::string run() {
    for (const syntax::Declaration& declaration : file_.declarations) {
      const Words words = words_in(declaration.span);
      // What stands by itself on several lines is set off.
      const bool is_set_off = has_body(declaration) || after_body_;
      comments_above(words.front(), 0, is_set_off && !text_.empty());
      after_body_ = has_body(declaration);
      lay_out(declaration, words);
    }
    comments_above(words_.back(), 0, false);
    return std::move(text_);
  }

private:
  Words words_in(Span span) const {
    const auto first = std::ranges::lower_bound(words_, span.begin, {}, &Word::begin);
    const auto last = std::ranges::lower_bound(words_, span.end, {}, &Word::begin);
    return {first, last};
  }

  static bool has_body(const syntax::Declaration& declaration) {
    return std::holds_alternative<syntax::RuleDeclaration>(declaration.kind) ||
           std::holds_alternative<syntax::Extension>(declaration.kind) ||
           std::holds_alternative<syntax::ScenarioDeclaration>(declaration.kind);
  }

  void line(const std::string& text) {
    text_ += text;
    text_ += '\n';
  }

  void blank_line() {
    if (!text_.empty() && !text_.ends_with("\n\n") && !opens_)
      text_ += '\n';
    opens_ = false;
  }

  /// What stands above a line, blank lines included: no more than one at a time, and none at the start of a file or a
  /// body.
  void comments_above(const Word& word, std::size_t indent, bool is_set_off) {
    bool is_first = true;
    for (const Comment& comment : word.above) {
      if (comment.follows_blank_line || (is_first && is_set_off))
        blank_line();
      opens_ = is_first = false;
      line(std::string(indent, ' ') + std::string(comment.text));
    }
    const bool is_end = word.kind == TokenKind::end || word.kind == TokenKind::close_brace;
    if ((word.follows_blank_line || (is_first && is_set_off)) && !is_end)
      blank_line();
    opens_ = false;
  }

  void lines(const std::vector<std::string>& all, std::string_view beside) {
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
      line(all[i]);
    line(beside.empty() ? all.back() : all.back() + "  " + std::string(beside));
  }

  void lay_out(const syntax::Declaration& declaration, Words words) {
    if (const auto* rule = std::get_if<syntax::RuleDeclaration>(&declaration.kind))
      return with_body(words, entries_of(rule->statements));
    if (const auto* extension = std::get_if<syntax::Extension>(&declaration.kind))
      return with_body(words, entries_of(extension->statements));
    if (const auto* scenario = std::get_if<syntax::ScenarioDeclaration>(&declaration.kind)) {
      std::vector<Entry> entries;
      for (const syntax::Item& item : scenario->items)
        entries.push_back(entry_of(item));
      return with_body(words, entries);
    }
    const bool is_enum = std::holds_alternative<syntax::EnumDeclaration>(declaration.kind);
    lines(on_lines(words, {0, continued_by, is_enum}), words.back().beside);
  }

  std::vector<Entry> entries_of(std::span<const syntax::Statement> statements) const {
    std::vector<Entry> entries;
    for (const syntax::Statement& statement : statements)
      entries.push_back(entry_of(statement));
    return entries;
  }

  Entry entry_of(const syntax::Statement& statement) const {
    const Words words = words_in(statement.span);
    const auto* require = std::get_if<syntax::Require>(&statement.kind);
    const auto* may_refuse = std::get_if<syntax::MayRefuse>(&statement.kind);
    if (may_refuse != nullptr && may_refuse->reason)
      return {words, words.last(1)};
    return {words, require != nullptr && require->reason ? words.last(2) : Words()};
  }

  Entry entry_of(const syntax::Item& item) const {
    const Words words = words_in(item.span);
    const auto* step = std::get_if<syntax::Step>(&item.kind);
    return {words, step == nullptr ? Words() : words.subspan(words_in(step->call).size())};
  }

  void with_body(Words words, const std::vector<Entry>& entries) {
    const std::size_t size_of_body = static_cast<std::size_t>(
        std::ranges::find(words, entries.empty() ? words.back().begin : entries.front().words.front().begin,
                          &Word::begin) -
        words.begin());
    const Words head = words.first(size_of_body); // with its `{`
    if (on_one_line(words, entries))
      return;
    lines(on_lines(head, {0, head_continued_by, true}), head.back().beside);
    opens_ = true;
    const std::size_t column = column_of_tails(entries);
    for (const Entry& entry : entries) {
      comments_above(entry.words.front(), body_indent, false);
      lay_out(entry, column);
    }
    comments_above(words.back(), body_indent, false);
    lines({"}"}, words.back().beside);
  }

  /// A short body that is written on the line of its head stays there.
  bool on_one_line(Words words, const std::vector<Entry>& entries) {
    if (has_comments_inside(words) || std::ranges::any_of(words.subspan(1), &Word::starts_line))
      return false;
    std::string text = layout::on_one_line(words.first(words.size() - 1), {0, 0, true});
    if (!entries.empty()) {
      const std::uint32_t body = entries.front().words.front().begin;
      const auto size = std::ranges::find(words, body, &Word::begin) - words.begin();
      text = layout::on_one_line(words.first(static_cast<std::size_t>(size)), {0, 0, true});
      for (const Entry& entry : entries)
        text += " " + layout::on_one_line(entry.words, {});
    }
    text += " }";
    if (columns_of(text) > line_width)
      return false;
    lines({text}, words.back().beside);
    return true;
  }

  static Words head_of(const Entry& entry) { return entry.words.first(entry.words.size() - entry.tail.size()); }

  /// Where the tails of a body line up: behind the longest line that still leaves room for its own.
  static std::size_t column_of_tails(const std::vector<Entry>& entries) {
    std::size_t column = 0;
    for (const Entry& entry : entries) {
      if (entry.tail.empty() || has_comments_inside(entry.words))
        continue;
      const std::size_t end = body_indent + columns_of(layout::on_one_line(head_of(entry), {})) + 1;
      if (end + columns_of(layout::on_one_line(entry.tail, {})) <= line_width)
        column = std::max(column, end);
    }
    return column;
  }

  void lay_out(const Entry& entry, std::size_t column) {
    const Shape shape{body_indent, body_indent + continued_by, false};
    if (entry.tail.empty() || has_comments_inside(entry.words))
      return lines(on_lines(entry.words, shape), entry.words.back().beside);
    const std::string tail = layout::on_one_line(entry.tail, {});
    std::vector<std::string> all = on_lines(head_of(entry), shape);
    const std::size_t used = columns_of(all.back());
    const std::size_t width = columns_of(tail);
    if (column + width > line_width)
      column = shape.continued;
    if (used < column)
      all.back() += std::string(column - used, ' ') + tail;
    else if (used + 1 + width <= line_width && all.size() == 1)
      all.back() += " " + tail;
    else
      all.push_back(std::string(std::max(column, shape.continued), ' ') + tail);
    lines(all, entry.words.back().beside);
  }

  const syntax::File& file_;
  const std::vector<Word>& words_;
  std::string text_;
  bool opens_ = false; ///< nothing stands in this body yet
  bool after_body_ = false;
};

/// Are these the same tokens and comments?
bool says_the_same(const std::vector<Word>& left, const std::vector<Word>& right) {
  return std::ranges::equal(left, right, [](const Word& a, const Word& b) {
    return a.kind == b.kind && a.text == b.text && a.beside == b.beside &&
           std::ranges::equal(a.above, b.above, {}, &Comment::text, &Comment::text);
  });
}

} // namespace

LaidOut lay_out(const SourceSet& sources, FileId id) {
  Report report;
  const SourceFile& source = sources.file(id);
  const syntax::File file = syntax::parse(id, source, report);
  if (!report.diagnostics().empty())
    return {std::nullopt, report.take()};
  Report ignored;
  const std::vector<Word> words = words_of(source.text(), lex(id, source.text(), ignored).tokens);
  std::string text = Layout(file, words).run();
  if (!says_the_same(words, words_of(text, lex(id, text, ignored).tokens)))
    throw std::logic_error("the layout of a rule file lost a word of it");
  return {std::move(text), {}};
}

} // namespace chaperone::model::layout
