// Ends a command that takes too long, takes too much memory or is interrupted. The search is asked to stop
// first; where it does not come back soon, what is known so far is told from here and
// the process ends. Covered by tests/cli/watch_test.cpp and tests/cli/interrupt_test.cpp.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace chaperone::cli {

/// Why a command was ended before it was done.
enum class Cut { by_signal, by_deadline, by_memory };
/// "interrupted", "out of time" or "out of memory".
std::string reason_for(Cut why);

/// While one exists, SIGINT, SIGTERM and SIGHUP, the deadline and the memory in use are watched from a thread of its
/// own. Make it before any other thread starts: they are to inherit the blocked signals.
class Watch {
public:
  struct Actions {
    /// Called on the watching thread if the work did not end in time; then the process ends with the exit
    /// code it returns.
    std::function<int(Cut)> give_up;
    /// Called about ten times a second; may be empty.
    std::function<void()> tick;
  };

  /// `most_memory` is in bytes; three quarters of what is there, if it is not given.
  Watch(std::optional<std::chrono::milliseconds> timeout, Actions actions,
        std::optional<std::uint64_t> most_memory = {});
  /// Ends the watching; waits for its thread.
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Says that the work is done and its results are about to be told: from now on the watch will not give up.
  /// If it already has, this never returns.
  void finish();
  /// How long the work may take to come back from now on, once it is asked to stop (600 ms).
  void be_patient(std::chrono::milliseconds patience);
  /// What was asked for so far; a signal outweighs the deadline.
  std::optional<Cut> cut() const;

private:
  void run();
  void wait_for_signal(std::chrono::steady_clock::time_point until);
  void ask_to_stop(Cut why);
  void give_up_if_working();

  using Clock = std::chrono::steady_clock;
  Actions actions_;
  std::optional<Clock::time_point> deadline_;
  std::optional<Clock::time_point> last_moment_; ///< when to give up, once asked to stop
  std::optional<Clock::time_point> first_signal_;
  std::uint64_t most_memory_; ///< in bytes

  mutable std::mutex mutex_;
  std::optional<Cut> cut_;
  std::optional<Clock::time_point> finished_;
  bool has_given_up_ = false;
  std::chrono::milliseconds patience_{600}; ///< the whole is to end within a second
  bool is_ending_ = false;
  std::thread thread_;
};

} // namespace chaperone::cli
