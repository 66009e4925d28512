// What trials are run on: a service behind its adapter, or one that lives in this process.
// Covered by tests/conformance/walk_test.cpp and failures_test.cpp.
#pragma once

#include "generators/conformance/protocol.hpp"

#include <string>
#include <variant>

namespace chaperone::conformance {

/// Why a scenario could not be run to its end.
struct Failure {
  enum class Kind {
    start,       ///< no process, or no hello
    hang,        ///< no reply in time
    death,       ///< it ended, or closed its output
    nonsense,    ///< a reply that is none
    error,       ///< it said that it could not
    unsupported, ///< the service has no such thing
    leak,        ///< what happened in one scenario is seen in another
    setup,       ///< the service does not start as it was given
    stopped,     ///< by Ctrl-C or --timeout
  };
  Kind kind = Kind::nonsense;
  std::string message; ///< a sentence without its subject: "did not reply to `step` within 10 s"
};
const char* word_for(Failure::Kind kind);

template <class T> using Result = std::variant<T, Failure>;

class Service {
public:
  Service() = default;
  virtual ~Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// A new scenario: what the service shows of its start. `scenario` is a name that was never used before.
  virtual Result<model::State> begin(const std::string& scenario, const model::State& start) = 0;

  struct Tried {
    StepReply reply;
    model::State after; ///< as the service shows it, and as `rules_after` has it where it shows nothing
  };
  /// A step and what came of it.
  virtual Result<Tried> try_step(const model::Action& action, const model::State& rules_after) = 0;
  /// What holds now: `otherwise` where the service does not show it.
  virtual Result<model::State> ask(const model::State& otherwise) = 0;
};

} // namespace chaperone::conformance
