// Plants every fault of memory in a service made from rules, and says which suites tell it from the rules, and which
// random walks. Used by scripts/bench.
//
//   memory FILE…
#include "generators/conformance/walk.hpp"
#include "generators/goals/coverage.hpp"
#include "generators/mutants/planted.hpp"
#include "generators/mutants/telling.hpp"
#include "model/front_end.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>
#include <string>
#include <vector>

using namespace chaperone;

namespace {

constexpr std::uint32_t walk_steps = 30;

struct Suite {
  std::string name;
  std::vector<model::Scenario> scenarios;
  std::size_t steps() const {
    return std::accumulate(scenarios.begin(), scenarios.end(), std::size_t(0),
                           [](std::size_t sum, const model::Scenario& it) { return sum + it.items.size(); });
  }
};

model::Scenario walk(const std::shared_ptr<const model::System>& system, std::uint32_t number) {
  const conformance::WalkPlan plan(system, {}, 1, walk_steps);
  conformance::Trial trial = plan.trial(number);
  const conformance::Chooser next = plan.chooser(trial, number);
  model::Scenario scenario;
  scenario.population = trial.population;
  scenario.given = trial.given;
  const model::Layout layout(*system, trial.population);
  model::State now = model::initial_state(layout, scenario);
  while (const auto action = next(now)) {
    scenario.items.emplace_back(model::ScenarioStep{*action, std::nullopt, std::nullopt, {}});
    auto after = model::take_step(now, *action);
    if (auto* state = std::get_if<model::State>(&after))
      now = std::move(*state);
  }
  return scenario;
}

Suite covering(const model::System& system, const std::string& name, std::vector<generators::GoalKind> kinds) {
  generators::CoverOptions options;
  options.kinds = std::move(kinds);
  Suite suite{name, {}};
  for (const auto& it : generators::cover(system, options).scenarios)
    suite.scenarios.push_back(it.scenario);
  return suite;
}

void measure(const std::string& file) {
  auto loaded = model::load_system(file, model::read_from_disk());
  const auto system = std::make_shared<const model::System>(std::move(*loaded.system));
  const auto start = std::chrono::steady_clock::now();
  const auto faults = generators::list_memory_faults(*system);
  std::vector<std::size_t> all(faults.size());
  std::iota(all.begin(), all.end(), std::size_t(0));
  const auto since = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::vector<Suite> suites;
  suites.push_back(covering(*system, "all", generators::all_goal_kinds()));
  fmt::print("{} {} faults, suite {:.2f} s\n", file, faults.size(), since());
  suites.push_back({"100 walks", {}});
  for (std::uint32_t i = 0; i < 100; ++i)
    suites.back().scenarios.push_back(walk(system, i));
  fmt::print("walks made {:.2f} s\n", since());
  suites.push_back({"3000 walks", {}});
  for (std::uint32_t i = 0; i < 3000; ++i)
    suites.back().scenarios.push_back(walk(system, i));
  fmt::print("walks made {:.2f} s\n", since());
  std::map<std::string, std::vector<std::size_t>> table;
  std::vector<bool> matters(faults.size());
  for (std::size_t s = 0; s < suites.size(); ++s) {
    std::vector<std::size_t> open = all;
    for (const auto& scenario : suites[s].scenarios) {
      std::vector<std::size_t> told = generators::told_apart_by(*system, faults, open, scenario), left;
      std::set_difference(open.begin(), open.end(), told.begin(), told.end(), std::back_inserter(left));
      open = left;
      for (std::size_t i : told) {
        auto& row = table[generators::name_of(faults[i].kind)];
        row.resize(suites.size() + 2);
        ++row[s + 2];
        matters[i] = true;
      }
    }
    fmt::print("{}: {} scenarios {} steps, {} of {} told {:.2f} s\n", suites[s].name, suites[s].scenarios.size(),
               suites[s].steps(), faults.size() - open.size(), faults.size(), since());
  }
  for (std::size_t i : all) {
    auto& row = table[generators::name_of(faults[i].kind)];
    row.resize(suites.size() + 2);
    ++row[0];
    row[1] += matters[i] ? 1 : 0;
  }
  for (const auto& [kind, row] : table) {
    fmt::print("{:<36}", kind);
    for (std::size_t i = 0; i < row.size(); ++i)
      fmt::print("{:>7}", row[i]);
    fmt::print("\n");
  }
  std::vector<model::Scenario> every;
  for (std::size_t s = 0; s < 2; ++s)
    every.insert(every.end(), suites[s].scenarios.begin(), suites[s].scenarios.end());
  const double before = since();
  const auto planted = generators::plant_faults(*system, every, {});
  fmt::print("planted {:.2f} s\n", since() - before);
  std::size_t like = 0, wrong = 0, open = 0;
  for (std::size_t i : all) {
    like += planted[i].is_like_the_rules;
    wrong += planted[i].is_like_the_rules && matters[i];
    open += !planted[i].is_like_the_rules && !matters[i];
    if (!planted[i].is_like_the_rules && !matters[i] && getenv("SHOW"))
      fmt::print("  {}\n", generators::describe(*system, faults[i]));
    if (planted[i].is_like_the_rules && matters[i])
      fmt::print("WRONG  {}\n", generators::describe(*system, faults[i]));
  }
  fmt::print("like the rules {}, wrong {}, open {}\n", like, wrong, open);
}

} // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    measure(argv[i]);
}
