// Reads regular files, up to the largest size that is accepted. Anything else that has a name (a FIFO, a device, a
// socket) may have no end, or none to wait for. Implements read_from_disk of model/resolve/front_end.hpp.
// Covered by tests/cli/reading_test.cpp.
#include "model/resolve/front_end.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <system_error>

namespace chaperone::model {

namespace {

/// What the system says of a file that cannot be read, as the end of a sentence.
std::string words_for(int error) {
  switch (error) {
  case ENOENT:
    return "no such file";
  case EACCES:
    return "permission denied";
  default:
    break;
  }
  std::string words = std::generic_category().message(error);
  if (words.size() > 1 && std::islower(static_cast<unsigned char>(words[1])) != 0) // not an abbreviation
    words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  return words;
}

/// Empty for a regular file.
std::string what_else_it_is(mode_t mode) {
  if (S_ISREG(mode))
    return {};
  if (S_ISDIR(mode))
    return "it is a directory";
  const char* kind = S_ISFIFO(mode) ? "FIFO" : S_ISSOCK(mode) ? "socket" : "device";
  return fmt::format("it is a {}, not a file", kind);
}

/// A descriptor that is closed with this object.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0)
      close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

private:
  int number_;
};

FileBytes read_whole(int descriptor) {
  std::string bytes;
  std::string piece(std::size_t{1} << 16U, '\0');
  while (true) {
    const ssize_t count = read(descriptor, piece.data(), piece.size());
    if (count == 0)
      return {std::move(bytes), {}};
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return {std::nullopt, words_for(errno)};
    bytes.append(piece, 0, static_cast<std::size_t>(count));
    if (bytes.size() > largest_file)
      return {std::nullopt, fmt::format("it is larger than {} MiB", largest_file >> 20U)};
  }
}

FileBytes read_regular(const std::string& path) {
  if (path.empty())
    return {std::nullopt, "its name is empty"};
  struct stat status {};
  if (stat(path.c_str(), &status) != 0)
    return {std::nullopt, words_for(errno)};
  // To open a device may do something, and to open a socket only says that there is no such device.
  if (std::string what = what_else_it_is(status.st_mode); !what.empty())
    return {std::nullopt, std::move(what)};
  // What was a file may be a FIFO by now: never wait for somebody who writes.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (file.number() < 0 || fstat(file.number(), &status) != 0)
    return {std::nullopt, words_for(errno)};
  if (std::string what = what_else_it_is(status.st_mode); !what.empty())
    return {std::nullopt, std::move(what)};
  return read_whole(file.number());
}

} // namespace

FileBytes read_standard_input() {
  return read_whole(STDIN_FILENO);
}

FileReader read_from_disk() {
  return read_regular;
}

} // namespace chaperone::model
