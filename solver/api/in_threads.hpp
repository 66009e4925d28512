// Tasks done in two threads, or one after the other.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <vector>

namespace chaperone::solver {

/// Does all tasks, in this thread and, with `jobs` more than 1, in a second one. The tasks begin in their order. Passes
/// on what a task throws.
inline void in_threads(std::uint32_t jobs, const std::vector<std::function<void()>>& tasks) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t at = next++; at < tasks.size(); at = next++)
      tasks[at]();
  };
  std::future<void> beside;
  if (jobs > 1 && tasks.size() > 1)
    beside = std::async(std::launch::async, work);
  work();
  if (beside.valid())
    beside.get();
}

} // namespace chaperone::solver
