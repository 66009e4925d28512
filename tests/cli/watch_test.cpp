// The last resort, where the search does not come back when it is asked to: the watch tells what
// is known and ends the process.
#include "cli/memory.hpp"
#include "cli/watch.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>
#include <vector>

namespace {

using namespace chaperone::cli;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Ended {
  int exit_code = -1;
  std::chrono::duration<double> after{};
};

/// Runs `work` in a process of its own, whose watch gives up with 40 for a signal, 41 for the deadline and 42 for too
/// much memory.
template <class Work>
Ended in_own_process(std::optional<std::chrono::milliseconds> timeout, const Work& work, int signals = 0,
                     std::chrono::milliseconds apart = 100ms, std::optional<std::uint64_t> most_memory = {}) {
  const auto start = Clock::now();
  const pid_t child = fork();
  if (child == 0) {
    Watch watch(timeout, {[](Cut why) { return 40 + static_cast<int>(why); }, nullptr}, most_memory);
    _exit(work(watch));
  }
  for (int i = 0; i < signals; ++i) {
    std::this_thread::sleep_for(apart);
    kill(child, SIGINT);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), Clock::now() - start};
}

int never_ends(Watch&) {
  std::this_thread::sleep_for(20s);
  return 0;
}

} // namespace

TEST_CASE("work that ignores the deadline is given up within a second of it") {
  const Ended ended = in_own_process(100ms, never_ends);
  CHECK(ended.exit_code == 41);
  CHECK(ended.after < 1.6s);
}

TEST_CASE("work that takes too much memory is given up before the system ends it") {
  const auto fills = [](std::size_t megabytes) {
    return [megabytes](Watch& watch) {
      const std::vector<char> filled(megabytes << 20U, 'x');
      std::this_thread::sleep_for(2s);
      watch.finish();
      return static_cast<int>(filled.back() == 'y');
    };
  };
  const std::uint64_t most = memory_in_use() + (50U << 20U);
  CHECK(in_own_process({}, fills(100), 0, {}, most).exit_code == 42);
  CHECK(in_own_process({}, fills(1), 0, {}, most).exit_code == 0);
  CHECK(memory_available() > 0);
}

TEST_CASE("work that ignores Ctrl-C is given up within a second") {
  const Ended ended = in_own_process({}, never_ends, GENERATE(1, 2));
  CHECK(ended.exit_code == 40);
  CHECK(ended.after < 1.6s);
}

TEST_CASE("a second signal within a second does not end a report that is being told, a later one does") {
  const auto tell = [](Watch& watch) {
    while (!watch.cut())
      std::this_thread::sleep_for(10ms);
    watch.finish();
    std::this_thread::sleep_for(800ms);
    return 7;
  };
  CHECK(in_own_process({}, tell, 2, 50ms).exit_code == 7);
  const auto tell_slowly = [](Watch& watch) {
    watch.finish();
    return never_ends(watch);
  };
  const Ended ended = in_own_process({}, tell_slowly, 2, 1100ms);
  CHECK(ended.exit_code == 130);
  CHECK(ended.after < 2.8s);
}

TEST_CASE("work that has finished is not given up for a deadline that passes while it is told") {
  const Ended ended = in_own_process(50ms, [](Watch& watch) {
    watch.finish();
    std::this_thread::sleep_for(1200ms);
    return 7;
  });
  CHECK(ended.exit_code == 7);
}

TEST_CASE("Ctrl-C while the results are told into a blocked pipe still ends the process") {
  const Ended ended = in_own_process(
      {},
      [](Watch& watch) {
        watch.finish();
        return never_ends(watch);
      },
      1);
  CHECK(ended.exit_code == 130);
}

TEST_CASE("work that ends by itself is left alone") {
  const Ended ended = in_own_process(10s, [](Watch& watch) {
    watch.finish();
    return watch.cut() ? 1 : 0;
  });
  CHECK(ended.exit_code == 0);
}
