#include "records/lines/bytes.hpp"

#include "model/text/visible.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

namespace chaperone::records {

std::string text_of(const Mistake& mistake) {
  std::string place = model::visible(mistake.file);
  if (mistake.line > 0)
    place += fmt::format(":{}", mistake.line);
  if (mistake.column > 0)
    place += fmt::format(":{}", mistake.column);
  return fmt::format("{}: {}", place, mistake.message);
}

std::string words_for(int error) {
  if (error == ENOENT)
    return "no such file";
  std::string words = std::generic_category().message(error);
  if (words.size() > 1 && std::islower(static_cast<unsigned char>(words[1])) != 0) // not an abbreviation
    words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  return words;
}

ByteSource bytes_of_descriptor(int descriptor) {
  return [descriptor](char* into, std::size_t most) -> std::ptrdiff_t {
    while (true) {
      const ssize_t count = read(descriptor, into, most);
      if (count >= 0)
        return count;
      if (errno != EINTR)
        return -errno;
    }
  };
}

ByteSource bytes_of_text(std::string text) {
  return [text = std::move(text), at = std::size_t{0}](char* into, std::size_t most) mutable {
    const std::size_t count = text.copy(into, most, at);
    at += count;
    return static_cast<std::ptrdiff_t>(count);
  };
}

OpenedFile open_regular(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0)
    return {{}, words_for(errno)};
  if (S_ISDIR(status.st_mode))
    return {{}, "it is a directory"};
  if (!S_ISREG(status.st_mode))
    return {{}, "it is not a regular file"};
  // What was a file may be a FIFO by now: never wait for somebody who writes.
  const int opened = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (opened < 0)
    return {{}, words_for(errno)};
  const std::shared_ptr<const int> descriptor(new int(opened), [](const int* it) {
    close(*it);
    delete it;
  });
  return {[descriptor, read = bytes_of_descriptor(opened)](char* into, std::size_t most) { return read(into, most); },
          {}};
}

Characters::Characters(std::string file, ByteSource source)
    : file_(std::move(file)), source_(std::move(source)), buffer_(std::size_t{1} << 16U, '\0') {}

void Characters::fail(std::uint64_t line, std::uint64_t column, std::string message) {
  if (!mistake_)
    mistake_ = Mistake{file_, line, column, std::move(message)};
  is_over_ = true;
  at_ = filled_ = 0;
}

bool Characters::fill() {
  if (is_over_)
    return false;
  const std::ptrdiff_t count = source_(buffer_.data(), buffer_.size());
  at_ = 0;
  filled_ = count > 0 ? static_cast<std::size_t>(count) : 0;
  if (count < 0)
    fail(line_, 0, fmt::format("cannot be read any further: {}", words_for(static_cast<int>(-count))));
  else if (count == 0 && pending_ > 0)
    fail(line_, column_, "not UTF-8: a character is cut off");
  is_over_ = is_over_ || count == 0;
  if (!is_started_ && filled_ > 0) {
    is_started_ = true;
    static constexpr const char* mark = "\xEF\xBB\xBF";
    while (filled_ < 3 && std::memcmp(buffer_.data(), mark, filled_) == 0) { // a pipe may hand out single bytes
      const std::ptrdiff_t more = source_(buffer_.data() + filled_, 3 - filled_);
      if (more <= 0)
        break;
      filled_ += static_cast<std::size_t>(more);
    }
    if (filled_ >= 3 && std::memcmp(buffer_.data(), mark, 3) == 0)
      at_ = 3;
    return at_ < filled_ || fill();
  }
  return filled_ > 0;
}

void Characters::check_utf8(unsigned char byte) {
  if (pending_ > 0) {
    if (byte < least_ || byte > most_)
      return fail(line_, column_,
                  fmt::format("not UTF-8: what follows the byte 0x{:02x} does not belong to it", lead_));
    least_ = 0x80;
    most_ = 0xBF;
    column_ += --pending_ == 0 ? 1 : 0;
    return;
  }
  if (byte < 0x80) {
    ++column_;
    return;
  }
  if (byte < 0xC2 || byte > 0xF4)
    return fail(line_, column_, fmt::format("not UTF-8: the byte 0x{:02x} cannot stand here", byte));
  lead_ = byte;
  pending_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  // Overlong forms, surrogates and what lies beyond U+10FFFF.
  least_ = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
  most_ = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
}

void Characters::take() {
  const auto byte = static_cast<unsigned char>(buffer_[at_++]);
  if (byte == '\n' && pending_ == 0) {
    ++line_;
    column_ = 1;
    return;
  }
  check_utf8(byte);
}

void Characters::take_plain(std::string& into, const char (&stops)[5]) {
  if (pending_ > 0)
    return;
  const std::size_t begin = at_;
  while (at_ < filled_) {
    const char byte = buffer_[at_];
    if ((static_cast<unsigned char>(byte) & 0x80U) != 0 || byte == stops[0] || byte == stops[1] || byte == stops[2] ||
        byte == stops[3])
      break;
    ++at_;
  }
  into.append(buffer_, begin, at_ - begin);
  column_ += at_ - begin;
}

} // namespace chaperone::records
