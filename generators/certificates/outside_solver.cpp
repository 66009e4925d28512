// See outside_solver.hpp.
#include "generators/certificates/outside_solver.hpp"

#include "model/formula.hpp"

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

/// As one word for the shell.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text)
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

/// cvc5 by itself gives up where matching finds no more instances; then it is to try the terms one after the other
/// (Reynolds, Barbosa, Fontaine, "Revisiting enumerative instantiation", TACAS 2018).
std::string with_options(const std::string& command) {
  return command == "cvc5" ? "cvc5 --enum-inst" : command;
}

std::string excerpt(const std::string& line) {
  constexpr std::size_t longest = 160;
  std::string text = line.substr(0, longest);
  for (char& c : text) // a program that is no solver may say anything
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) >= 0x7F)
      c = '?';
  return text;
}

/// What the lines so far come to.
class Reading {
public:
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

  SolverAnswer verdict(const std::string& how_it_ended) const {
    if (complaint_)
      return NoAnswer{fmt::format("complains: {}", excerpt(*complaint_))};
    if (how_it_ended != "exit code 0")
      return NoAnswer{fmt::format("ended with {}{}", how_it_ended, other_ ? ": " + excerpt(*other_) : "")};
    if (answers_ == 1)
      return answer_;
    if (answers_ > 1)
      return NoAnswer{"answered more than once"};
    return NoAnswer{other_ ? fmt::format("said `{}`, where `unsat`, `sat` or `unknown` is expected", excerpt(*other_))
                           : "said nothing"};
  }

private:
  Said answer_ = Said::unknown;
  int answers_ = 0;
  std::optional<std::string> complaint_, other_;
};

} // namespace

std::optional<OutsideSolver> OutsideSolver::on_path() {
  for (const char* known : {"z3", "cvc5"})
    if (is_on_path(known))
      return OutsideSolver(known);
  return std::nullopt;
}

SolverAnswer OutsideSolver::ask(const std::string& file, std::chrono::milliseconds limit,
                                const std::function<bool()>& is_stopped) const {
  const auto until = Clock::now() + limit;
  auto started = LineProcess::start(fmt::format("{} {} 2>&1", with_options(command_), quoted(file)), is_stopped);
  if (const auto* mistake = std::get_if<std::string>(&started))
    return NoAnswer{fmt::format("could not be started: {}", *mistake)};
  LineProcess& process = *std::get<std::unique_ptr<LineProcess>>(started);
  Reading reading;
  constexpr int most_lines = 100'000;
  for (int lines = 0; lines < most_lines; ++lines) {
    auto next = process.read_line(until);
    if (auto* line = std::get_if<std::string>(&next)) {
      reading.add(std::move(*line));
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

} // namespace chaperone::certificates
