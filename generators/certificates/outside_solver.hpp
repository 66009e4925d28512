// Somebody else's solver: a program that is given an SMT-LIB file and says `unsat`,
// `sat` or `unknown` to each question in it. Covered by tests/generators/outside_solver_test.cpp.
#pragma once

#include "generators/conformance/line_process.hpp"

#include <chrono>
#include <functional>
#include <memory>
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

/// A solver at work on a file. Its standard output must hold the answers and nothing else; what it says on standard
/// error is no answer, and told only where there is none.
class SolverRun {
public:
  /// It works on `questions` questions, at least one. Nothing for `process`: it could not be started, since `mistake`.
  SolverRun(std::unique_ptr<conformance::LineProcess> process, std::size_t questions, std::string errors,
            std::string mistake = "")
      : process_(std::move(process)), left_(questions), errors_(std::move(errors)), mistake_(std::move(mistake)) {}

  /// What it says to the next question, within `limit`. To the last one, it must say so and end well.
  SolverAnswer next(std::chrono::milliseconds limit);
  /// Nothing more is to be had: all questions were answered, or one was not.
  bool is_over() const { return left_ == 0; }

private:
  std::unique_ptr<conformance::LineProcess> process_; ///< killed with this object
  std::size_t left_;
  std::string errors_; ///< the file with its standard error
  std::string mistake_;
};

class OutsideSolver {
public:
  /// z3 if it is on the PATH, or else cvc5. Nothing where neither is there.
  static std::optional<OutsideSolver> on_path();
  /// A solver's command line, for the shell; the file's path is added to it. `cvc5` alone gets the option that these
  /// questions need.
  explicit OutsideSolver(std::string command) : command_(std::move(command)) {}

  const std::string& command() const { return command_; }

  /// Whether it is known to take several questions in one file, with `(reset)` between them: z3 and cvc5 are.
  bool takes_several() const;
  /// Starts it on a file with so many questions; `is_stopped` is asked about ten times a second. Its standard error
  /// goes to a file beside that.
  SolverRun start(const std::string& file, std::size_t questions, std::function<bool()> is_stopped) const;

private:
  std::string command_;
};

} // namespace chaperone::certificates
