// An adapter at work: the process that a user wrote to put a service behind the protocol. Every way
// in which it can fail is a Failure, never an exception and never a pass.
// Covered by tests/conformance/failures_test.cpp.
#pragma once

#include "generators/conformance/line_process.hpp"
#include "generators/conformance/service.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace chaperone::conformance {

/// How adapters are run.
struct AdapterSettings {
  std::string command;
  std::chrono::milliseconds reply_timeout{10'000};
  std::chrono::milliseconds settle{0}; ///< how long it may say that it is settling, where that is more
  std::function<bool()> is_stopped = [] { return false; };
};

class Adapter : public Service {
public:
  /// Starts the process and greets it. `system` and `settings` must outlive it.
  static Result<std::unique_ptr<Adapter>> start(const model::System& system, const AdapterSettings& settings);
  /// Says bye and gives the process two seconds to end by itself.
  ~Adapter() override;
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;

  Result<model::State> begin(const std::string& scenario, const model::State& start) override;
  /// The individuals of a scenario that another adapter began.
  Result<Done> join(const std::string& scenario, const model::State& start);

  /// Both questions are sent at once.
  Result<Tried> try_step(const model::Action& action, const model::State& rules_after) override;

  /// The two halves of a step, so that another adapter's can come between them.
  void send_step(const model::Action& action, const model::Population& population);
  Result<StepReply> receive_step(const model::Action& action);
  Result<model::State> ask(const model::State& otherwise) override;

  /// What the service shows of itself.
  const Observed& observed() const { return observed_; }
  /// Seconds spent waiting for replies so far.
  double waited() const { return waited_; }

private:
  Adapter(const model::System& system, const AdapterSettings& settings, std::unique_ptr<LineProcess> process)
      : system_(system), settings_(settings), process_(std::move(process)) {}
  template <class T, class Reader> Result<T> receive(const std::string& request, const Reader& reader);
  Result<model::State> receive_state(const model::State& otherwise);
  Failure failure_of(const std::string& request, Silence silence);

  const model::System& system_;
  const AdapterSettings& settings_;
  std::unique_ptr<LineProcess> process_;
  Observed observed_;
  std::chrono::milliseconds patience_{0}; ///< for one reply
  std::uint64_t sent_ = 0;                ///< the id of the last request
  std::uint64_t received_ = 0;            ///< the id of the last reply
  double waited_ = 0;
  bool is_broken_ = false; ///< there was a Failure: no bye
};

} // namespace chaperone::conformance
