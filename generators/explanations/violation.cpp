// See violation.hpp.
#include "generators/explanations/violation.hpp"

#include "generators/story/blame.hpp"
#include "generators/story/story.hpp"
#include "solver/evidence/evidence.hpp"
#include "solver/explanation/sufficient_sets.hpp"
#include "solver/small/violations.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace chaperone::explanations {

using namespace model;

namespace {

/// Changes one thing of a run at a time and looks at what becomes of it.
class Changing {
public:
  Changing(const System& system, PropertyId property, const Scenario& run)
      : system_(system), property_(system[property]), run_(run), layout_(system, run.population) {}

  Needs needs() {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
      if (system_.relations[i].is_stated())
        tuples(RelationId{i});
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      if (system_.functions[i].is_stated())
        values(FunctionId{i});
    for (std::size_t step = 0; step < run_.items.size(); ++step) {
      Scenario changed = run_;
      changed.items.erase(changed.items.begin() + static_cast<std::ptrdiff_t>(step));
      (is_shown_by(changed) ? made_.spare : made_.steps).push_back(step);
    }
    return std::move(made_);
  }

private:
  void tuples(RelationId relation) {
    const bool is_symmetric = system_[relation].is_symmetric;
    for_each_place(layout_, system_[relation].places, [&](const std::vector<std::uint32_t>& args) {
      if (is_symmetric && args[0] > args[1])
        return;
      Scenario changed = run_;
      const auto erased = std::erase_if(changed.given, [&](const Given& given) {
        const auto* tuple = std::get_if<GivenTuple>(&given);
        return tuple && tuple->relation == relation &&
               (tuple->args == args || (is_symmetric && tuple->args[0] == args[1] && tuple->args[1] == args[0]));
      });
      if (erased == 0)
        changed.given.emplace_back(GivenTuple{relation, args});
      sort_in({GivenTuple{relation, args}, erased != 0}, changed);
    });
  }

  void values(FunctionId function) {
    const State start = initial_state(layout_, run_);
    for_each_place(layout_, system_[function].places, [&](const std::vector<std::uint32_t>& args) {
      const std::uint32_t value = start.value(function, args);
      bool is_fixed = true, is_free = true;
      for (std::uint32_t other = 0; other < run_.population.size(system_[function].result); ++other) {
        if (other == value)
          continue;
        Scenario changed = run_;
        std::erase_if(changed.given, [&](const Given& given) {
          const auto* it = std::get_if<GivenValue>(&given);
          return it && it->function == function && it->args == args;
        });
        changed.given.emplace_back(GivenValue{function, args, other});
        const bool may_start = can_start(changed);
        is_fixed = is_fixed && !may_start;
        is_free = is_free && (!may_start || is_shown_by(changed));
      }
      (is_fixed ? made_.fixed : is_free ? made_.free : made_.needed).push_back({GivenValue{function, args, value}});
    });
  }

  void sort_in(StartFact fact, const Scenario& changed) {
    (!can_start(changed) ? made_.fixed : is_shown_by(changed) ? made_.free : made_.needed).push_back(std::move(fact));
  }

  bool can_start(const Scenario& changed) const { return !broken_constraint(initial_state(layout_, changed)); }

  /// Every step is allowed and the property is shown in the end, maybe earlier as well.
  bool is_shown_by(const Scenario& changed) const {
    const Replay played = replay(system_, reports::bare(changed));
    if (played.failure || played.steps.size() != changed.items.size())
      return false;
    const State* before = nullptr;
    const State* now = &played.start;
    const Action* last = nullptr;
    bool is_shown = is_violated(property_, Moment{*now});
    for (const Played& step : played.steps) {
      const auto* outcome = std::get_if<Outcome>(&step.outcome);
      if (!outcome || *outcome != Outcome::allowed)
        return false;
      before = now;
      now = &step.after;
      last = &step.action;
      is_shown = is_violated(property_, Moment{*now, before, last});
    }
    return is_shown;
  }

  const System& system_;
  const Property& property_;
  const Scenario& run_;
  Layout layout_;
  Needs made_;
};

/// Individuals, enum values left out: they are everywhere.
std::set<Value> individuals_in(const System& system, const std::vector<reports::Reason>& reasons) {
  std::set<Value> found;
  for (const reports::Reason& reason : reports::tuples(system, reasons))
    for (const Value about : reason.about)
      if (!system[about.sort].is_enum)
        found.insert(about);
  return found;
}

/// The requirements of the last step that looked at somebody whom the broken promise is about, but for those that ask
/// whether it has been taken already.
std::set<Cause> causes_in(const System& system, const Property& property, const Scenario& violation) {
  const Replay played = replay(system, reports::bare(violation));
  const reports::Blame blame = reports::find_blame(system, property, played);
  const RuleId rule = played.steps.back().action.rule;
  const std::set<Value> concerned = individuals_in(system, blame.broken_by.reasons);
  std::set<Cause> found;
  for (const reports::Check& check : blame.checks) {
    std::vector<reports::Reason> looked_at = check.satisfied_by.reasons;
    std::erase_if(looked_at, [&](const reports::Reason& reason) { return reports::is_guard(system[rule], reason); });
    const std::set<Value> seen = individuals_in(system, looked_at);
    if (std::ranges::any_of(seen, [&](const Value& who) { return concerned.contains(who); }))
      found.insert({rule, check.requirement});
  }
  if (found.empty())
    found.insert({rule, std::nullopt});
  return found;
}

/// More sets of requirements than this tell nobody anything.
constexpr std::size_t most_cause_sets = 100;

} // namespace

Needs needs_of(const System& system, PropertyId property, const Scenario& run) {
  return Changing(system, property, run).needs();
}

Causes causes_of(const System& system, PropertyId property,
                 std::optional<std::chrono::steady_clock::time_point> until) {
  Causes made;
  solver::SearchBounds bounds;
  bounds.until = until;
  std::vector<std::set<Cause>> to_hit;
  std::set<Cause> all;
  for (solver::small::Violation& it : solver::small::list_violations(system, property, bounds)) {
    to_hit.push_back(causes_in(system, system[property], it.scenario));
    all.insert(to_hit.back().begin(), to_hit.back().end());
    made.violations.push_back(std::move(it.scenario));
  }
  if (made.violations.empty())
    return made;
  const std::vector<Cause> listed(all.begin(), all.end());
  std::vector<ClauseSet> sets;
  for (const std::set<Cause>& each : to_hit) {
    ClauseSet& set = sets.emplace_back();
    for (const Cause& cause : each)
      set.insert(static_cast<std::size_t>(std::ranges::find(listed, cause) - listed.begin()));
  }
  const auto hitting = solver::explanation::minimal_hitting_sets(sets, most_cause_sets);
  made.is_complete = hitting.has_value();
  for (const ClauseSet& each : hitting.value_or(std::set<ClauseSet>{})) {
    std::vector<Cause>& set = made.sets.emplace_back();
    for (const std::size_t at : each)
      set.push_back(listed[at]);
  }
  std::ranges::stable_sort(made.sets, {}, [](const std::vector<Cause>& set) { return set.size(); });
  return made;
}

} // namespace chaperone::explanations
