// A process that is spoken to line by line.
#include "generators/conformance/line_process.hpp"

#include <catch2/catch.hpp>

#include <csignal>

namespace {

using namespace chaperone::conformance;
using namespace std::chrono_literals;

std::unique_ptr<LineProcess> start(const std::string& command) {
  auto started = LineProcess::start(command, [] { return false; });
  REQUIRE(std::holds_alternative<std::unique_ptr<LineProcess>>(started));
  return std::move(std::get<std::unique_ptr<LineProcess>>(started));
}

std::string line_of(LineProcess& process) {
  auto line = process.read_line(Clock::now() + 5s);
  return std::holds_alternative<std::string>(line) ? std::get<std::string>(line) : "(none)";
}

Silence silence_of(LineProcess& process, std::chrono::milliseconds time) {
  auto line = process.read_line(Clock::now() + time);
  REQUIRE(std::holds_alternative<Silence>(line));
  return std::get<Silence>(line);
}

} // namespace

TEST_CASE("lines go in and come out, however they are cut") {
  const auto process = start("printf 'one\\ntw'; sleep 0.05; printf 'o\\n\\nthree'; cat");
  CHECK(line_of(*process) == "one");
  CHECK(line_of(*process) == "two");
  CHECK(line_of(*process).empty());
  process->send(" and more\nfour\n");
  CHECK(line_of(*process) == "three and more");
  CHECK(line_of(*process) == "four");
}

TEST_CASE("more than a pipe holds can be on its way in both directions") {
  const auto process = start("cat");
  const std::string line(100'000, 'x');
  for (int i = 0; i < 20; ++i)
    process->send(line + "\n");
  for (int i = 0; i < 20; ++i)
    CHECK(line_of(*process) == line);
}

TEST_CASE("a process that says nothing, ends or never ends its line is told apart") {
  const auto quiet = start("sleep 60");
  CHECK(silence_of(*quiet, 50ms) == Silence::timed_out);
  const auto gone = start("exit 7");
  CHECK(silence_of(*gone, 5s) == Silence::ended);
  CHECK(gone->how_it_ended() == "exit code 7");
  const auto endless = start("exec cat /dev/zero");
  CHECK(silence_of(*endless, 20s) == Silence::too_long);
}

TEST_CASE("writing to a process that has ended harms nobody") {
  std::signal(SIGPIPE, SIG_IGN); // as the command does
  const auto process = start("exit 0");
  CHECK(silence_of(*process, 5s) == Silence::ended);
  process->send("is anybody there?\n");
  CHECK(silence_of(*process, 5s) == Silence::ended);
}

TEST_CASE("a process that ignores the request to end is killed") {
  const auto start_time = Clock::now();
  const auto process = start("trap '' TERM; echo ready; while true; do sleep 0.1; done");
  CHECK(line_of(*process) == "ready");
  process->end(Clock::now());
  CHECK(process->how_it_ended() == "signal 9 (Killed)");
  CHECK(Clock::now() - start_time < 2s);
}

TEST_CASE("a process starts with no signal blocked or ignored") {
  const auto process = start("kill -PIPE $$; echo survived");
  CHECK(silence_of(*process, 5s) == Silence::ended);
}
