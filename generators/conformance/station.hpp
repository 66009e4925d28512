// Where trials are run one after the other: an adapter that is started when it is needed, and anew after
// it failed. Covered by tests/conformance/failures_test.cpp.
#pragma once

#include "generators/conformance/adapter.hpp"
#include "generators/conformance/trial.hpp"

#include <atomic>
#include <memory>
#include <string>

namespace chaperone::conformance {

/// Names for scenarios that no service has heard before, whatever ran on it earlier.
class ScenarioNames {
public:
  ScenarioNames();
  std::string next();

private:
  std::string prefix_;
  std::atomic<std::uint64_t> count_{0};
};

/// For one thread.
class Station {
public:
  Station(const model::System& system, const AdapterSettings& settings, ScenarioNames& names)
      : system_(system), settings_(settings), names_(names) {}

  /// Runs a trial; `next` chooses its steps where it is given.
  Run run(const Trial& trial, const Tolerance& tolerance, const Chooser& next = {});
  /// The adapter, started if there is none; its failure to start otherwise.
  Result<Adapter*> adapter();
  /// The next run gets an adapter of its own.
  void close();

  std::size_t steps() const { return steps_; }
  double waited() const { return waited_ + (adapter_ ? adapter_->waited() : 0); }
  void count_steps(std::size_t steps) { steps_ += steps; }

private:
  const model::System& system_;
  const AdapterSettings& settings_;
  ScenarioNames& names_;
  std::unique_ptr<Adapter> adapter_;
  std::size_t steps_ = 0;
  double waited_ = 0;
};

} // namespace chaperone::conformance
