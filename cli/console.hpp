// Standard output and standard error as a command sees them: whether to use
// colors, output written whole or reported as failed, and a progress line that leaves
// no trace. Covered by tests/cli/terminal_test.cpp.
#pragma once

#include "cli/settings.hpp"

#include <mutex>
#include <string>
#include <string_view>

namespace chaperone::cli {

/// Results go to `out`, messages and progress to the other stream; safe to use from two threads.
class Console {
public:
  /// Reads the environment (NO_COLOR, CLICOLOR_FORCE, TERM) and asks what is a terminal.
  Console();
  void configure(ColorChoice color, bool is_quiet);

  bool has_color_out() const { return has_color_out_; }
  bool has_color_error() const { return has_color_error_; }
  /// Is there somebody to show a progress line to?
  bool shows_progress() const { return shows_progress_; }

  /// Writes all of `text` to standard output now, for people: what a terminal or a log would obey is escaped, but for
  /// a Painter's styles. After a first failure nothing more is written.
  void out(std::string_view text);
  /// Writes a document to standard output as it stands: JSON and the like escape in their own way.
  void out_document(std::string_view text);
  /// Writes a message to standard error, first erasing the progress line, and escaped like what is written by out().
  /// `text` ends in a line feed.
  void error(std::string_view text);
  /// Replaces the progress line (cut to the terminal's width); an empty one erases it.
  void progress(std::string_view line);

  /// Can standard output still be written to? Not where its reader went away.
  bool has_reader();
  /// Whether a write to standard output failed for another reason than a reader that went away;
  /// the first call then also says so on standard error.
  bool has_lost_output();

private:
  void erase_progress();

  std::mutex mutex_;
  bool has_color_out_ = false;
  bool has_color_error_ = false;
  bool shows_progress_ = false;
  bool has_progress_line_ = false;
  int output_error_ = 0; ///< errno of the first write that failed
};

/// For short messages about bad usage or input, of one line: "chaperone: MESSAGE", on standard error.
void complain(Console& console, std::string_view message);

} // namespace chaperone::cli
