// The lines of a log, as fast as memory is searched for line feeds. Covered by tests/records/log_test.cpp.
#pragma once

#include "records/lines/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace chaperone::follow {

class Lines {
public:
  explicit Lines(records::ByteSource source);

  /// The next line without its line feed, until the next call; false at the end, and where it cannot be read.
  bool next(std::string_view& line);
  std::uint64_t number() const { return number_; }
  /// Why it cannot be read any further; empty: it can, or is at its end.
  const std::string& mistake() const { return mistake_; }

private:
  bool fill();

  records::ByteSource source_;
  std::string buffer_;
  std::size_t at_ = 0, filled_ = 0;
  std::uint64_t number_ = 0;
  bool is_over_ = false;
  std::string mistake_;
};

} // namespace chaperone::follow
