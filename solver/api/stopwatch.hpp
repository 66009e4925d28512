// How long something takes, for people: no verdict depends on it.
#pragma once

#include <chrono>

namespace chaperone::solver {

class Stopwatch {
public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
  double milliseconds() const { return seconds() * 1000; }

private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

} // namespace chaperone::solver
