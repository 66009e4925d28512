// See comparison.hpp.
#include "tests/agreement/comparison.hpp"

#include <fmt/format.h>

#include <set>

namespace chaperone::tests {

namespace {

std::uint32_t count_individuals(const model::System& system, const model::Scenario& scenario) {
  std::uint32_t result = 0;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    if (!system.sorts[sort].is_enum)
      result += scenario.population.size(model::SortId{sort});
  return result;
}

/// docs/semantics.md, Properties: tuples, and functions into enums that differ from the first value.
std::uint32_t count_facts(const model::System& system, const model::Scenario& scenario) {
  const model::Layout layout(system, scenario.population);
  std::uint32_t result = 0;
  for (const model::Given& given : model::given_of(model::initial_state(layout, scenario))) {
    const auto* value = std::get_if<model::GivenValue>(&given);
    if (value == nullptr && !system[std::get<model::GivenTuple>(given).relation].is_stated())
      continue;
    result += value == nullptr || system[system[value->function].result].is_enum ? 1U : 0U;
  }
  return result;
}

std::uint32_t count_elements(const model::Scenario& scenario) {
  std::uint32_t result = 0;
  for (const model::ScenarioItem& item : scenario.items)
    if (const auto* step = std::get_if<model::ScenarioStep>(&item))
      for (const model::StepArgument& argument : step->action.args)
        if (const auto* set = std::get_if<std::vector<std::uint32_t>>(&argument))
          result += static_cast<std::uint32_t>(set->size());
  return result;
}

/// A run that the interpreter made and in which a property breaks: an upper bound for every engine.
struct BrokenRun {
  model::PropertyId property;
  std::uint32_t steps = 0;
  model::Population population;
};

/// What the scenarios break that they are to keep.
std::vector<BrokenRun> broken_runs(const model::System& system) {
  std::vector<BrokenRun> result;
  for (const model::Scenario& scenario : system.scenarios) {
    const model::Replay replay = model::replay(system, scenario);
    if (!replay.failure || replay.failure->code != "keeps")
      continue;
    std::uint32_t taken = 0;
    for (const model::Played& step : replay.steps)
      taken += std::get<model::Outcome>(step.outcome) == model::Outcome::refused ? 0U : 1U;
    result.push_back({*replay.failure->property, taken, scenario.population});
  }
  return result;
}

/// One engine's answers on one rule file.
class Comparison {
public:
  /// `is_whole`: the check had the time that it needed.
  Comparison(const model::System& system, solver::EngineChoice engine, bool is_whole, Tally& tally,
             std::vector<std::string>& disagreements)
      : system_(system), engine_(engine), is_whole_(is_whole), tally_(tally), disagreements_(disagreements) {}

  void compare(const solver::PropertyAnswer& answer, const solver::explicit_state::ExplicitFinding& truth) {
    const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
    if (shown == nullptr)
      compare_not_shown(answer, truth);
    else if (!truth.shown && !shown->is_beyond_depth) // a longer one the interpreter has replayed
      disagree(answer.property, "a run was found, but there is none");
    else if (!truth.shown)
      ++tally_.shown;
    else if (!shown->is_smallest)
      leave_open(answer.property);
    else
      compare_shown(answer.property, *shown, truth);
  }

  void compare(const solver::PropertyAnswer& answer, const BrokenRun& run) {
    if (answer.property != run.property)
      return;
    const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
    const auto* bounded = std::get_if<solver::Bounded>(&answer.verdict);
    if (std::holds_alternative<solver::Proved>(answer.verdict))
      disagree(answer.property, "it is proved, but a scenario breaks it");
    else if (shown && shown->is_smallest && shown->steps > run.steps)
      disagree(answer.property, fmt::format("{} steps where a scenario needs {}", shown->steps, run.steps));
    else if (bounded && bounded->steps >= run.steps && holds(bounded->sizes, run.population))
      disagree(answer.property, "nothing was found, but a scenario breaks it");
  }

  void compare(const std::vector<solver::ConflictFound>& found, const solver::explicit_state::ExplicitAnswer& truth) {
    std::set<model::RuleId> rules;
    for (const solver::ConflictFound& conflict : found)
      rules.insert(conflict.rule);
    for (const auto& [rule, run] : truth.conflicts)
      if (is_whole_ && !rules.contains(rule))
        disagree(fmt::format("no conflict in {} was found, but there is one", system_[rule].name));
    for (const model::RuleId rule : rules)
      if (truth.stopped.empty() && !truth.conflicts.contains(rule))
        disagree(fmt::format("a conflict in {} was found, but there is none", system_[rule].name));
  }

  void disagree(const std::string& what) { disagreements_.push_back(fmt::format("{}: {}", word_for(engine_), what)); }

private:
  void disagree(model::PropertyId property, const std::string& what) {
    disagree(fmt::format("{}: {}", system_[property].name, what));
  }

  static bool holds(const std::map<model::SortId, std::uint32_t>& sizes, const model::Population& population) {
    for (const auto& [sort, most] : sizes)
      if (population.size(sort) > most)
        return false;
    return true;
  }

