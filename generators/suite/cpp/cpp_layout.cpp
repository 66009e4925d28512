// LLVM's style, as far as the writers need it.
#include "generators/suite/cpp/cpp_layout.hpp"

#include "generators/code/source_text.hpp"
#include "generators/suite/cpp/cpp_names.hpp"
#include "model/text/utf8.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace chaperone::generators::suite::cpp {
namespace {

constexpr std::size_t width_limit = 80;

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string result;
  for (const auto& part : parts) {
    if (&part != &parts.front())
      result += between;
    result += part;
  }
  return result;
}

std::string symbol(const CppExpression& expression) {
  using enum CppExpression::Level;
  switch (expression.level) {
  case primary:
    return "";
  case sum:
    return " +";
  case equality:
    return expression.is_negated ? " !=" : " ==";
  case conjunction:
    return " &&";
  case disjunction:
    return " ||";
  }
  return "";
}

} // namespace

std::size_t cpp_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto next = model::decode(text);
    width += model::columns_of(next.code_point);
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::string reflowed(std::string_view doc) {
  std::string result;
  for (std::size_t at = 0; at < doc.size(); ++at) {
    const char next = at + 1 < doc.size() ? doc[at + 1] : '\n';
    const bool goes_on =
        std::isalpha(static_cast<unsigned char>(next)) != 0 || static_cast<unsigned char>(next) >= 0x80;
    const bool is_paragraph = at > 0 && doc[at - 1] == '\n';
    result += doc[at] == '\n' && goes_on && !is_paragraph ? ' ' : doc[at];
  }
  return result;
}

std::string CppExpression::text() const {
  return join(operands, symbol(*this) + " ");
}

std::string CppExpression::bracketed() const {
  return level == Level::primary ? text() : "(" + text() + ")";
}

CppExpression primary(std::string text) {
  return {CppExpression::Level::primary, {std::move(text)}, false};
}

CppExpression equality(const std::string& left, const std::string& right, bool is_negated) {
  return {CppExpression::Level::equality, {left, right}, is_negated};
}

CppExpression negated(const CppExpression& body) {
  if (body.level == CppExpression::Level::equality)
    return {body.level, body.operands, !body.is_negated};
  if (body.text() == "true")
    return primary("false");
  if (body.text() == "false")
    return primary("true");
  CppExpression result = primary("!" + body.bracketed());
  if (body.level != CppExpression::Level::primary)
    result.denied.push_back(body);
  return result;
}

CppExpression joined(CppExpression::Level level, const std::vector<CppExpression>& parts, std::string_view empty) {
  if (parts.empty())
    return primary(std::string(empty));
  if (parts.size() == 1)
    return parts.front();
  CppExpression result{level, {}, false};
  for (const auto& part : parts) {
    if (part.level == level)
      result.operands.insert(result.operands.end(), part.operands.begin(), part.operands.end());
    else
      result.operands.push_back(part.level < CppExpression::Level::conjunction ? part.text() : part.bracketed());
  }
  return result;
}

std::vector<std::string> literal_pieces(std::string_view words, std::size_t width) {
  std::vector<std::string> pieces;
  std::string piece;
  while (!words.empty()) {
    const auto blank = words.find(' ');
    const std::string_view word = words.substr(0, blank == std::string_view::npos ? blank : blank + 1);
    if (!piece.empty() && cpp_width(cpp_string(piece + std::string(word))) > width)
      pieces.push_back(std::exchange(piece, {}));
    piece += word;
    words.remove_prefix(word.size());
  }
  if (!piece.empty() || pieces.empty())
    pieces.push_back(piece);
  return pieces;
}

void CppText::line(std::string_view words) {
  if (!words.empty())
    text_.append(indent(), ' ').append(words);
  text_ += '\n';
}

void CppText::open(std::string_view head) {
  line(std::string(head) + " {");
  ++depth_;
}

void CppText::close(std::string_view tail) {
  --depth_;
  line(tail);
}

void CppText::label(std::string_view words) {
  --depth_;
  line(words);
  ++depth_;
}

void CppText::comment(std::string_view marker, std::string_view told) {
  const std::string shown = for_comment(told);
  std::string_view words = shown;
  while (!words.empty()) {
    const auto end = words.find('\n');
    std::string_view rest = words.substr(0, end);
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    std::string current(marker);
    const auto flush = [&] {
      line(comment_line(current));
      current = marker;
    };
    while (!rest.empty()) {
      const auto blank = rest.find(' ');
      const std::string word(rest.substr(0, blank));
      rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
      if (word.empty())
        continue;
      if (current.size() > marker.size() && indent() + cpp_width(current) + 1 + cpp_width(word) > width_limit)
        flush();
      current += " " + word;
    }
    flush();
  }
}

namespace {
/// `(a && b) ||` as the lines `(a &&` and ` b) ||`; the piece alone where it is no such conjunction in brackets.
std::vector<std::string> broken_within(const std::string& piece) {
  std::vector<std::string> lines(1);
  int depth = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at < piece.size(); ++at) {
    const char one = piece[at];
    lines.back() += one;
    if (one == '"' && (at == 0 || piece[at - 1] != '\\'))
      is_quoted = !is_quoted;
    if (is_quoted)
      continue;
    depth += one == '(' ? 1 : one == ')' ? -1 : 0;
    if (depth == 1 && piece.front() == '(' && piece.substr(at - std::min<std::size_t>(at, 3), 4) == " && ") {
      lines.back().pop_back();
      lines.emplace_back(" ");
    }
  }
  return lines;
}
} // namespace

