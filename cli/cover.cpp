// See cover.hpp.
#include "cli/cover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace chaperone::cli {

namespace {

/// Of a suite's scenarios every `shards`-th, so that each part has its share of the most telling ones.
void keep_shard(const Settings& settings, generators::Coverage& coverage) {
  std::size_t place = 0;
  const auto is_elsewhere = [&](const auto&) { return place++ % settings.shards != settings.shard - 1; };
  std::erase_if(coverage.violations, is_elsewhere);
  std::erase_if(coverage.scenarios, is_elsewhere);
}

std::string bar(std::size_t done, std::size_t all) {
  constexpr std::size_t width = 20;
  const std::size_t filled = all == 0 ? width : width * done / all;
  return std::string(filled, '#') + std::string(width - filled, '.');
}

} // namespace

generators::Coverage cover(const Settings& settings, const model::System& system, const solver::Options& options,
                           Console& console) {
  generators::CoverOptions wanted;
  for (const std::string& name : settings.goals)
    if (const auto kind = generators::goal_kind(name))
      wanted.kinds.push_back(*kind);
  wanted.promises = options.properties;
  wanted.budget = {settings.budget_scenarios, settings.budget_steps};
  wanted.search.bounds.scope = options.scope;
  wanted.search.bounds.depth = options.depth;
  wanted.search.check = options;
  const auto start = std::chrono::steady_clock::now();
  for (const auto& time : {settings.timeout, settings.budget_time})
    if (time)
      wanted.search.bounds.until = std::min(wanted.search.bounds.until.value_or(start + *time), start + *time);
  generators::Coverage coverage =
      generators::cover(system, wanted, [&](const char* doing, std::size_t answered, std::size_t all) {
        console.progress(fmt::format("[{}] {} of {} goals, {}", bar(answered, all), answered, all, doing));
      });
  console.progress("");
  keep_shard(settings, coverage);
  return coverage;
}

} // namespace chaperone::cli
