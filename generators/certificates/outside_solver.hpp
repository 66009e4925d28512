// Somebody else's solver: a program that is given an SMT-LIB file and says `unsat`,
// `sat` or `unknown`. Covered by tests/generators/outside_solver_test.cpp.
#pragma once

#include "generators/conformance/line_process.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace chaperone::certificates {

enum class Said { unsat, sat, unknown };

/// No answer: out of time, or stopped.
struct CutShort {};
/// The program could not be run, died, complained, or said what is no answer; in words after "it".
struct NoAnswer {
  std::string why;
};
using SolverAnswer = std::variant<Said, CutShort, NoAnswer>;

class OutsideSolver {
public:
  /// z3 if it is on the PATH, or else cvc5. Nothing where neither is there.
  static std::optional<OutsideSolver> on_path();
  /// A solver's command line, for the shell; the file's path is added to it. `cvc5` alone gets the option that these
  /// questions need.
  explicit OutsideSolver(std::string command) : command_(std::move(command)) {}

  const std::string& command() const { return command_; }

  /// Runs it on a file until it ends or `limit` has passed, or `is_stopped` (asked about ten times a second) says so;
  /// then it is killed. What else it says is passed over, but for `(error …)`, which makes its answer none.
  SolverAnswer ask(const std::string& file, std::chrono::milliseconds limit,
                   const std::function<bool()>& is_stopped) const;

private:
  std::string command_;
};

} // namespace chaperone::certificates
