// See outside_solver.hpp.
#include "generators/certificates/outside_solver.hpp"

#include "model/resolve/front_end.hpp"
#include "model/rules/formula.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <unistd.h>
#include <vector>

namespace chaperone::certificates {
namespace {

namespace fs = std::filesystem;
using conformance::Clock;
using conformance::LineProcess;
using conformance::Silence;

bool is_on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path file = fs::path(folder.empty() ? "." : folder) / program;
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored) && access(file.c_str(), X_OK) == 0)
      return true;
  }
  return false;
}

/// cvc5 by itself gives up where matching finds no more instances; then it is to try the terms one after the other
/// (Reynolds, Barbosa, Fontaine, "Revisiting enumerative instantiation", TACAS 2018).
std::string with_options(const std::string& command) {
  return command == "cvc5" ? "cvc5 --enum-inst" : command;
}

/// A program that is no solver may say anything.
std::string start_of(const std::string& line) {
  return model::excerpt(line, 160);
}

/// What the lines since the last answer come to.
class Reading {
public:
  /// Its standard error goes to the file `errors`.
  explicit Reading(const std::string& errors) : errors_(errors) {}

  void add(std::string line) {
    if (line.ends_with('\r'))
      line.pop_back();
    if (line == "unsat" || line == "sat" || line == "unknown") {
      answer_ = line == "unsat" ? Said::unsat : line == "sat" ? Said::sat : Said::unknown;
      ++answers_;
    } else if (!complaint_ && line.starts_with("(error")) {
      complaint_ = line;
    } else if (!other_ && !line.empty()) {
      other_ = line;
    }
  }

  bool has_answer() const { return answers_ > 0; }

  /// Without how it ended: it goes on, to the next question.
  SolverAnswer verdict(const std::optional<std::string>& how_it_ended) const {
    if (complaint_)
      return NoAnswer{fmt::format("complains: {}", start_of(*complaint_))};
    if (how_it_ended && *how_it_ended != "exit code 0")
      return NoAnswer{fmt::format("ended with {}{}", *how_it_ended, why())};
    if (other_)
      return NoAnswer{fmt::format("said `{}`, where only `unsat`, `sat` or `unknown` is expected", start_of(*other_))};
    if (answers_ > 1)
      return NoAnswer{"answered more than once"};
    if (answers_ == 1)
      return answer_;
    return NoAnswer{"said nothing" + why()};
  }

private:
  /// What else it said, on standard error at the latest.
  std::string why() const {
    const std::string all = other_ ? *other_ : model::read_from_disk()(errors_).bytes.value_or("");
    const std::string line = all.substr(0, all.find('\n'));
    return line.empty() ? "" : ": " + start_of(line);
  }

  const std::string& errors_;
  Said answer_ = Said::unknown;
  int answers_ = 0;
  std::optional<std::string> complaint_, other_;
};

/// Reads up to the next answer or, for the last one, to the end.
SolverAnswer read_answer(LineProcess& process, const std::string& errors, bool is_last, Clock::time_point until) {
  Reading reading(errors);
  constexpr int most_lines = 100'000;
  for (int lines = 0; lines < most_lines; ++lines) {
    auto next = process.read_line(until);
    if (auto* line = std::get_if<std::string>(&next)) {
      reading.add(std::move(*line));
      if (!is_last && reading.has_answer())
        return reading.verdict(std::nullopt);
      continue;
    }
    switch (std::get<Silence>(next)) {
    case Silence::ended:
      return reading.verdict(process.how_it_ended().value_or("its output closed, but did not end"));
    case Silence::timed_out:
    case Silence::stopped:
      return CutShort{};
    case Silence::too_long:
      break;
    }
    break;
  }
  return NoAnswer{"talks on and on"};
}

} // namespace

std::optional<OutsideSolver> OutsideSolver::on_path() {
  for (const char* known : {"z3", "cvc5"})
    if (is_on_path(known))
      return OutsideSolver(known);
  return std::nullopt;
}

bool OutsideSolver::takes_several() const {
  return command_ == "z3" || command_ == "cvc5";
}

SolverRun OutsideSolver::start(const std::string& file, std::size_t questions, std::function<bool()> is_stopped) const {
  // On a line of its own: then it is also where the shell complains of the command.
  const std::string errors = file + ".errors";
  auto started = LineProcess::start(fmt::format("exec 2> {}\n{} {}", conformance::shell_word(errors),
                                                with_options(command_), conformance::shell_word(file)),
                                    std::move(is_stopped));
  if (auto* mistake = std::get_if<std::string>(&started))
    return {nullptr, questions, errors, std::move(*mistake)};
  return {std::move(std::get<std::unique_ptr<LineProcess>>(started)), questions, errors};
}

SolverAnswer SolverRun::next(std::chrono::milliseconds limit) {
  SolverAnswer answer = process_ ? read_answer(*process_, errors_, left_ == 1, Clock::now() + limit)
                                 : NoAnswer{fmt::format("could not be started: {}", mistake_)};
  left_ = std::holds_alternative<Said>(answer) ? left_ - 1 : 0;
  return answer;
}

} // namespace chaperone::certificates
