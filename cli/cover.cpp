// See cover.hpp.
#include "cli/cover.hpp"

#include "cli/exit_code.hpp"

#include "generators/story/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace chaperone::cli {

namespace {

std::string bar(std::size_t done, std::size_t all) {
  constexpr std::size_t width = 20;
  const std::size_t filled = all == 0 ? width : width * done / all;
  return std::string(filled, '#') + std::string(width - filled, '.');
}

} // namespace

bool fits_cover(const Settings& settings, Console& console) {
  if (settings.goals.empty() && (settings.budget_scenarios || settings.budget_steps || settings.budget_time)) {
    complain(console, "--budget chooses among the scenarios of --cover GOAL,…: without it there is nothing to choose");
    return false;
  }
  if (settings.goals.empty() && settings.is_strict) {
    complain(console, "--strict asks whether the goals of --cover GOAL,… are decided: without it there are none");
    return false;
  }
  return true;
}

int judged(const Settings& settings, const generators::Coverage& coverage, Console& console) {
  const std::size_t open = generators::count_open(coverage);
  if (!settings.is_strict || open == 0)
    return all_well;
  complain(console, fmt::format("{}: {} {} undecided", settings.files.front(), reports::counted(open, "goal"),
                                open == 1 ? "is" : "are"));
  return undecided;
}

generators::Coverage cover(const Settings& settings, const model::System& system, const solver::Options& options,
                           std::size_t before, Console& console) {
  generators::CoverOptions wanted;
  for (const std::string& name : settings.goals)
    if (const auto kind = generators::goal_kind(name))
      wanted.kinds.push_back(*kind);
  wanted.promises = options.properties;
  wanted.bounds.budget = {settings.budget_scenarios, settings.budget_steps};
  wanted.bounds.small_groups.scope = options.scope;
  wanted.bounds.small_groups.depth = options.depth;
  wanted.check = options;
  const auto start = std::chrono::steady_clock::now();
  solver::SearchBounds& search = wanted.bounds.small_groups;
  for (const auto& [time, option] : {std::pair(settings.timeout, "--timeout"), {settings.budget_time, "--budget"}})
    if (time && (!search.until || start + *time < *search.until)) {
      search.until = start + *time;
      search.time_option = option;
    }
  generators::Coverage coverage =
      generators::cover(system, wanted, [&](const std::string& doing, std::size_t answered, std::size_t all) {
        console.progress(fmt::format("[{}] {} of {} goals, {}", bar(answered, all), answered, all, doing));
      });
  console.progress("");
  const std::size_t violations = coverage.violations.size();
  keep_shard(settings, coverage.violations, before);
  keep_shard(settings, coverage.scenarios, before + violations);
  return coverage;
}

} // namespace chaperone::cli