bool CppText::fill(const std::string& head, const std::vector<std::string>& pieces, const std::string& tail) {
  const std::size_t column = indent() + cpp_width(head);
  std::vector<std::string> lines(1);
  bool is_broken = false; // the piece before: the next begins a line
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    const std::string piece = pieces[at] + (at + 1 == pieces.size() ? tail : "");
    if (std::exchange(is_broken, false))
      lines.emplace_back();
    if (column + cpp_width(piece) > width_limit) {
      const std::vector<std::string> parts = broken_within(piece);
      if (std::ranges::any_of(parts, [&](const auto& part) { return column + cpp_width(part) > width_limit; }))
        return false;
      if (lines.back().empty())
        lines.pop_back();
      lines.insert(lines.end(), parts.begin(), parts.end());
      is_broken = true;
      continue;
    }
    std::string& last = lines.back();
    if (last.empty())
      last = piece;
    else if (column + cpp_width(last) + 1 + cpp_width(piece) <= width_limit)
      last += " " + piece;
    else
      lines.push_back(piece);
  }
  line(head + lines.front());
  for (std::size_t at = 1; at < lines.size(); ++at)
    text_.append(column, ' ').append(lines[at]) += '\n';
  return true;
}

void CppText::untouched(const std::string& statement) {
  line("// clang-format off");
  line(statement);
  line("// clang-format on");
}

void CppText::call(const std::string& head, const std::vector<std::string>& arguments, const std::string& tail) {
  std::vector<std::string> pieces = arguments;
  for (std::size_t at = 0; at + 1 < pieces.size(); ++at)
    pieces[at] += ",";
  if (pieces.empty())
    pieces.emplace_back();
  const std::string whole = head + "(" + join(arguments, ", ") + ")" + tail;
  if (indent() + cpp_width(whole) <= width_limit)
    line(whole);
  else if (arguments.empty() || !fill(head + "(", pieces, ")" + tail))
    untouched(whole);
}

void CppText::assignment(const std::string& left, const std::string& right) {
  if (indent() + cpp_width(left + " = " + right) <= width_limit) {
    line(left + " = " + right);
  } else if (indent() + 4 + cpp_width(right) <= width_limit && indent() + cpp_width(left) + 2 <= width_limit) {
    line(left + " =");
    line("    " + right);
  } else {
    untouched(left + " = " + right);
  }
}

void CppText::expression(const std::string& head, const CppExpression& expression, const std::string& tail) {
  const std::string whole = head + expression.text() + tail;
  if (indent() + cpp_width(whole) <= width_limit)
    return line(whole);
  if (!expression.denied.empty())
    return this->expression(head + "!(", expression.denied.front(), ")" + tail);
  std::vector<std::string> pieces = expression.operands;
  for (std::size_t at = 0; at + 1 < pieces.size(); ++at)
    pieces[at] += symbol(expression);
  if (!fill(head, pieces, tail))
    untouched(whole);
}

void CppText::literal(const std::string& head, std::string_view words, const std::string& chained,
                      const std::string& tail) {
  const std::string last = (chained.empty() ? "" : " " + chained) + tail;
  const std::string whole = head + cpp_string(words) + last;
  if (indent() + cpp_width(whole) <= width_limit)
    return line(whole);
  const std::size_t column = indent() + cpp_width(head);
  // Without a chain the tail stands right behind the last literal.
  const std::size_t room = width_limit - std::min(width_limit, column + (chained.empty() ? cpp_width(tail) : 0));
  const auto pieces = literal_pieces(words, room);
  for (const auto& piece : pieces)
    if (cpp_width(cpp_string(piece)) > room)
      return untouched(whole);
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    const bool ends = at + 1 == pieces.size() && chained.empty();
    text_.append(at == 0 ? indent() : column, ' ');
    text_.append(at == 0 ? head : "").append(cpp_string(pieces[at])).append(ends ? tail : "") += '\n';
  }
  if (!chained.empty())
    text_.append(column, ' ').append(chained + tail) += '\n';
}

void CppText::literals(const std::string& head, std::string_view words, const std::vector<std::string>& second,
                       const std::string& tail) {
  if (fill(head, {cpp_string(words) + ",", cpp_string(join(second, "")) + tail}, ""))
    return;
  literal(head, words, "", ",");
  const std::size_t column = indent() + cpp_width(head);
  std::string piece;
  for (const auto& part : second) {
    const std::string behind = &part == &second.back() ? tail : "";
    if (!piece.empty() && column + cpp_width(cpp_string(piece + part) + behind) > width_limit)
      text_.append(column, ' ').append(cpp_string(std::exchange(piece, {}))) += '\n';
    piece += part;
  }
  text_.append(column, ' ').append(cpp_string(piece) + tail) += '\n';
}

void CppText::function(const std::string& head, const std::vector<std::string>& parameters,
                       const std::string& qualifiers, const std::string& before, const CppExpression& body,
                       const std::string& after) {
  const std::string whole =
      head + "(" + join(parameters, ", ") + ")" + qualifiers + " { " + before + body.text() + after + " }";
  if (indent() + cpp_width(whole) <= width_limit)
    return line(whole);
  call(head, parameters, qualifiers + " {");
  deepen();
  expression(before, body, after);
  close();
}

void CppText::signature(const std::string& left, const std::string& result, const std::vector<std::string>& types,
                        const std::string& qualifiers, const std::string& argument) {
  const std::string callee = result + "(" + join(types, ", ") + ")" + qualifiers + ">";
  const std::string whole = callee + "(" + argument + ");";
  if (indent() + 4 + cpp_width(whole) <= width_limit)
    return assignment(left, whole);
  line(left + " =");
  depth_ += 2;
  if (indent() + cpp_width(callee) + 1 <= width_limit) {
    line(callee + "(");
    line("    " + argument + ");");
  } else {
    call(result, types, qualifiers + ">(" + argument + ");");
  }
  depth_ -= 2;
}

} // namespace chaperone::generators::suite::cpp
