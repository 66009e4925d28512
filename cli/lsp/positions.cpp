// Source: Language Server Protocol 3.17, "Text Documents" and "Position".
// Covered by tests/cli/lsp/documents_test.cpp.
#include "cli/lsp/positions.hpp"

#include "model/text/utf8.hpp"

#include <algorithm>

namespace chaperone::cli::lsp {
namespace {

constexpr char32_t first_of_two_units = 0x10000;

std::uint32_t units_of(const model::Decoded& it, Encoding encoding) {
  if (encoding == Encoding::utf8)
    return it.bytes;
  return it.code_point >= first_of_two_units ? 2 : 1;
}

std::uint32_t read_number(const Json& json) {
  const auto number = json.get<std::int64_t>();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(number, 0, INT32_MAX));
}

} // namespace

LineTable::LineTable(std::string_view text) : starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ends = text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
    if (ends)
      starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

std::uint32_t LineTable::end_of(std::string_view text, std::uint32_t line) const {
  if (line + 1 >= starts_.size())
    return static_cast<std::uint32_t>(text.size());
  std::uint32_t end = starts_[line + 1] - 1;
  if (end > starts_[line] && text[end] == '\n' && text[end - 1] == '\r')
    --end;
  return end;
}

std::uint32_t LineTable::offset(std::string_view text, Position position, Encoding encoding) const {
  if (position.line >= starts_.size())
    return static_cast<std::uint32_t>(text.size());
  std::uint32_t at = starts_[position.line];
  const std::uint32_t end = end_of(text, position.line);
  for (std::uint32_t passed = 0; at < end;) {
    const model::Decoded next = model::decode(text.substr(at, end - at));
    passed += units_of(next, encoding);
    if (passed > position.character)
      break;
    at += next.bytes;
  }
  return at;
}

std::uint32_t LineTable::line_of(std::uint32_t offset) const {
  return static_cast<std::uint32_t>(std::ranges::upper_bound(starts_, offset) - starts_.begin()) - 1;
}

Position LineTable::position(std::string_view text, std::uint32_t offset, Encoding encoding) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text.size()));
  Position result{line_of(offset), 0};
  for (std::uint32_t at = starts_[result.line]; at < offset;) {
    const model::Decoded next = model::decode(text.substr(at));
    if (at + next.bytes > offset)
      break;
    result.character += units_of(next, encoding);
    at += next.bytes;
  }
  return result;
}

Position read_position(const Json& json) {
  return {read_number(json.at("line")), read_number(json.at("character"))};
}

Json to_json(Position position) {
  return {{"line", position.line}, {"character", position.character}};
}

} // namespace chaperone::cli::lsp
