// Checks rule files in the background, one at a time.
// Covered by tests/editors/.
#pragma once

#include "cli/lsp/workspace.hpp"

#include "solver/check.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace chaperone::cli::lsp {

/// What is known from a check that was not cancelled.
struct Checked {
  std::string path;
  ViewRef view;
  solver::CheckResult result;
  std::string fault;     ///< of our own; then there is no result
  bool is_whole = false; ///< false: the check goes on, and these are the properties that are decided
};

class Checker {
public:
  /// `on_done` is called on the checking thread, whenever a check has ended.
  Checker(std::chrono::milliseconds limit, std::function<void()> on_done);
  /// Waits for the check that runs.
  ~Checker();
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;

  /// Only while none runs. `view` has a system.
  void start(const std::string& path, ViewRef view);
  bool is_busy() const;
  /// The check that runs is to end, and nobody wants to know its result. A solver may take no notice at first: call it
  /// again while the checker is busy.
  void cancel();
  bool is_cancelled() const;
  /// What is new since the last call.
  std::optional<Checked> take();

private:
  /// Keeps each answer as soon as it is found. Called on the threads of the check.
  class Listener;

  void run();

  std::chrono::milliseconds limit_;
  std::function<void()> on_done_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<Checked> job_, done_;
  bool is_busy_ = false, is_cancelled_ = false, is_ending_ = false;
  std::thread thread_;
};

} // namespace chaperone::cli::lsp
