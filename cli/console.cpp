// How results and messages reach the terminal, a pipe or a file.
#include "cli/console.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace chaperone::cli {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool wants_color(int descriptor) {
  if (is_set("NO_COLOR"))
    return false;
  if (is_set("CLICOLOR_FORCE") && std::strcmp(std::getenv("CLICOLOR_FORCE"), "0") != 0)
    return true;
  const char* term = std::getenv("TERM");
  return isatty(descriptor) == 1 && term != nullptr && std::strcmp(term, "dumb") != 0;
}

/// Writes everything, however small the pieces that the system takes; returns errno or 0.
int write_whole(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 80;
  return size.ws_col;
}

/// Where a sequence that a Painter wrote ends, if one begins the text: `ESC [ numbers m`.
std::size_t end_of_style(std::string_view text) {
  if (!text.starts_with("\x1b["))
    return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

/// Whatever reaches a terminal or a log: nothing that it would obey, but for the styles that are ours.
std::string harmless(std::string_view text, bool has_color) {
  std::string result;
  while (!text.empty()) {
    const std::size_t style = has_color ? end_of_style(text) : 0;
    const std::size_t end = style > 0 ? style : std::min(text.find('\x1b', 1), text.size());
    result += style > 0 ? std::string(text.substr(0, end)) : model::visible_lines(text.substr(0, end));
    text.remove_prefix(end);
  }
  return model::without_commands(std::move(result), model::shown_escape);
}

/// At most `width` code points, so that the line does not wrap and can be erased.
std::string_view cut(std::string_view line, std::size_t width) {
  std::size_t code_points = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool is_start = (static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U;
    if (is_start && ++code_points > width)
      return line.substr(0, i);
  }
  return line;
}

} // namespace

Console::Console()
    : has_color_out_(wants_color(STDOUT_FILENO)), has_color_error_(wants_color(STDERR_FILENO)),
      shows_progress_(isatty(STDERR_FILENO) == 1) {}

void Console::configure(ColorChoice color, bool is_quiet) {
  if (color != ColorChoice::automatic)
    has_color_out_ = has_color_error_ = color == ColorChoice::always;
  if (is_quiet)
    shows_progress_ = false;
}

void Console::out(std::string_view text) {
  out_document(harmless(text, has_color_out_));
}

void Console::out_document(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  erase_progress();
  if (output_error_ == 0)
    output_error_ = write_whole(STDOUT_FILENO, text);
}

void Console::error(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  erase_progress();
  write_whole(STDERR_FILENO, harmless(text, has_color_error_));
}

void Console::progress(std::string_view line) {
  if (!shows_progress_)
    return;
  const std::scoped_lock lock(mutex_);
  erase_progress();
  if (line.empty())
    return;
  // One column stays free: a full line would wrap on some terminals.
  write_whole(STDERR_FILENO, cut(model::visible(line), terminal_width() - 1));
  has_progress_line_ = true;
}

void Console::erase_progress() {
  if (has_progress_line_)
    write_whole(STDERR_FILENO, "\r\x1b[K");
  has_progress_line_ = false;
}

bool Console::has_reader() {
  const std::scoped_lock lock(mutex_);
  return output_error_ == 0;
}

bool Console::has_lost_output() {
  int why = 0;
  {
    const std::scoped_lock lock(mutex_);
    if (output_error_ == 0 || output_error_ == EPIPE)
      return false;
    why = output_error_;
    output_error_ = EPIPE; // said once
  }
  complain(*this, fmt::format("cannot write to standard output: {}", std::strerror(why)));
  return true;
}

void complain(Console& console, std::string_view message) {
  console.error(fmt::format("chaperone: {}\n", model::visible(message)));
}

} // namespace chaperone::cli
