// A process that is spoken to line by line, as an adapter is: started by the shell in a process
// group of its own, so that it goes with all that it started.
// Covered by tests/conformance/line_process_test.cpp.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <variant>

namespace chaperone::conformance {

using Clock = std::chrono::steady_clock;

/// Why no line came.
enum class Silence {
  timed_out, ///< the process lives and says nothing, or does not read what it is told
  ended,     ///< it closed its output, or ended
  too_long,  ///< a line beyond LineProcess::longest_line
  stopped,   ///< the caller was asked to stop
};

/// The text as one word for /bin/sh.
std::string shell_word(const std::string& text);

/// SIGPIPE must be ignored where one is used.
class LineProcess {
public:
  static constexpr std::size_t longest_line = std::size_t(16) << 20U;

  /// Runs `command` by /bin/sh -c. Its standard error is our own. `is_stopped` is asked about ten times a second
  /// while waiting. Gives the system's message where no process can be made; that a command does not exist shows as
  /// `ended` at the first line.
  static std::variant<std::unique_ptr<LineProcess>, std::string> start(const std::string& command,
                                                                       std::function<bool()> is_stopped);
  /// Kills the whole group, if end() did not see it off.
  ~LineProcess();
  LineProcess(const LineProcess&) = delete;
  LineProcess& operator=(const LineProcess&) = delete;

  /// Hands over as much as the pipe takes; the rest goes while a line is waited for.
  void send(std::string_view text);
  /// The next line, without its line feed.
  std::variant<std::string, Silence> read_line(Clock::time_point until);
  /// Closes the process's input, gives it until then to end by itself, and then ends the group: asked first, then
  /// killed.
  void end(Clock::time_point until);
  /// How it ended, where it did: "exit code 3", "signal 11 (Segmentation fault)". Waits up to half a second for a
  /// process that has closed its output.
  std::optional<std::string> how_it_ended();

private:
  LineProcess(pid_t process, int input, int output, std::function<bool()> is_stopped);
  void write_some();
  bool read_some();
  bool wait_until_ended(Clock::time_point until);
  void close_input();

  pid_t process_;
  int input_;  ///< the process's standard input; -1: closed
  int output_; ///< its standard output
  std::function<bool()> is_stopped_;
  std::string unsent_;
  std::string unread_;
  std::size_t looked_at_ = 0; ///< of unread_: no line feed before here
  bool has_ended_ = false;    ///< its output
  bool is_reaped_ = false;
  int status_ = 0;
};

/// Kills every process that still runs. For the moment before this process ends without its destructors.
void kill_all_line_processes();

} // namespace chaperone::conformance
