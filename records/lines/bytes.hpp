// Where the bytes of records come from, and where in them a mistake is.
// Covered by tests/records/lines_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace chaperone::records {

/// A mistake in a file of records. Lines and columns count from 1, columns in code points; 0 where there is no place.
struct Mistake {
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  std::string message; ///< lower case, no full stop; foreign text in it is already made visible
};

/// `member.csv:3:7: a quote is never closed`, on one line, fit to be shown.
std::string text_of(const Mistake& mistake);

/// Fills the buffer from the front: the number of bytes, 0 at the end, or a negative errno.
using ByteSource = std::function<std::ptrdiff_t(char* into, std::size_t most)>;

/// What the system says of an errno, as the end of a sentence.
std::string words_for(int error);

/// Reads what is left of an open descriptor, which stays open; waits where it must.
ByteSource bytes_of_descriptor(int descriptor);
ByteSource bytes_of_text(std::string text);

/// A source, or why there is none, as the end of a sentence such as "no such file".
struct OpenedFile {
  ByteSource source; ///< empty: it cannot be read
  std::string why_not;
};
/// Opens a regular file, which is closed with the last copy of the source.
OpenedFile open_regular(const std::string& path);

/// Bytes one by one with the place of each: UTF-8 is checked, a byte order mark at the start skipped.
class Characters {
public:
  Characters(std::string file, ByteSource source);

  static constexpr int end = -1;
  /// The next byte without taking it, or `end`: nothing is left, or there was a mistake.
  int peek() { return at_ < filled_ || fill() ? static_cast<unsigned char>(buffer_[at_]) : end; }
  /// Takes the next byte; `peek` has said that there is one.
  void take();
  /// Appends bytes to `into` up to one of the four that stop it, to a byte that is not ASCII, or to the end of what has
  /// been read. Line feeds must be among the four.
  void take_plain(std::string& into, const char (&stops)[5]);

  std::uint64_t line() const { return line_; }
  std::uint64_t column() const { return column_; }
  const std::string& file() const { return file_; }

  const std::optional<Mistake>& mistake() const { return mistake_; }
  /// Nothing is read after the first mistake.
  void fail(std::uint64_t line, std::uint64_t column, std::string message);

private:
  bool fill();
  void check_utf8(unsigned char byte);

  std::string file_;
  ByteSource source_;
  std::string buffer_;
  std::size_t at_ = 0, filled_ = 0;
  std::uint64_t line_ = 1, column_ = 1;
  unsigned pending_ = 0;   ///< continuation bytes that must follow
  unsigned char lead_ = 0; ///< the byte that they belong to
  unsigned char least_ = 0x80, most_ = 0xBF;
  bool is_started_ = false, is_over_ = false;
  std::optional<Mistake> mistake_;
};

} // namespace chaperone::records
