// The front end alone: reads, parses and resolves a rule file, and says how long it
// took, as the median of several runs. Used by scripts/bench.
//
//   front_end_bench FILE [RUNS]     prints milliseconds
#include "model/resolve/front_end.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: front_end_bench FILE [RUNS]\n");
    return 2;
  }
  const int runs = argc > 2 ? std::max(1, std::atoi(argv[2])) : 11;
  std::vector<double> milliseconds;
  for (int run = 0; run < runs; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    const auto loaded = chaperone::model::load_system(argv[1], chaperone::model::read_from_disk());
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    if (!loaded.system) {
      for (const auto& diagnostic : loaded.diagnostics)
        fmt::print(stderr, "{}", chaperone::model::render(diagnostic, *loaded.sources, false));
      return 2;
    }
    milliseconds.push_back(taken.count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  fmt::print("{:.3f}\n", milliseconds[milliseconds.size() / 2]);
}
