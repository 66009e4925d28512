// Source: Language Server Protocol 3.17, "Base Protocol".
// Covered by tests/cli/lsp/transport_test.cpp.
#include "cli/lsp/transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace chaperone::cli::lsp {
namespace {

constexpr std::size_t longest_header_line = 4096;

/// The number in `Content-Length: 12`, in any case.
std::optional<std::size_t> content_length(std::string_view line) {
  constexpr std::string_view name = "content-length:";
  if (line.size() < name.size() || !std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) {
        return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + ('a' - 'A')) : b);
      }))
    return std::nullopt;
  line.remove_prefix(name.size());
  const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
  std::size_t number = 0;
  const char* const end = line.data() + line.size();
  const auto [after, mistake] = std::from_chars(line.data() + start, end, number);
  const bool is_number =
      mistake == std::errc() && std::all_of(after, end, [](char c) { return c == ' ' || c == '\t'; });
  return is_number ? std::optional(number) : std::nullopt;
}

} // namespace

bool MessageReader::fill() {
  constexpr std::size_t piece = 65536;
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t old = buffer_.size();
  buffer_.resize(old + piece);
  const std::size_t count = source_(buffer_.data() + old, piece);
  buffer_.resize(old + count);
  return count > 0;
}

std::optional<std::string> MessageReader::header_line() {
  while (true) {
    const std::size_t end = buffer_.find('\n', at_);
    if (end == std::string::npos) {
      if (buffer_.size() - at_ > longest_header_line)
        at_ = buffer_.size(); // no header: its rest is another line that makes no sense
      if (!fill())
        return std::nullopt;
      continue;
    }
    std::string line = buffer_.substr(at_, end - at_);
    at_ = end + 1;
    if (line.ends_with('\r'))
      line.pop_back();
    return line;
  }
}

std::optional<std::string> MessageReader::next() {
  std::optional<std::size_t> length;
  while (true) {
    const auto line = header_line();
    if (!line)
      return std::nullopt;
    if (!line->empty()) {
      if (const auto told = content_length(*line))
        length = told;
      continue;
    }
    if (length)
      break;
  }
  if (*length > longest_message) {
    for (std::size_t left = *length; left > 0;) {
      if (at_ == buffer_.size() && !fill())
        return std::nullopt;
      const std::size_t passed = std::min(left, buffer_.size() - at_);
      at_ += passed;
      left -= passed;
    }
    return std::string();
  }
  while (buffer_.size() - at_ < *length)
    if (!fill())
      return std::nullopt;
  std::string text = buffer_.substr(at_, *length);
  at_ += *length;
  return text;
}

std::string framed(std::string_view text) {
  return fmt::format("Content-Length: {}\r\n\r\n{}", text.size(), text);
}

} // namespace chaperone::cli::lsp
