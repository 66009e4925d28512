// Ends the work of one check from another thread: on Ctrl-C, at a deadline, or because
// another part of the check has made it needless. Covered by tests/solver/interrupt_test.cpp.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>

namespace chaperone::solver {

/// Once requested, it stays requested: every running question and every later one is answered `unknown`. Each of the
/// checks that run at the same time has its own. The sessions of one check share it.
class Interrupt {
public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// From any thread.
  void request();
  bool is_requested() const { return is_requested_; }
  /// Requests every Interrupt that exists, for Ctrl-C. From any thread.
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
