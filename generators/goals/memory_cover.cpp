// See memory_cover.hpp.
#include "generators/goals/memory_cover.hpp"

#include "generators/memory/starts.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

namespace {

/// A goal's request is near where one of its conditions is met; where none was found, anywhere.
MemoryStarts starts_near(const System& system, const MemoryConditions& conditions,
                         const std::vector<solver::StepAnswer>& answers, const std::map<SortId, std::uint32_t>& scope) {
  MemoryStarts result;
  std::vector<std::vector<std::size_t>> starts_of;
  for (const solver::StepAnswer& answer : answers) {
    starts_of.emplace_back();
    const auto* it = std::get_if<solver::Answered>(&answer);
    if (it == nullptr)
      continue;
    for (MemoryStart& start : memory_starts(system, it->found, scope)) {
      const auto same = std::find(result.starts.begin(), result.starts.end(), start);
      const auto number = static_cast<std::size_t>(same - result.starts.begin());
      if (std::find(starts_of.back().begin(), starts_of.back().end(), number) == starts_of.back().end())
        starts_of.back().push_back(number);
      if (same == result.starts.end())
        result.starts.push_back(std::move(start));
    }
  }
  for (const auto& needs : conditions.needs) {
    std::vector<std::size_t>& near = result.by_goal.emplace_back();
    for (const auto& any : needs)
      for (const std::size_t question : any)
        near.insert(near.end(), starts_of[question].begin(), starts_of[question].end());
    for (std::size_t start = 0; near.empty() && start < result.starts.size(); ++start)
      near.push_back(start);
  }
  return result;
}

/// Steps that are taken, and those that are refused where they are tried.
Candidate candidate_of(const Catalogue& catalogue, const MemoryRun& run) {
  Candidate result{run.population, run.given, {}, {}};
  Scenario scenario;
  scenario.population = run.population;
  scenario.given = run.given;
  const Layout layout(catalogue.system(), run.population);
  Past past(catalogue, initial_state(layout, scenario));
  const Wanted all(catalogue);
  std::vector<std::size_t>& met = result.memory.emplace();
  for (const Action& action : run.requests) {
    const auto request = request_of(past.now(), action);
    if (!request)
      continue;
    const std::vector<std::size_t> here = past.met_by(*request, all);
    met.insert(met.end(), here.begin(), here.end());
    past.make(*request);
    if (request->is_allowed())
      result.path.push_back(action);
    else
      result.refused[result.path.size()].push_back(action);
  }
  std::sort(met.begin(), met.end());
  met.erase(std::unique(met.begin(), met.end()), met.end());
  return result;
}

} // namespace

MemoryCover cover_memory(const Catalogue& catalogue, const MemoryConditions& conditions,
                         const std::vector<solver::StepAnswer>& answers, const CoverOptions& options) {
  MemoryCover result;
  result.is_impossible = ruled_out(conditions, answers);
  Wanted wanted(catalogue);
  for (std::size_t goal = 0; goal < catalogue.goals().size(); ++goal)
    if (result.is_impossible[goal])
      wanted.remove(goal);
  const MemoryStarts starts = starts_near(catalogue.system(), conditions, answers, options.bounds.small_groups.scope);
  MemoryBounds limits = options.bounds.memory;
  limits.seed = options.check.seed;
  limits.until = options.bounds.small_groups.until;
  for (const MemoryRun& run : find_memory_runs(catalogue, starts, limits, wanted))
    result.candidates.push_back(candidate_of(catalogue, run));
  result.is_out_of_time = options.bounds.small_groups.is_out_of_time();
  return result;
}

std::vector<std::size_t> memory_goals_met(const Catalogue& catalogue, const Scenario& scenario) {
  MemoryRun run{scenario.population, scenario.given, {}, {}};
  for (const ScenarioItem& item : scenario.items)
    if (const auto* step = std::get_if<ScenarioStep>(&item))
      run.requests.push_back(step->action);
  return *candidate_of(catalogue, run).memory;
}

} // namespace chaperone::generators
