// See deadline.hpp.
#include "solver/api/deadline.hpp"

namespace chaperone::solver {

Deadline::Deadline(std::optional<std::chrono::milliseconds> limit, std::function<void()> interrupt) {
  if (!limit)
    return;
  watch_ = std::thread([this, limit = *limit, interrupt = std::move(interrupt)] {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, limit, [this] { return is_over_; }))
      return;
    has_passed_ = true;
    while (!changed_.wait_for(lock, std::chrono::milliseconds(20), [this] { return is_over_; }))
      interrupt();
  });
}

Deadline::~Deadline() {
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  if (watch_.joinable())
    watch_.join();
}

bool Deadline::has_passed() const {
  const std::scoped_lock lock(mutex_);
  return has_passed_;
}

} // namespace chaperone::solver
