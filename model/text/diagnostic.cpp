// Sorting diagnostics and showing them in the manner of rustc.
// Implements model/text/diagnostic.hpp. Covered by tests/model/diagnostic_test.cpp and specs/broken/.
#include "model/text/diagnostic.hpp"

#include "model/text/utf8.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace chaperone::model {

namespace {

constexpr std::uint32_t tab_columns = 4;
constexpr std::size_t widest_line = 140; ///< longer lines are shown in part
constexpr std::size_t kept_before = 40;  ///< cells of a long line that are shown before the underline

/// A code point as it is shown, and where it came from.
struct Cell {
  std::string shown;
  std::uint32_t columns = 1;
  std::uint32_t offset = 0; ///< in the line
};

/// What is not visible is shown as U+FFFD, which is one column wide as an underline wants it.
Cell cell_of(const Decoded& decoded, std::string_view bytes, std::uint32_t offset) {
  if (decoded.code_point == '\t')
    return {std::string(tab_columns, ' '), tab_columns, offset};
  if (!decoded.is_valid || !is_visible(decoded.code_point))
    return {"\xEF\xBF\xBD", 1, offset};
  return {std::string(bytes), columns_of(decoded.code_point), offset};
}

std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  for (std::uint32_t at = 0; at < line.size();) {
    const Decoded decoded = decode(line.substr(at));
    cells.push_back(cell_of(decoded, line.substr(at, decoded.bytes), at));
    at += decoded.bytes;
  }
  return cells;
}

struct Paint {
  bool color = false;
  std::string operator()(std::string_view code, std::string_view text) const {
    if (!color || text.empty())
      return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }
};

constexpr std::string_view bold = "1", blue = "1;34", red = "1;31", yellow = "1;33", cyan = "1;36";

/// The line and the underline beneath it, both cut to the same window.
struct Excerpt {
  std::string line;
  std::uint32_t indent = 0;
  std::uint32_t length = 1;
};

Excerpt excerpt(std::string_view line, std::uint32_t begin, std::uint32_t end) {
  const std::vector<Cell> cells = cells_of(line);
  const auto first =
      static_cast<std::size_t>(std::ranges::count_if(cells, [&](const Cell& c) { return c.offset < begin; }));
  const std::size_t from = cells.size() <= widest_line || first <= kept_before ? 0 : first - kept_before;
  const std::size_t to = std::min(cells.size(), from + widest_line);
  Excerpt result;
  std::uint32_t length = 0;
  if (from > 0) {
    result.line = "…";
    result.indent = 1;
  }
  for (std::size_t i = from; i < to; ++i) {
    result.line += cells[i].shown;
    if (i < first)
      result.indent += cells[i].columns;
    else if (cells[i].offset < end)
      length += cells[i].columns;
  }
  if (to < cells.size())
    result.line += "…";
  result.length = std::max(length, 1U);
  return result;
}

struct Shown {
  const SourceSet& sources;
  Paint paint;
  std::size_t gutter;
  std::string out;

  void bar() { out += std::string(gutter + 1, ' ') + paint(blue, "|") + "\n"; }

  void snippet(Span span, char mark, std::string_view color, std::string_view label) {
    const SourceFile& file = sources.file(span.file);
    const Location at = file.locate(span.begin);
    const std::string_view line = file.line(at.line);
    out += fmt::format("{}{} {}:{}:{}\n", std::string(gutter, ' '), paint(blue, "-->"), visible(file.path()), at.line,
                       at.column);
    if (file.text().empty())
      return;
    const auto start = static_cast<std::uint32_t>(line.data() - file.text().data());
    const Excerpt part = excerpt(line, span.begin - std::min(span.begin, start), span.end - std::min(span.end, start));
    bar();
    const std::string number = fmt::format("{:>{}} |", at.line, gutter);
    out += paint(blue, number) + (part.line.empty() ? "" : " ") + part.line + "\n";
    std::string marks(part.length, mark);
    if (!label.empty())
      marks += fmt::format(" {}", visible(label));
    out += std::string(gutter + 1, ' ') + paint(blue, "|") + " " + std::string(part.indent, ' ') + paint(color, marks) +
           "\n";
  }
};

} // namespace

void sort_in_source_order(std::vector<Diagnostic>& diagnostics) {
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.span.file, d.span.begin, d.span.end, d.severity, d.code, d.message);
  };
  std::ranges::stable_sort(diagnostics, [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(),
                                [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
                    diagnostics.end());
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::ranges::any_of(diagnostics, [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string render(const Diagnostic& diagnostic, const SourceSet& sources, bool color) {
  const Paint paint{color};
  const bool is_error = diagnostic.severity == Severity::error;
  const std::string_view tone = is_error ? red : yellow;
  const std::string head = fmt::format("{}[{}]", is_error ? "error" : "warning", diagnostic.code);
  std::string out = paint(tone, head) + paint(bold, fmt::format(": {}", visible(diagnostic.message))) + "\n";
  if (diagnostic.span.file.index >= sources.size())
    return out;
  std::uint32_t last_line = sources.locate(diagnostic.span).line;
  for (const Note& note : diagnostic.notes)
    last_line = std::max(last_line, sources.locate(note.span).line);
  Shown shown{sources, paint, std::to_string(last_line).size(), std::move(out)};
  shown.snippet(diagnostic.span, '^', tone, diagnostic.label);
  if (!diagnostic.hint.empty())
    shown.out += fmt::format("{}{} {}\n", std::string(shown.gutter + 1, ' '), paint(blue, "="),
                             paint(bold, "help:") + " " + visible(diagnostic.hint));
  for (const Note& note : diagnostic.notes) {
    shown.out += paint(cyan, "note") + paint(bold, ": " + visible(note.message)) + "\n";
    shown.snippet(note.span, '-', cyan, "");
  }
  return std::move(shown.out);
}

} // namespace chaperone::model
