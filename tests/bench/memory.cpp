// Plants every fault of memory in services made from rules, and says what part of those that matter each suite tells
// from the rules, and random walks. A fault matters if anything here tells it. Nothing runs but the interpreter. Used
// by scripts/bench.
//
//   memory_bench [--walks N] [--list] FILE…     N: walks after which a fault counts as one that nothing tells (3000);
//                                               --list names those that matter and that the suite for all goals misses
#include "generators/goals/coverage.hpp"
#include "generators/mutants/telling.hpp"
#include "model/resolve/front_end.hpp"
#include "tests/bench/rule_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <numeric>
#include <string>
#include <vector>

using namespace chaperone;
using namespace chaperone::generators;

namespace {

constexpr std::uint32_t steps_of_a_walk = 30;
/// What is compared: suites, and so many walks.
constexpr std::array columns{"all but memory", "memory", "all", "20 walks", "50 walks", "100 walks"};
constexpr std::size_t of_everything = 2; ///< the suite for all goals

struct Tried {
  std::array<std::size_t, columns.size()> scenarios{}, steps{};
  std::vector<std::array<bool, columns.size()>> told; ///< by fault
  std::vector<bool> matters;
};

struct Row {
  std::size_t faults = 0, matter = 0;
  std::array<std::size_t, columns.size()> told{};
};
using Table = std::map<std::pair<FaultFamily, std::string>, Row>;

std::vector<model::Scenario> suite(const model::System& system, std::size_t column) {
  CoverOptions options;
  for (const GoalKind kind : all_goal_kinds())
    if (column == of_everything || (kind == GoalKind::memory) == (column == 1))
      options.kinds.push_back(kind);
  std::vector<model::Scenario> result;
  for (const SuiteScenario& it : cover(system, options).scenarios)
    result.push_back(it.scenario);
  return result;
}

/// Takes out of `open` what the scenario tells, and gives it.
std::vector<std::size_t> play(const model::System& system, const std::vector<MemoryFault>& faults,
                              const model::Scenario& scenario, std::vector<std::size_t>& open) {
  std::vector<std::size_t> told = told_apart_by(system, faults, open, scenario), left;
  std::set_difference(open.begin(), open.end(), told.begin(), told.end(), std::back_inserter(left));
  open = std::move(left);
  return told;
}

Tried try_all(const std::shared_ptr<const model::System>& system, const std::vector<MemoryFault>& faults,
              std::uint32_t walks) {
  Tried result;
  result.told.resize(faults.size());
  result.matters.resize(faults.size());
  std::vector<std::size_t> all(faults.size());
  std::iota(all.begin(), all.end(), std::size_t(0));
  const auto tell = [&](std::size_t column, const model::Scenario& scenario, std::vector<std::size_t>& open) {
    ++result.scenarios[column];
    result.steps[column] += scenario.items.size();
    for (const std::size_t fault : play(*system, faults, scenario, open))
      result.told[fault][column] = result.matters[fault] = true;
  };
  for (std::size_t column = 0; column <= of_everything; ++column) {
    std::vector<std::size_t> open = all;
    for (const model::Scenario& scenario : suite(*system, column))
      tell(column, scenario, open);
  }
  const std::array<std::uint32_t, 3> ends{20, 50, 100};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    std::vector<std::size_t> open = all;
    conformance::WalkPlan plan(system, {}, 1, steps_of_a_walk);
    for (std::uint32_t number = 0; number < ends[i]; ++number)
      if (const auto walk = tests::rule_walk(plan, *system, number))
        tell(of_everything + 1 + i, *walk, open);
  }
  std::erase_if(all, [&](std::size_t fault) { return result.matters[fault]; });
  conformance::WalkPlan plan(system, {}, 2, steps_of_a_walk);
  for (std::uint32_t number = 0; number < walks && !all.empty(); ++number)
    if (const auto walk = tests::rule_walk(plan, *system, number))
      for (const std::size_t fault : play(*system, faults, *walk, all))
        result.matters[fault] = true;
  return result;
}

void print_row(const std::string& name, const Row& row) {
  fmt::print("{:<38}{:>7}{:>7}", name, row.faults, row.matter);
  for (const std::size_t told : row.told)
    fmt::print("{:>14.1f}%",
               row.matter == 0 ? 100.0 : 100.0 * static_cast<double>(told) / static_cast<double>(row.matter));
  fmt::print("\n");
}

void print_table(const Table& table, FaultFamily family, const std::string& title) {
  fmt::print("\n{:<38}{:>7}{:>7}", title, "faults", "matter");
  for (const char* column : columns)
    fmt::print("{:>15}", column);
  fmt::print("\n");
  Row sum;
  for (const auto& [key, row] : table) {
    if (key.first != family)
      continue;
    print_row(key.second, row);
    sum.faults += row.faults;
    sum.matter += row.matter;
    for (std::size_t i = 0; i < columns.size(); ++i)
      sum.told[i] += row.told[i];
  }
  print_row("together", sum);
}

} // namespace

int main(int argc, char** argv) {
  std::uint32_t walks = 3000;
  bool lists = false;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i)
    if (const std::string argument = argv[i]; argument == "--walks" && i + 1 < argc)
      walks = static_cast<std::uint32_t>(std::atoi(argv[++i]));
    else if (argument == "--list")
      lists = true;
    else
      files.push_back(argument);
  Table table;
  std::array<std::size_t, columns.size()> scenarios{}, steps{};
  for (const std::string& file : files) {
    auto loaded = model::load_system(file, model::read_from_disk());
    if (!loaded.system) {
      fmt::print(stderr, "{} cannot be read\n", file);
      return 2;
    }
    const auto system = std::make_shared<const model::System>(*std::move(loaded.system));
    const std::vector<MemoryFault> faults = list_memory_faults(*system);
    const Tried tried = try_all(system, faults, walks);
    std::array<std::size_t, columns.size()> told{};
    for (std::size_t fault = 0; fault < faults.size(); ++fault) {
      Row& row = table[{family_of(faults[fault].kind), name_of(faults[fault].kind)}];
      ++row.faults;
      row.matter += tried.matters[fault] ? 1 : 0;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        row.told[i] += tried.told[fault][i] ? 1 : 0;
        told[i] += tried.told[fault][i] && family_of(faults[fault].kind) == FaultFamily::first ? 1 : 0;
      }
      if (lists && tried.matters[fault] && !tried.told[fault][of_everything])
        fmt::print("  {}: {}\n", file, describe(*system, faults[fault]));
    }
    fmt::print("{}\n", file);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      fmt::print("  {:<16}{:>5} scenarios{:>7} steps{:>6} faults of the first kinds told\n", columns[i],
                 tried.scenarios[i], tried.steps[i], told[i]);
      scenarios[i] += tried.scenarios[i];
      steps[i] += tried.steps[i];
    }
  }
  print_table(table, FaultFamily::first, "caches that miss what happened");
  print_table(table, FaultFamily::further, "counts, refusals, marks");
  for (const auto& [name, counts] : {std::pair("scenarios", &scenarios), std::pair("steps", &steps)}) {
    fmt::print("{:<52}", name);
    for (const std::size_t count : *counts)
      fmt::print("{:>15}", count);
    fmt::print("\n");
  }
  return 0;
}
