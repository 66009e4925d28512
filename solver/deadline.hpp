// Ends a check at a point in time, by interrupting Z3 from a thread of its own.
// Covered by tests/cli/ (time limits).
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace chaperone::solver {

/// While it lives, every session is interrupted once `limit` has passed. Without a limit there is no thread.
class Deadline {
public:
  explicit Deadline(std::optional<std::chrono::milliseconds> limit);
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
