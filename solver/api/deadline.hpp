// Ends a check at a point in time, from a thread of its own.
// Covered by tests/cli/ (time limits).
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace chaperone::solver {

/// Calls `interrupt` when `limit` has passed, and then again and again while it lives: Z3 ignores an interrupt while it
/// prepares a question. Without a limit there is no thread.
class Deadline {
public:
  Deadline(std::optional<std::chrono::milliseconds> limit, std::function<void()> interrupt);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  bool has_passed() const;

private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  bool has_passed_ = false;
  std::thread watch_;
};

} // namespace chaperone::solver
