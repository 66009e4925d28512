// See crowd_search.hpp.
#include "solver/crowd/crowd_search.hpp"

#include "model/facts/witnesses.hpp"
#include "model/rules/claims.hpp"
#include "solver/encoding/finite_run.hpp"
#include "solver/evidence/evidence.hpp"

#include <algorithm>

namespace chaperone::solver::crowd {

using encoding::Answer;
using encoding::FiniteRun;
using model::RuleId;

namespace {

/// More individuals than this cost more than looking at the system's own values.
constexpr std::uint32_t most_individuals = 40;

} // namespace

CrowdSearch::CrowdSearch(encoding::Session& session, const model::System& system, const Crowd& crowd,
                         model::PropertyId property)
    : session_(session), system_(system), crowd_(crowd), property_(property),
      end_(model::shown_where(crowd.wide()[property])), useful_(crowd.wide(), end_) {}

/// So many individuals witness a run of useful steps.
std::optional<std::uint32_t> CrowdSearch::individuals(std::uint32_t steps) {
  const model::System& wide = crowd_.wide();
  std::optional<std::uint32_t> all = model::witnesses(wide, end_, crowd_.sort());
  for (std::uint32_t distance = 1; distance <= steps && all; ++distance) {
    std::uint32_t most = 0;
    for (const RuleId rule : useful_.at(distance)) {
      const auto here = model::witnesses(wide, wide[rule], crowd_.sort());
      if (!here)
        return std::nullopt;
      most = std::max(most, *here);
    }
    *all += most;
  }
  if (all)
    *all += crowd_.count_named();
  if (!all || *all > most_individuals)
    return std::nullopt;
  return std::max(*all, 1U);
}

std::optional<bounded::SearchAnswer> CrowdSearch::search(std::uint32_t steps) {
  std::optional<bounded::SearchAnswer> answer;
  if (const auto needed = is_silent_ ? std::nullopt : individuals(steps))
    answer = find(steps, *needed);
  is_silent_ = !answer;
  return answer;
}

std::optional<bounded::SearchAnswer> CrowdSearch::find(std::uint32_t steps, std::uint32_t individuals) {
  for (std::uint32_t distance = 1; distance <= steps; ++distance)
    if (useful_.at(distance).empty())
      return bounded::NoneOfAnySize{};
  const model::Wants& wants = useful_.wants(steps);
  const model::System system = crowd_.system(wants, individuals);
  std::vector<std::uint32_t> sizes;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    sizes.push_back(model::SortId{sort} == crowd_.sort() ? individuals
                                                         : static_cast<std::uint32_t>(system.sorts[sort].names.size()));
  FiniteRun run(session_, system, sizes);
  for (std::uint32_t distance = steps; distance > 0; --distance)
    run.extend(useful_.at(distance));
  switch (run.find(encoding::Shows{property_}, {}).answer) {
  case Answer::unsatisfiable:
    return bounded::NoneOfAnySize{};
  case Answer::unknown:
    return std::nullopt;
  case Answer::satisfiable:
    break;
  }
  model::Scenario told = crowd_.told(run.scenario(), wants);
  // The values that have no part in the run may still be in its way.
  if (evidence::object_to(system_, system_[property_], told))
    return std::nullopt;
  return Shown{std::move(told), steps, true, {}};
}

} // namespace chaperone::solver::crowd
