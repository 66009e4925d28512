// Holds the checker's answers on one rule file against the exhaustive search by the interpreter, within limited sizes.
#pragma once

#include "solver/check.hpp"
#include "solver/engines/explicit.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <vector>

namespace chaperone::tests {

/// How the comparisons went, so that a run that compared nothing cannot pass for agreement.
struct Tally {
  int shown = 0, not_shown = 0, proved = 0, undecided = 0, skipped = 0, impossible = 0;
};

inline std::uint32_t count_individuals(const model::System& system, const model::Scenario& scenario) {
  std::uint32_t result = 0;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    if (!system.sorts[sort].is_enum)
      result += scenario.population.size(model::SortId{sort});
  return result;
}

/// docs/semantics.md, Properties: tuples, and functions into enums that differ from the first value.
inline std::uint32_t count_facts(const model::System& system, const model::Scenario& scenario) {
  const model::Layout layout(system, scenario.population);
  std::uint32_t result = 0;
  for (const model::Given& given : model::given_of(model::initial_state(layout, scenario))) {
    const auto* value = std::get_if<model::GivenValue>(&given);
    result += value == nullptr || system[system[value->function].result].is_enum ? 1U : 0U;
  }
  return result;
}

inline std::uint32_t count_elements(const model::Scenario& scenario) {
  std::uint32_t result = 0;
  for (const model::ScenarioItem& item : scenario.items)
    if (const auto* step = std::get_if<model::ScenarioStep>(&item))
      for (const model::StepArgument& argument : step->action.args)
        if (const auto* set = std::get_if<std::vector<std::uint32_t>>(&argument))
          result += static_cast<std::uint32_t>(set->size());
  return result;
}

/// Sizes and depth of one comparison: mostly two of each sort, now and then three of one.
struct Bounds {
  solver::ExplicitBounds searched;
  solver::Options checked;
};

inline Bounds bounds_for(const model::System& system, std::uint64_t seed) {
  Bounds result;
  result.searched.states = 3000;
  result.searched.depth = seed % 3 == 0 ? 3 : 2;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    if (!system.sorts[sort].is_enum)
      result.searched.sizes[model::SortId{sort}] = sort == 0 && seed % 5 == 0 ? 3 : 2;
  result.checked.depth = result.searched.depth;
  result.checked.scope = result.searched.sizes;
  // Some of these proofs would never end; what the search within the sizes found until then is compared all the same.
  result.checked.timeout = std::chrono::milliseconds(1500);
  return result;
}

/// Did the search end before it came to the depth at which the property is broken?
inline bool is_cut_short(const solver::Verdict& verdict, const solver::ExplicitFinding& truth) {
  const auto* bounded = std::get_if<solver::Bounded>(&verdict);
  return bounded != nullptr && bounded->steps < truth.shown->steps;
}

/// One property's verdict against the truth: everything that does not agree.
inline void compare(const model::System& system, const solver::PropertyAnswer& answer,
                    const solver::ExplicitFinding& truth, Tally& tally, std::vector<std::string>& disagreements) {
  const std::string& name = system[answer.property].name;
  const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
  if (shown == nullptr) {
    const bool is_undecided = std::holds_alternative<solver::Unknown>(answer.verdict);
    if (!is_undecided && truth.shown && !is_cut_short(answer.verdict, truth))
      disagreements.push_back(name + ": nothing was found, but there is a run that shows it");
    (is_undecided ? tally.undecided : tally.not_shown) += 1;
    tally.proved += std::holds_alternative<solver::Proved>(answer.verdict) ? 1 : 0;
    return;
  }
  if (!truth.shown) {
    disagreements.push_back(name + ": a run was found, but there is none");
    return;
  }
  if (!shown->is_smallest) {
    ++tally.undecided;
    return;
  }
  ++tally.shown;
  const auto same = [&](const char* what, std::uint64_t found, std::uint64_t smallest) {
    if (found != smallest)
      disagreements.push_back(fmt::format("{}: {} {} where {} are enough", name, found, what, smallest));
  };
  same("steps", shown->steps, truth.shown->steps);
  same("individuals", count_individuals(system, shown->scenario), count_individuals(system, truth.shown->scenario));
  same("given facts", count_facts(system, shown->scenario), truth.given_facts);
  same("set elements", count_elements(shown->scenario), truth.set_elements);
}

/// The result of a check within `bounds`: everything in which it does not agree with the exhaustive search.
inline std::vector<std::string> disagreements_with(const model::System& system, const solver::CheckResult& result,
                                                   const Bounds& bounds, Tally& tally) {
  std::vector<std::string> disagreements;
  std::vector<model::PropertyId> properties;
  for (std::uint32_t p = 0; p < system.properties.size(); ++p)
    properties.push_back(model::PropertyId{p});
  const solver::ExplicitAnswer truth = solver::explore(system, properties, bounds.searched);
  if (!result.errors.empty()) {
    ++tally.impossible;
    if (truth.states != 0)
      disagreements.emplace_back("no start was found, but there is one");
    return disagreements;
  }
  if (result.properties.size() != system.properties.size())
    disagreements.emplace_back("not every property has an answer");
  for (const solver::PropertyAnswer& answer : result.properties) {
    const solver::ExplicitFinding& found = truth.found[answer.property.index];
    if (truth.stopped.empty() || (found.shown && found.shown->is_smallest))
      compare(system, answer, found, tally, disagreements);
    else
      ++tally.skipped;
  }
  return disagreements;
}

} // namespace chaperone::tests
