// Signals are taken by sigtimedwait on one thread, so that no code here has to be
// safe inside a signal handler.
#include "cli/watch.hpp"

#include "cli/exit_code.hpp"
#include "cli/memory.hpp"

#include "solver/check.hpp"

#include <csignal>
#include <ctime>
#include <unistd.h>

namespace chaperone::cli {
namespace {

using namespace std::chrono_literals;

/// The search knows its deadline and is asked to stop only if it lets that pass.
constexpr auto grace = 200ms;
constexpr auto tick_length = 100ms;
constexpr auto between_looks_at_memory = 250ms;
/// How long a report may take to be written after Ctrl-C.
constexpr auto time_to_tell = 1s;
/// A second signal this soon is the first one again: `timeout` sends its own to the process and to its group, and a
/// shell's is followed by the terminal's. One that comes later wants the end, report or no report.
constexpr auto echo = 1s;

/// Wakes the watching thread; blocked in all threads, never delivered to a handler.
constexpr int wake_up = SIGUSR1;

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, wake_up})
    sigaddset(&set, signal);
  return set;
}

} // namespace

std::string reason_for(Cut why) {
  return why == Cut::by_signal ? "interrupted" : why == Cut::by_deadline ? "out of time" : "out of memory";
}

Watch::Watch(std::optional<std::chrono::milliseconds> timeout, Actions actions,
             std::optional<std::uint64_t> most_memory)
    : actions_(std::move(actions)), most_memory_(most_memory.value_or(memory_in_use() + memory_available() / 4 * 3)) {
  if (timeout)
    deadline_ = Clock::now() + *timeout + grace;
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([this] { run(); });
}

Watch::~Watch() {
  {
    const std::scoped_lock lock(mutex_);
    finished_ = Clock::now();
    is_ending_ = true;
  }
  pthread_kill(thread_.native_handle(), wake_up);
  thread_.join();
}

void Watch::finish() {
  bool is_too_late = false;
  {
    const std::scoped_lock lock(mutex_);
    finished_ = Clock::now();
    is_too_late = has_given_up_;
  }
  if (is_too_late)
    while (true) // the watching thread is telling the results and ends the process
      pause();
}

void Watch::be_patient(std::chrono::milliseconds patience) {
  const std::scoped_lock lock(mutex_);
  patience_ = patience;
}

std::optional<Cut> Watch::cut() const {
  const std::scoped_lock lock(mutex_);
  return cut_;
}

void Watch::run() {
  while (true) {
    auto until = Clock::now() + (actions_.tick ? tick_length : between_looks_at_memory);
    if (last_moment_)
      until = std::min(until, *last_moment_);
    else if (deadline_)
      until = std::min(until, *deadline_);
    wait_for_signal(until);
    {
      const std::scoped_lock lock(mutex_);
      if (is_ending_)
        return;
    }
    if (last_moment_ && Clock::now() >= *last_moment_)
      give_up_if_working();
    else if (!last_moment_ && deadline_ && Clock::now() >= *deadline_)
      ask_to_stop(Cut::by_deadline);
    else if (!last_moment_ && memory_in_use() > most_memory_)
      ask_to_stop(Cut::by_memory);
    if (actions_.tick)
      actions_.tick();
  }
}

void Watch::wait_for_signal(Clock::time_point until) {
  const sigset_t set = watched_signals();
  int signal = 0;
  const auto rest = std::max<Clock::duration>(until - Clock::now(), 0ns);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(rest);
  const timespec time{seconds.count(), std::chrono::nanoseconds(rest - seconds).count()};
  signal = sigtimedwait(&set, nullptr, &time);
  if (signal <= 0 || signal == wake_up)
    return;
  if (!first_signal_) {
    first_signal_ = Clock::now();
    ask_to_stop(Cut::by_signal);
  } else if (Clock::now() - *first_signal_ > echo) {
    give_up_if_working();
  }
}

void Watch::ask_to_stop(Cut why) {
  {
    const std::scoped_lock lock(mutex_);
    cut_ = why;
    if (!last_moment_)
      last_moment_ = Clock::now() + patience_;
  }
  solver::request_interrupt();
}

void Watch::give_up_if_working() {
  Cut why = Cut::by_signal;
  {
    const std::scoped_lock lock(mutex_);
    why = cut_.value_or(Cut::by_signal);
    if (finished_ && why != Cut::by_signal) {
      deadline_.reset();
      most_memory_ = UINT64_MAX;
      last_moment_.reset();
      return;
    }
    if (finished_ && Clock::now() < *finished_ + time_to_tell) { // the report may be half written
      last_moment_ = *finished_ + time_to_tell;
      return;
    }
    if (finished_) // being told for long, perhaps into a pipe that nobody reads
      _exit(interrupted);
    has_given_up_ = true;
  }
  // Not exit(): the working thread may hold any lock that a destructor would want.
  _exit(actions_.give_up(why));
}

} // namespace chaperone::cli
