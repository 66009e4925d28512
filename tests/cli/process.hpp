// Runs the built command as its users do: with pipes, on a terminal, with signals.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace chaperone::tests {

namespace fs = std::filesystem;

struct Outcome {
  int exit_code = -1; ///< as a shell would say it: 128 + n for signal n
  std::string out;    ///< of a terminal: all that it was sent
  std::string error;
  double seconds = 0;
};

struct Run {
  std::vector<std::string> words; ///< after `chaperone`
  std::string folder = ".";       ///< where it runs
  std::vector<std::pair<std::string, std::string>> environment;
  bool on_terminal = false;   ///< standard output and error are one terminal
  int signal = 0;             ///< sent after `signal_after`
  bool signals_twice = false; ///< as `timeout` does: to the process, then to its group
  std::chrono::milliseconds signal_after{0};
  std::string signal_once_written;      ///< before that, wait for this file to have something in it; empty: for none
  std::string out_to;                   ///< standard output goes to this file instead, such as /dev/full
  std::string in_from;                  ///< standard input comes from this file; empty: as the tests have it
  rlim_t address_space = RLIM_INFINITY; ///< in bytes
};

/// A folder that goes away with this object.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "chaperone-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path(const std::string& name = "") const { return (path_ / name).string(); }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return path(name);
  }

private:
  fs::path path_;
};

inline std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The rules of the real case, with its flaw and repaired.
inline const std::string messenger_launch = CHAPERONE_SOURCE_DIR "/specs/messenger_kids/launch.chap";
inline const std::string messenger_fixed = CHAPERONE_SOURCE_DIR "/specs/messenger_kids/fixed.chap";

/// Rules that go behind `system NAME`. That an even number of things is lit is what no formula says: `stuck` is neither
/// violated nor proved, and the search for it goes on for as long as it is let.
inline const std::string lamps = R"(
sort Thing
relation lit(Thing)
relation bad(Thing)
init empty lit, bad
rule flip(a, b: Thing) {
  require a != b
  add lit(a) where not lit(a)
  remove lit(a) where lit(a)
  add lit(b) where not lit(b)
  remove lit(b) where lit(b)
}
rule worse(t: Thing) {
  require one other: Thing | lit(other)
  add bad(t)
}
never stuck = some t: Thing | bad(t)
)";

namespace detail {

[[noreturn]] inline void become(const Run& run) {
  for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE"})
    unsetenv(name);
  setenv("TERM", "xterm", 1);
  for (const auto& [name, value] : run.environment)
    setenv(name.c_str(), value.c_str(), 1);
  const rlimit address_space{run.address_space, run.address_space};
  if (run.address_space != RLIM_INFINITY)
    setrlimit(RLIMIT_AS, &address_space);
  if (!run.out_to.empty())
    dup2(open(run.out_to.c_str(), O_WRONLY | O_CREAT, 0644), STDOUT_FILENO);
  if (!run.in_from.empty())
    dup2(open(run.in_from.c_str(), O_RDONLY), STDIN_FILENO);
  std::vector<char*> arguments{const_cast<char*>("chaperone")};
  for (const std::string& word : run.words)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  if (chdir(run.folder.c_str()) == 0)
    execv(CHAPERONE_COMMAND, arguments.data());
  _exit(127);
}

/// Reads both descriptors until they are closed; a terminal's end is an error that means the same.
inline void read_all(int first, std::string& into_first, int second, std::string& into_second) {
  pollfd polled[2] = {{first, POLLIN, 0}, {second, POLLIN, 0}};
  std::string* into[2] = {&into_first, &into_second};
  int open_ones = second < 0 ? 1 : 2;
  while (open_ones > 0 && poll(polled, 2, -1) > 0)
    for (int i = 0; i < 2; ++i) {
      if (polled[i].fd < 0 || polled[i].revents == 0)
        continue;
      char buffer[4096];
      const ssize_t count = read(polled[i].fd, buffer, sizeof buffer);
      if (count > 0) {
        into[i]->append(buffer, static_cast<std::size_t>(count));
      } else {
        polled[i].fd = -1;
        --open_ones;
      }
    }
}

} // namespace detail

inline Outcome run(const Run& wanted) {
  const auto start = std::chrono::steady_clock::now();
  Outcome outcome;
  int out[2] = {-1, -1}, error[2] = {-1, -1};
  pid_t child = 0;
  if (wanted.on_terminal) {
    winsize size{25, 80, 0, 0};
    child = forkpty(&out[0], nullptr, nullptr, &size);
    if (child == 0)
      detail::become(wanted);
  } else {
    if (pipe(out) != 0 || pipe(error) != 0)
      return outcome;
    child = fork();
    if (child == 0) {
      setpgid(0, 0);
      dup2(out[1], STDOUT_FILENO);
      dup2(error[1], STDERR_FILENO);
      for (const int descriptor : {out[0], out[1], error[0], error[1]})
        close(descriptor);
      detail::become(wanted);
    }
    close(out[1]);
    close(error[1]);
  }
  std::thread signaller;
  if (wanted.signal != 0)
    signaller = std::thread([&] {
      std::error_code none;
      for (int tries = 0; tries < 1000 && !wanted.signal_once_written.empty(); ++tries) {
        if (const auto size = std::filesystem::file_size(wanted.signal_once_written, none); !none && size > 0)
          break;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
      std::this_thread::sleep_for(wanted.signal_after);
      kill(child, wanted.signal);
      if (wanted.signals_twice) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20)); // or the two may arrive as one
        kill(-child, wanted.signal);
      }
    });
  detail::read_all(out[0], outcome.out, error[0], outcome.error);
  int status = 0;
  waitpid(child, &status, 0);
  if (signaller.joinable())
    signaller.join();
  close(out[0]);
  if (error[0] >= 0)
    close(error[0]);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return outcome;
}

inline Outcome run(std::vector<std::string> words) {
  Run wanted;
  wanted.words = std::move(words);
  return run(wanted);
}

} // namespace chaperone::tests
