#include "records/lines/csv.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <utility>

namespace chaperone::records {

CsvReader::CsvReader(std::string file, ByteSource source, BlankLines blank_lines)
    : characters_(std::move(file), std::move(source)), blank_lines_(blank_lines) {}

/// False at the end.
bool CsvReader::skip_blank_lines() {
  const std::uint64_t first = characters_.line();
  while (characters_.peek() == '\n' || characters_.peek() == '\r')
    characters_.take();
  blank_line_ = first;
  blanks_left_ = has_one_field_ ? characters_.line() - first : 0;
  return blanks_left_ > 0 || characters_.peek() != Characters::end;
}

bool CsvReader::next(CsvRecord& record) {
  if (blanks_left_ == 0 && !skip_blank_lines())
    return false;
  if (blanks_left_ > 0) {
    --blanks_left_;
    record.line = blank_line_++;
    record.fields.assign(1, {"", false, record.line, 1});
    return true;
  }
  record.line = characters_.line();
  std::size_t count = 0;
  while (true) {
    if (count == record.fields.size())
      record.fields.emplace_back();
    if (!field(record.fields[count++]))
      return false;
    const int after = characters_.peek();
    if (characters_.mistake())
      return false;
    if (after != Characters::end)
      characters_.take();
    if (after == ',')
      continue;
    if (after == '\r' && characters_.peek() == '\n')
      characters_.take();
    record.fields.resize(count);
    if (std::exchange(is_first_, false))
      has_one_field_ = count == 1 && blank_lines_ == BlankLines::of_one_field;
    return !characters_.mistake();
  }
}

bool CsvReader::field(CsvField& into) {
  into.text.clear();
  into.line = characters_.line();
  into.column = characters_.column();
  into.is_quoted = characters_.peek() == '"';
  if (into.is_quoted)
    return quoted(into);
  while (true) {
    characters_.take_plain(into.text, {',', '\n', '\r', '"', '\0'});
    const int next = characters_.peek();
    if (next == ',' || next == '\n' || next == '\r' || next == Characters::end)
      return !characters_.mistake();
    if (next == '"') {
      characters_.fail(characters_.line(), characters_.column(),
                       "a quote within a field: put the whole field in quotes, and write each quote in it twice");
      return false;
    }
    into.text += static_cast<char>(next);
    characters_.take();
  }
}

bool CsvReader::quoted(CsvField& into) {
  characters_.take();
  while (true) {
    characters_.take_plain(into.text, {'"', '\n', '\n', '\n', '\0'});
    const int next = characters_.peek();
    if (characters_.mistake())
      return false;
    if (next == Characters::end) {
      characters_.fail(into.line, into.column, "this quote is never closed");
      return false;
    }
    characters_.take();
    if (next != '"') {
      into.text += static_cast<char>(next);
      continue;
    }
    const int after = characters_.peek();
    if (after == '"') {
      into.text += '"';
      characters_.take();
    } else if (after == ',' || after == '\n' || after == '\r' || after == Characters::end) {
      return !characters_.mistake();
    } else {
      characters_.fail(characters_.line(), characters_.column(),
                       fmt::format("`{}` after the closing quote: a comma or the end of the line must follow",
                                   model::visible(std::string(1, static_cast<char>(after)))));
      return false;
    }
  }
}

} // namespace chaperone::records