  /// Nothing wrong is said, but within these sizes nothing need be left open: only proofs may be out of reach.
  void leave_open(model::PropertyId property) {
    ++tally_.undecided;
    if (is_whole_ && engine_ != solver::EngineChoice::inductive)
      disagree(property, "it is left open, but the interpreter decides it");
  }

  void compare_not_shown(const solver::PropertyAnswer& answer, const solver::explicit_state::ExplicitFinding& truth) {
    const auto* bounded = std::get_if<solver::Bounded>(&answer.verdict);
    // The search may have ended before it came to the depth or the sizes at which the property is broken.
    const bool is_cut_short =
        bounded != nullptr && truth.shown &&
        (bounded->steps < truth.shown->steps || !holds(bounded->sizes, truth.shown->scenario.population));
    if (std::holds_alternative<solver::Unknown>(answer.verdict) || is_cut_short)
      return leave_open(answer.property);
    if (truth.shown)
      disagree(answer.property, "nothing was found, but there is a run that shows it");
    ++tally_.not_shown;
    tally_.proved += std::holds_alternative<solver::Proved>(answer.verdict) ? 1 : 0;
  }

  void compare_shown(model::PropertyId property, const solver::Shown& shown,
                     const solver::explicit_state::ExplicitFinding& truth) {
    ++tally_.shown;
    const auto same = [&](const char* what, std::uint64_t found, std::uint64_t smallest) {
      if (found != smallest)
        disagree(property, fmt::format("{} {} where {} are enough", found, what, smallest));
    };
    same("steps", shown.steps, truth.shown->steps);
    // Who plays two parts in a witness is two where that takes no more steps: then the smallest one is not told.
    if (system_[property].kind == model::PropertyKind::possible)
      return;
    same("individuals", count_individuals(system_, shown.scenario), count_individuals(system_, truth.shown->scenario));
    same("given facts", count_facts(system_, shown.scenario), truth.given_facts);
    same("set elements", count_elements(shown.scenario), truth.set_elements);
  }

  const model::System& system_;
  solver::EngineChoice engine_;
  bool is_whole_;
  Tally& tally_;
  std::vector<std::string>& disagreements_;
};

} // namespace

const char* word_for(solver::EngineChoice engine) {
  switch (engine) {
  case solver::EngineChoice::automatic:
    return "auto";
  case solver::EngineChoice::inductive:
    return "inductive";
  case solver::EngineChoice::bounded:
    return "bounded";
  case solver::EngineChoice::explicit_state:
    return "explicit";
  }
  return "";
}

Bounds bounds_for(const model::System& system, std::uint64_t seed) {
  Bounds result;
  result.searched.states = 3000;
  result.searched.depth = seed % 3 == 0 ? 3 : 2;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    if (!system.sorts[sort].is_enum)
      result.searched.sizes[model::SortId{sort}] = std::max<std::uint32_t>(
          sort == 0 && seed % 5 == 0 ? 3 : 2, static_cast<std::uint32_t>(system.sorts[sort].individuals.size()));
  result.checked.depth = result.searched.depth;
  result.checked.scope = result.searched.sizes;
  // Some of these proofs would never end; what the search within the sizes found until then is compared all the same.
  result.checked.timeout = std::chrono::milliseconds(1500);
  return result;
}

std::vector<std::string> disagreements(const model::System& system, const Bounds& bounds, Tally& tally) {
  std::vector<model::PropertyId> properties;
  for (std::uint32_t p = 0; p < system.properties.size(); ++p)
    properties.push_back(model::PropertyId{p});
  const solver::explicit_state::ExplicitAnswer truth =
      solver::explicit_state::explore(system, properties, bounds.searched);
  const std::vector<BrokenRun> runs = broken_runs(system);
  tally.broken_runs += static_cast<int>(runs.size());
  std::vector<std::string> found;
  for (const solver::EngineChoice engine : engines) {
    // The engine without a solver has no limit of its own, and says nothing of rules without a start.
    if (engine == solver::EngineChoice::explicit_state && (!truth.stopped.empty() || truth.states == 0))
      continue;
    solver::Options options = bounds.checked;
    options.engine = engine;
    const auto until = std::chrono::steady_clock::now() + *options.timeout;
    const solver::CheckResult result = solver::check(system, options);
    const bool is_whole = std::chrono::steady_clock::now() < until;
    Comparison comparison(system, engine, is_whole, tally, found);
    if (!result.errors.empty()) {
      ++tally.impossible;
      if (truth.states != 0)
        comparison.disagree("no start was found, but there is one");
      continue;
    }
    comparison.compare(result.conflicts, truth);
    if (result.properties.size() != system.properties.size())
      comparison.disagree("not every property has an answer");
    for (const solver::PropertyAnswer& answer : result.properties) {
      const solver::explicit_state::ExplicitFinding& finding = truth.found[answer.property.index];
      if (truth.stopped.empty() || (finding.shown && finding.shown->is_smallest))
        comparison.compare(answer, finding);
      else
        ++tally.skipped;
      for (const BrokenRun& run : runs)
        comparison.compare(answer, run);
    }
  }
  return found;
}

} // namespace chaperone::tests
