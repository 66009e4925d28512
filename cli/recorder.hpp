// Hears what happens while a check runs: keeps the answers for the case that the check
// never comes back, and shows progress. Covered by tests/cli/recorder_test.cpp and
// tests/cli/interrupt_test.cpp.
#pragma once

#include "cli/console.hpp"

#include "solver/check.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace chaperone::cli {

/// Safe to be asked from another thread than the one that checks.
class Recorder : public solver::Observer {
public:
  Recorder(Console& console, bool is_verbose) : console_(console), is_verbose_(is_verbose) {}

  void on_progress(const solver::Progress& progress) override;
  void on_note(const std::string& line) override;
  void on_excluded(model::PropertyId property, std::uint32_t steps) override;
  void on_answer(const solver::PropertyAnswer& answer) override;

  /// Starts anew, for the next rule file.
  void start();
  /// Draws the progress line, once the check has run for long enough to be worth one.
  void draw();
  /// What can be said if the check does not come back: the answers heard, `unknown` for the other properties asked
  /// for, and the scenarios, which need no solver.
  solver::CheckResult best_known(const model::System& system, const solver::Options& options,
                                 const std::string& reason) const;
  double seconds() const;

private:
  using Clock = std::chrono::steady_clock;
  Console& console_;
  bool is_verbose_;
  mutable std::mutex mutex_;
  Clock::time_point started_ = Clock::now();
  solver::Progress progress_;
  std::map<model::PropertyId, std::uint32_t> searched_; ///< runs of fewer steps are excluded
  std::map<model::PropertyId, solver::PropertyAnswer> answers_;
};

} // namespace chaperone::cli
