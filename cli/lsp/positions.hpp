// Lines and characters as an editor counts them, and bytes as the model counts them.
// Covered by tests/cli/lsp/documents_test.cpp.
#pragma once

#include "cli/lsp/json.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace chaperone::cli::lsp {

/// What a `character` counts: UTF-16 code units, unless the client offers bytes.
enum class Encoding { utf16, utf8 };

/// From 0.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t character = 0;
  auto operator<=>(const Position&) const = default;
};

/// Where the lines of a text begin. The text is given with each question and must be the same.
class LineTable {
public:
  explicit LineTable(std::string_view text);

  /// Clamped to the line and to the text; within a character, its start. O(line).
  std::uint32_t offset(std::string_view text, Position position, Encoding encoding) const;
  /// Clamped to the text. O(log lines + line).
  Position position(std::string_view text, std::uint32_t offset, Encoding encoding) const;
  std::uint32_t line_of(std::uint32_t offset) const;
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }
  /// The end of a line, before its line end.
  std::uint32_t end_of(std::string_view text, std::uint32_t line) const;

private:
  std::vector<std::uint32_t> starts_;
};

Position read_position(const Json& json);
Json to_json(Position position);

} // namespace chaperone::cli::lsp
