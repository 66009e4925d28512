// See lines.hpp.
#include "records/follow/lines.hpp"

#include <fmt/format.h>

#include <cstring>

namespace chaperone::follow {

namespace {

constexpr std::size_t chunk_size = std::size_t{1} << 17U;
/// Longer lines are taken for a file that is no log, before they fill the memory.
constexpr std::size_t longest_line = std::size_t{16} << 20U;

} // namespace

Lines::Lines(records::ByteSource source) : source_(std::move(source)), buffer_(chunk_size, '\0') {}

bool Lines::fill() {
  if (is_over_)
    return false;
  if (at_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
    filled_ -= at_;
    at_ = 0;
  }
  if (filled_ == buffer_.size())
    buffer_.resize(buffer_.size() * 2);
  const std::ptrdiff_t count = source_(buffer_.data() + filled_, buffer_.size() - filled_);
  if (count < 0)
    mistake_ = fmt::format("cannot be read any further: {}", records::words_for(static_cast<int>(-count)));
  is_over_ = count <= 0;
  filled_ += count > 0 ? static_cast<std::size_t>(count) : 0;
  return count > 0;
}

bool Lines::next(std::string_view& line) {
  std::size_t searched = 0;
  while (true) {
    const char* begin = buffer_.data() + at_;
    const void* end = std::memchr(begin + searched, '\n', filled_ - at_ - searched);
    if (end != nullptr) {
      line = {begin, static_cast<std::size_t>(static_cast<const char*>(end) - begin)};
      at_ += line.size() + 1;
      break;
    }
    searched = filled_ - at_;
    if (searched > longest_line) {
      mistake_ = "a line of more than 16 MiB: each event must stand on a line of its own";
      is_over_ = true;
      ++number_;
      return false;
    }
    if (fill())
      continue;
    if (at_ == filled_ || !mistake_.empty())
      return false;
    line = {buffer_.data() + at_, filled_ - at_};
    at_ = filled_;
    break;
  }
  ++number_;
  if (number_ == 1 && line.starts_with("\xEF\xBB\xBF"))
    line.remove_prefix(3);
  return true;
}

} // namespace chaperone::follow
