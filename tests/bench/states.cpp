// The search that suites are made with, alone: visits all states of one population, and says how many there are up to
// renaming and how long that took. Used by scripts/bench.
//
//   states FILE SIZE…      one size for each sort, in the file's order; prints states, milliseconds
#include "model/resolve/front_end.hpp"
#include "solver/small/world.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <limits>
#include <vector>

using namespace chaperone;

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: states FILE SIZE...\n");
    return 2;
  }
  const auto loaded = model::load_system(argv[1], model::read_from_disk());
  if (!loaded.system || loaded.system->sorts.size() + 2 != static_cast<std::size_t>(argc)) {
    fmt::print(stderr, "{} cannot be read, or has another number of sorts\n", argv[1]);
    return 2;
  }
  std::vector<std::uint32_t> sizes;
  for (int i = 2; i < argc; ++i)
    sizes.push_back(static_cast<std::uint32_t>(std::atoi(argv[i])));
  const auto begin = std::chrono::steady_clock::now();
  solver::small::World world(*loaded.system, sizes, std::numeric_limits<std::uint32_t>::max());
  if (!world.start())
    return 2;
  // A question that no state answers keeps the search going.
  solver::StepQuestion never;
  never.rule = model::RuleId{0};
  never.when = model::make_formula(model::Constant{false});
  std::vector<solver::small::WorldQuestion> open{world.prepared(0, never)};
  std::vector<solver::small::World::Answer> answers;
  while (world.advance(open, answers, true)) {
  }
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
  fmt::print("{} {:.3f}\n", world.states(), taken.count());
}
