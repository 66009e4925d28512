// Source text with line and column look-up. Every declaration and formula
// carries a Span, so that messages and stories can quote the rule file.
// Covered by tests/model/source_test.cpp.
#pragma once

#include "model/text/ids.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::model {

/// A half-open range of bytes [begin, end) in one file of a SourceSet.
struct Span {
  FileId file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  auto operator<=>(const Span&) const = default;
};

/// One-based line and column; the column counts Unicode code points.
struct Location {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  auto operator<=>(const Location&) const = default;
};

/// One file's path, as the user named it, and its text.
class SourceFile {
public:
  SourceFile(std::string path, std::string text);
  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  /// Line and column of a byte offset (clamped to the text). O(log lines + line length).
  Location locate(std::uint32_t offset) const;
  /// The text of a one-based line, without its line end.
  std::string_view line(std::uint32_t number) const;
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }

private:
  std::string path_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

/// All files that one rule file pulls in by `use`; file 0 is the one that was named. A copy shares the
/// files, and a view of a file's text stays good for as long as any set holds that file.
class SourceSet {
public:
  FileId add(SourceFile file);
  const SourceFile& file(FileId id) const { return *files_.at(id.index); }
  std::size_t size() const { return files_.size(); }
  std::string_view text(Span span) const;
  Location locate(Span span) const { return file(span.file).locate(span.begin); }

private:
  std::vector<std::shared_ptr<const SourceFile>> files_;
};

} // namespace chaperone::model
