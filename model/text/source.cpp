// Implements model/text/source.hpp. Covered by tests/model/source_test.cpp.
#include "model/text/source.hpp"

#include "model/text/utf8.hpp"

#include <algorithm>

namespace chaperone::model {

SourceFile::SourceFile(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
    line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
}

Location SourceFile::locate(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto number = static_cast<std::uint32_t>(after - line_starts_.begin());
  const std::uint32_t start = line_starts_[number - 1];
  return {number, count_code_points(std::string_view(text_).substr(start, offset - start)) + 1};
}

std::string_view SourceFile::line(std::uint32_t number) const {
  const std::uint32_t start = line_starts_.at(number - 1);
  const std::size_t end = number < line_starts_.size() ? line_starts_[number] - 1 : text_.size();
  std::string_view line = std::string_view(text_).substr(start, end - start);
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  return line;
}

FileId SourceSet::add(SourceFile file) {
  files_.push_back(std::make_shared<const SourceFile>(std::move(file)));
  return FileId{static_cast<std::uint32_t>(files_.size() - 1)};
}

std::string_view SourceSet::text(Span span) const {
  const std::string_view all = file(span.file).text();
  const std::size_t begin = std::min<std::size_t>(span.begin, all.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, all.size());
  return all.substr(begin, end - begin);
}

} // namespace chaperone::model
