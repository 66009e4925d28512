// Ends the work of one check from another thread: on Ctrl-C, at a deadline, or because
// another part of the check has made it needless. Covered by tests/solver/interrupt_test.cpp.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>

namespace chaperone::solver {

/// Once requested it stays so: every question that is being asked, and every later one, comes back `unknown`. Checks
/// that run side by side have one each. Shared by the sessions that it ends.
class Interrupt {
public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// From any thread.
  void request();
  bool is_requested() const { return is_requested_; }
  /// Requests every one that exists: Ctrl-C. From any thread.
  static void request_all();

  /// While it lives, `stop` is called, on the requesting thread, with each request.
  class Listener {
  public:
    Listener(Interrupt& interrupt, std::function<void()> stop);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

  private:
    Interrupt& interrupt_;
    std::list<std::function<void()>>::iterator at_;
  };

private:
  std::atomic<bool> is_requested_ = false;
  std::mutex mutex_;
  std::list<std::function<void()>> stops_;
};

} // namespace chaperone::solver
