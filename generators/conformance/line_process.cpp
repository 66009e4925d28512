// posix_spawn, two pipes, poll.
#include "generators/conformance/line_process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <set>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ; // NOLINT: POSIX has it so

namespace chaperone::conformance {
namespace {

using namespace std::chrono_literals;

/// How long a wait goes on before anybody looks whether to stop.
constexpr auto slice = 100ms;
/// Between the request to end and the kill.
constexpr auto patience = 300ms;

/// The groups that run, for kill_all_line_processes().
struct Groups {
  std::mutex mutex;
  std::set<pid_t> running;
};
Groups& groups() {
  static auto& all = *new Groups; // outlives every thread
  return all;
}

struct Pipe {
  int read_end = -1, write_end = -1;
};

/// Closed in every process that is started, so that no adapter keeps another one's pipe open.
std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return std::nullopt;
  return Pipe{ends[0], ends[1]};
}

void close_both(const Pipe& pipe) {
  close(pipe.read_end);
  close(pipe.write_end);
}

/// The process in a group of its own, with no signal blocked or ignored. Returns an errno.
int spawn(const std::string& command, const Pipe& input, const Pipe& output, pid_t& process) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input.read_end, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, output.write_end, STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, ours;
  sigemptyset(&none);
  sigemptyset(&ours);
  sigaddset(&ours, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &ours);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string shell = "sh", option = "-c", text = command;
  std::array<char*, 4> words{shell.data(), option.data(), text.data(), nullptr};
  const int error = posix_spawn(&process, "/bin/sh", &files, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

} // namespace

std::string shell_word(const std::string& text) {
  std::string result = "'";
  for (const char c : text)
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::variant<std::unique_ptr<LineProcess>, std::string> LineProcess::start(const std::string& command,
                                                                           std::function<bool()> is_stopped) {
  const auto input = make_pipe();
  if (!input)
    return std::string(std::strerror(errno));
  const auto output = make_pipe();
  if (!output) {
    const int error = errno;
    close_both(*input);
    return std::string(std::strerror(error));
  }
  const std::scoped_lock lock(groups().mutex);
  pid_t process = 0;
  const int error = spawn(command, *input, *output, process);
  close(input->read_end);
  close(output->write_end);
  if (error != 0) {
    close(input->write_end);
    close(output->read_end);
    return std::string(std::strerror(error));
  }
  groups().running.insert(process);
  fcntl(input->write_end, F_SETFL, O_NONBLOCK);
  fcntl(output->read_end, F_SETFL, O_NONBLOCK);
  return std::unique_ptr<LineProcess>(
      new LineProcess(process, input->write_end, output->read_end, std::move(is_stopped)));
}

LineProcess::LineProcess(pid_t process, int input, int output, std::function<bool()> is_stopped)
    : process_(process), input_(input), output_(output), is_stopped_(std::move(is_stopped)) {}

LineProcess::~LineProcess() {
  end(Clock::now());
  close(output_);
}

void LineProcess::close_input() {
  if (input_ >= 0)
    close(input_);
  input_ = -1;
}

void LineProcess::write_some() {
  while (input_ >= 0 && !unsent_.empty()) {
    const ssize_t count = write(input_, unsent_.data(), unsent_.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0 && errno == EAGAIN)
      return;
    if (count < 0) { // nobody reads any more: its output tells how that came
      close_input();
      return;
    }
    unsent_.erase(0, static_cast<std::size_t>(count));
  }
}

void LineProcess::send(std::string_view text) {
  unsent_ += text;
  write_some();
}

/// False at the end of the output.
bool LineProcess::read_some() {
  std::array<char, 65536> buffer; // NOLINT: written by read()
  while (true) {
    const ssize_t count = read(output_, buffer.data(), buffer.size());
    if (count > 0)
      unread_.append(buffer.data(), static_cast<std::size_t>(count));
    else if (count < 0 && errno == EINTR)
      continue;
    else
      return count < 0 && errno == EAGAIN;
    if (static_cast<std::size_t>(count) < buffer.size())
      return true;
  }
}

std::variant<std::string, Silence> LineProcess::read_line(Clock::time_point until) {
  while (true) {
    const auto end = unread_.find('\n', looked_at_);
    if (end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      looked_at_ = 0;
      return line;
    }
    looked_at_ = unread_.size();
    if (unread_.size() > longest_line)
      return Silence::too_long;
    if (has_ended_)
      return Silence::ended;
    if (is_stopped_())
      return Silence::stopped;
    const auto now = Clock::now();
    if (now >= until)
      return Silence::timed_out;
    const auto rest = std::chrono::ceil<std::chrono::milliseconds>(std::min<Clock::duration>(until - now, slice));
    std::array<pollfd, 2> polled{{{output_, POLLIN, 0}, {unsent_.empty() ? -1 : input_, POLLOUT, 0}}};
    if (poll(polled.data(), polled.size(), static_cast<int>(rest.count())) <= 0)
      continue;
    if (polled[1].revents != 0)
      write_some();
    if (polled[0].revents != 0)
      has_ended_ = !read_some();
  }
}

/// Notes how the process ended and leaves it unreaped, so that its group's number stays its own.
bool LineProcess::wait_until_ended(Clock::time_point until) {
  while (true) {
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0)
      return true;
    if (Clock::now() >= until)
      return false;
    std::this_thread::sleep_for(2ms);
  }
}

void LineProcess::end(Clock::time_point until) {
  close_input();
  if (is_reaped_)
    return;
  if (!wait_until_ended(until)) {
    kill(-process_, SIGTERM);
    wait_until_ended(Clock::now() + patience);
  }
  const std::scoped_lock lock(groups().mutex);
  kill(-process_, SIGKILL); // and whatever it left behind
  while (waitpid(process_, &status_, 0) < 0 && errno == EINTR) {
  }
  is_reaped_ = true;
  groups().running.erase(process_);
}

std::optional<std::string> LineProcess::how_it_ended() {
  if (!is_reaped_) {
    if (!wait_until_ended(Clock::now() + 500ms))
      return std::nullopt;
    end(Clock::now());
  }
  if (WIFSIGNALED(status_))
    return fmt::format("signal {} ({})", WTERMSIG(status_), strsignal(WTERMSIG(status_)));
  return fmt::format("exit code {}", WEXITSTATUS(status_));
}

void kill_all_line_processes() {
  const std::scoped_lock lock(groups().mutex);
  for (const pid_t group : groups().running)
    kill(-group, SIGKILL);
}

} // namespace chaperone::conformance
