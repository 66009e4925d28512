// Messages of the protocol as they go over a pipe: a header with their length, a blank line, JSON.
// Covered by tests/cli/lsp/transport_test.cpp.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chaperone::cli::lsp {

/// In bytes. A longer message is read over, and counts as one that cannot be understood.
inline constexpr std::size_t longest_message = std::size_t{256} << 20U;

class MessageReader {
public:
  /// Reads up to `size` bytes into `buffer`; 0 at the end.
  using Source = std::function<std::size_t(char* buffer, std::size_t size)>;
  explicit MessageReader(Source source) : source_(std::move(source)) {}

  /// The next message's text, or nothing at the end. Header lines that make no sense are passed over; so is a message
  /// whose length is not told, since nothing says where it ends. An empty text is a message that was too long.
  std::optional<std::string> next();

private:
  bool fill();
  std::optional<std::string> header_line();

  Source source_;
  std::string buffer_;
  std::size_t at_ = 0; ///< in buffer_
};

/// The header and the text.
std::string framed(std::string_view text);

} // namespace chaperone::cli::lsp
