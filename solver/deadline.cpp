// See deadline.hpp.
#include "solver/deadline.hpp"

#include "solver/encoding/session.hpp"

namespace chaperone::solver {

Deadline::Deadline(std::optional<std::chrono::milliseconds> limit) {
  if (!limit)
    return;
  watch_ = std::thread([this, limit = *limit] {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, limit, [this] { return is_over_; }))
      return;
    has_passed_ = true;
    // Z3 takes no notice while it prepares a question, so it is told until it has come back.
    while (!changed_.wait_for(lock, std::chrono::milliseconds(20), [this] { return is_over_; }))
      encoding::interrupt_all_sessions();
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
