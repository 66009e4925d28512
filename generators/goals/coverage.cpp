// See coverage.hpp.
#include "generators/goals/coverage.hpp"

#include "generators/goals/candidates.hpp"
#include "generators/story/blame.hpp"
#include "generators/story/story.hpp"
#include "model/interpreter.hpp"
#include "model/scenario_file.hpp"
#include "solver/check.hpp"
#include "solver/small/violations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <limits>
#include <map>
#include <queue>
#include <set>
#include <tuple>
#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

using Elements = std::set<std::size_t>;

/// Repeatedly the set that has the most of what is still missing; of equals the smaller cost, then the first. Gives the
/// order in which they are taken; what adds nothing is never taken. What a set has missing only gets less, so that it
/// is counted again only when the set would be next.
std::vector<std::size_t> greedy_order(const std::vector<Elements>& sets, const std::vector<std::size_t>& costs) {
  struct Place {
    std::size_t missing, cost, index;
    bool operator<(const Place& other) const {
      return std::tuple(missing, other.cost, other.index) < std::tuple(other.missing, cost, index);
    }
  };
  std::priority_queue<Place> queue;
  for (std::size_t i = 0; i < sets.size(); ++i)
    queue.push({sets[i].size(), costs[i], i});
  Elements taken;
  std::vector<std::size_t> order;
  while (!queue.empty()) {
    Place place = queue.top();
    queue.pop();
    const Elements& set = sets[place.index];
    const auto missing = static_cast<std::size_t>(
        std::count_if(set.begin(), set.end(), [&](std::size_t element) { return !taken.contains(element); }));
    if (missing == 0)
      continue;
    if (std::exchange(place.missing, missing) != missing) {
      queue.push(place);
      continue;
    }
    order.push_back(place.index);
    taken.insert(set.begin(), set.end());
  }
  return order;
}

/// Candidates of which one path may be the beginning of another's, since they begin with a step of one rule or have
/// none.
class ByFirstRule {
public:
  void add(const Candidate& candidate, std::size_t index) {
    all_.push_back(index);
    (candidate.path.empty() ? without_step_ : by_rule_[candidate.path.front().rule]).push_back(index);
  }
  /// Ascending.
  std::vector<std::size_t> like(const Candidate& candidate) const {
    if (candidate.path.empty())
      return all_;
    const auto alike = by_rule_.find(candidate.path.front().rule);
    if (alike == by_rule_.end())
      return without_step_;
    std::vector<std::size_t> result;
    std::merge(alike->second.begin(), alike->second.end(), without_step_.begin(), without_step_.end(),
               std::back_inserter(result));
    return result;
  }

private:
  std::vector<std::size_t> all_;
  std::vector<std::size_t> without_step_; ///< when they were added
  std::map<RuleId, std::vector<std::size_t>> by_rule_;
};

RuleId culprit(const BrokenPromise& it) {
  return std::get<ScenarioStep>(it.scenario.items.back()).action.rule;
}

/// Of violations by promise and then by cause.
std::vector<ViolationCause> causes_of(const std::vector<BrokenPromise>& violations) {
  std::vector<ViolationCause> result;
  for (const BrokenPromise& it : violations) {
    if (result.empty() || !result.back().is_of(it))
      result.push_back({it.promise, culprit(it), it.requirement, 0, it.scenario.items.size()});
    ++result.back().ways;
  }
  return result;
}

class Covering {
public:
  Covering(const System& system, const CoverOptions& options) : options_(options) {
    result_.goals = list_goals(system, options.kinds);
    search_ = options.search;
    search_.proved = [this] { return proved(); };
    checked_ = std::async(std::launch::deferred, [this] { return checked(); }).share();
  }

  Coverage run(const solver::StepProgress& progress) {
    // Violations depend on nothing else: they are looked for beside the rest.
    std::future<std::vector<BrokenPromise>> violations;
    if (wants(GoalKind::violations))
      violations =
          std::async(has_threads() ? std::launch::async : std::launch::deferred, [this] { return find_violations(); });
    for (const solver::StepAnswer& answer : answers(progress))
      take(answer);
    choose();
    order();
    if (violations.valid()) {
      if (progress)
        progress("looking for violations", result_.status.size(), result_.status.size());
      result_.violations = violations.get();
      result_.causes = causes_of(result_.violations);
    }
    if (wants(GoalKind::mutants))
      list_mutant_breaks(progress);
    keep_within_budget();
    return std::move(result_);
  }

private:
  const System& system() const { return result_.goals.system; }

  bool has_threads() const { return options_.search.check.jobs > 1; }

  /// In the goals' order. What is asked of states has a rule of its own, which no run should have.
  std::vector<solver::StepAnswer> answers(const solver::StepProgress& progress) const {
    std::vector<solver::StepQuestion> of_steps, of_states;
    for (const Goal& goal : result_.goals.goals)
      (goal.promise ? of_states : of_steps).push_back(goal.question);
    std::vector<solver::StepAnswer> steps = solver::answer(system(), of_steps, search_, progress);
    if (of_states.empty())
      return steps;
    std::vector<solver::StepAnswer> states = solver::answer(with_probe(system()), of_states, search_, progress);
    std::vector<solver::StepAnswer> result;
    auto step = steps.begin(), state = states.begin();
    for (const Goal& goal : result_.goals.goals)
      result.push_back(std::move(goal.promise ? *state++ : *step++));
    return result;
  }

  bool wants(GoalKind kind) const {
    return std::find(options_.kinds.begin(), options_.kinds.end(), kind) != options_.kinds.end();
  }

  std::vector<PropertyId> all_promises() const {
    std::vector<PropertyId> result;
    for (std::uint32_t index = 0; index < system().properties.size(); ++index)
      if (system().properties[index].kind != PropertyKind::possible)
        result.push_back({index});
    return result;
  }

  bool is_asked_about(PropertyId promise) const {
    const std::vector<PropertyId>& asked = options_.promises;
    return asked.empty() || std::find(asked.begin(), asked.end(), promise) != asked.end();
  }

  std::vector<PropertyId> proved() const {
    std::vector<PropertyId> result;
    for (const solver::PropertyAnswer& answer : checked_.get())
      if (std::holds_alternative<solver::Proved>(answer.verdict))
        result.push_back(answer.property);
    return result;
  }

  void list_mutant_breaks(const solver::StepProgress& progress) {
    std::vector<MutantRuns> mutants;
    for (const std::size_t goal : mutants_of(result_))
      if (!std::holds_alternative<Impossible>(result_.status[goal])) {
        mutants.push_back({goal, {}});
        for (const SuiteScenario& it : result_.scenarios)
          if (std::find(it.goals.begin(), it.goals.end(), goal) != it.goals.end())
            mutants.back().scenarios.push_back(&it.scenario);
      }
    if (progress)
      progress("looking for mutants that break a promise", result_.status.size(), result_.status.size());
    std::vector<PropertyId> kept;
    for (const solver::PropertyAnswer& answer : checked_.get())
      if (is_asked_about(answer.property) && !std::holds_alternative<solver::Shown>(answer.verdict))
        kept.push_back(answer.property);
    for (const BrokenPromise& it : result_.violations)
      std::erase(kept, it.promise);
    result_.mutant_breaks =
        find_mutant_breaks(result_.goals, mutants, kept, options_.search.bounds, has_threads() ? 2 : 1);
  }

  std::optional<std::size_t> lets_through(const BrokenPromise& it) const {
    const Replay run = replay(system(), reports::bare(it.scenario));
    const reports::Blame blame = reports::find_blame(system(), system()[it.promise], run);
    if (!blame.overlooked.empty() || blame.mistaken.empty())
      return std::nullopt;
    return blame.mistaken.front().requirement;
  }

  /// Of a promise that is proved there are none. Of another, those of small groups, or where these show none the one
  /// that a check shows; one that is broken at the start is left out, since no step lets that through.
  std::vector<BrokenPromise> find_violations() const {
    std::vector<BrokenPromise> result;
    for (const solver::PropertyAnswer& answer : checked_.get()) {
      if (!is_asked_about(answer.property) || std::holds_alternative<solver::Proved>(answer.verdict))
        continue;
      std::vector<Scenario> runs;
      for (solver::small::Violation& it :
           solver::small::list_violations(system(), answer.property, options_.search.bounds))
        runs.push_back(std::move(it.scenario));
      if (const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
          shown && runs.empty() && !shown->scenario.items.empty())
        runs.push_back(shown->scenario);
      std::vector<BrokenPromise> found;
      for (Scenario& run : runs) {
        run.name = scenario_name(system(), run, system()[answer.property].name);
        found.push_back({answer.property, std::move(run), {}});
        found.back().requirement = lets_through(found.back());
      }
      std::stable_sort(found.begin(), found.end(), [](const BrokenPromise& left, const BrokenPromise& right) {
        return std::pair(culprit(left), left.requirement) < std::pair(culprit(right), right.requirement);
      });
      std::move(found.begin(), found.end(), std::back_inserter(result));
    }
    return result;
  }

  /// What a check says of all promises of the file, in their order. Runs that break them are looked for where they are
  /// wanted. Where the time is limited, half of it is kept for looking at small groups.
  std::vector<solver::PropertyAnswer> checked() const {
    solver::Options options = options_.search.check;
    options.properties = all_promises();
    if (options.properties.empty())
      return {};
    options.warns = false;
    options.depth = options_.search.bounds.depth;
    if (!wants(GoalKind::violations) && !wants(GoalKind::mutants))
      options.depth = std::min(options.depth, options_.search.solver_depth);
    if (const auto& until = options_.search.bounds.until)
      options.timeout =
          std::max(std::chrono::duration_cast<std::chrono::milliseconds>(*until - std::chrono::steady_clock::now()) / 2,
                   std::chrono::milliseconds(1));
    System rules = system();
    rules.scenarios.clear();
    return solver::check(rules, options).properties;
  }

  void take(const solver::StepAnswer& answer) {
    const std::size_t goal = result_.status.size();
    result_.status.push_back(std::visit(overload{
                                            [&](const solver::Answered& it) {
                                              candidates_.push_back(candidate_of(system(), it.found));
                                              if (it.twin) {
                                                twins_.emplace_back(goal, candidate_of(system(), *it.twin));
                                                candidates_.push_back(twins_.back().second);
                                              }
                                              return GoalStatus(Open{"no scenario was chosen"});
                                            },
                                            [](const solver::ProvedImpossible&) { return GoalStatus(Impossible{}); },
                                            [](const solver::Undecided& it) { return GoalStatus(Open{it.reason}); },
                                        },
                                        answer));
  }

  /// What a candidate covers: goals, and behind them the twins that it contains.
  Elements elements_of(const GoalReader& reader, const Candidate& candidate) const {
    Elements result = reader.covered_by(scenario_of(system(), candidate));
    for (std::size_t i = 0; i < twins_.size(); ++i)
      if (contains(candidate, twins_[i].second))
        result.insert(result_.goals.goals.size() + i);
    return result;
  }

  static std::size_t cost_of(const Candidate& candidate) { return candidate.path.size() + candidate.count_refused(); }

  std::vector<std::size_t> ordered(std::vector<Elements>& sets) const {
    std::vector<std::size_t> costs;
    const GoalReader reader(result_.goals);
    for (const Candidate& candidate : candidates_) {
      sets.push_back(elements_of(reader, candidate));
      costs.push_back(cost_of(candidate));
    }
    return greedy_order(sets, costs);
  }

  /// Few candidates that cover all, put together where they begin alike.
  void choose() {
    std::vector<Candidate> distinct;
    ByFirstRule known;
    for (Candidate& candidate : candidates_) {
      const std::vector<std::size_t> alike = known.like(candidate);
      if (std::any_of(alike.begin(), alike.end(), [&](std::size_t i) { return contains(distinct[i], candidate); }))
        continue;
      known.add(candidate, distinct.size());
      distinct.push_back(std::move(candidate));
    }
    candidates_ = std::move(distinct);
    std::vector<Elements> sets;
    std::vector<Candidate> merged;
    ByFirstRule taken;
    for (const std::size_t next : ordered(sets)) {
      const Candidate& candidate = candidates_[next];
      const std::vector<std::size_t> alike = taken.like(candidate);
      if (std::any_of(alike.begin(), alike.end(), [&](std::size_t i) { return merge(merged[i], candidate); }))
        continue;
      taken.add(candidate, merged.size());
      merged.push_back(candidate);
    }
    candidates_ = std::move(merged);
  }

  void order() {
    std::vector<Elements> sets;
    Elements before;
    for (const std::size_t i : ordered(sets)) {
      SuiteScenario& added = result_.scenarios.emplace_back();
      added.scenario = scenario_of(system(), candidates_[i]);
      for (const std::size_t element : sets[i])
        if (element < result_.goals.goals.size()) {
          added.goals.push_back(element);
          if (!before.contains(element) && is_seen(element, added.scenario)) {
            before.insert(element);
            added.own.push_back(element);
          }
        }
      // A scenario for twins alone goes by the first goal whose twin it is.
      for (const std::size_t element : sets[i])
        if (added.own.empty() && !added.twin_of && element >= result_.goals.goals.size())
          added.twin_of = twins_[element - result_.goals.goals.size()].first;
      name(result_.scenarios.size() - 1);
    }
  }

  /// A mutant counts only where the interpreter, run with it, does something else.
  bool is_seen(std::size_t goal, const Scenario& scenario) const {
    const Goal& it = result_.goals.goals[goal];
    return !it.mutant || tells_apart(system(), it.question.rule, *it.mutant, scenario);
  }

  void name(std::size_t index) {
    SuiteScenario& it = result_.scenarios[index];
    for (const std::size_t goal : it.own)
      result_.status[goal] = Covered{index};
    if (it.own.empty() && it.twin_of)
      it.scenario.name = unique(result_.goals.goals[*it.twin_of].name + "_twin");
    else if (!it.own.empty())
      it.scenario.name = unique(result_.goals.goals[it.own.front()].name);
  }

  std::string unique(const std::string& wanted) {
    std::string result = wanted;
    for (int number = 2; !names_.insert(result).second; ++number)
      result = fmt::format("{}_{}", wanted, number);
    return result;
  }

  void keep_within_budget() {
    std::erase_if(result_.scenarios, [](const SuiteScenario& it) { return it.scenario.name.empty(); });
    result_.scenarios_without_budget = result_.scenarios.size() + result_.violations.size();
    // Violations first: nothing tells more.
    std::size_t left = options_.budget.scenarios.value_or(std::numeric_limits<std::uint32_t>::max());
    std::size_t steps = options_.budget.steps.value_or(std::numeric_limits<std::uint32_t>::max());
    const auto fits = [&](const auto& it) {
      if (left == 0 || it.scenario.items.size() > steps)
        return false;
      --left;
      steps -= it.scenario.items.size();
      return true;
    };
    const auto first_left_out = std::find_if_not(result_.violations.begin(), result_.violations.end(), fits);
    result_.violations.erase(first_left_out, result_.violations.end());
    const auto kept = static_cast<std::size_t>(
        std::find_if_not(result_.scenarios.begin(), result_.scenarios.end(), fits) - result_.scenarios.begin());
    result_.scenarios.resize(kept);
    for (GoalStatus& status : result_.status)
      if (const auto* covered = std::get_if<Covered>(&status); covered && covered->scenario >= kept)
        status = LeftOut{};
  }

  const CoverOptions& options_;
  solver::StepOptions search_;
  std::shared_future<std::vector<solver::PropertyAnswer>> checked_; ///< begun when first asked for
  Coverage result_;
  std::vector<Candidate> candidates_;
  std::vector<std::pair<std::size_t, Candidate>> twins_; ///< with the goal whose twin it is
  std::set<std::string> names_;
};

} // namespace

bool ViolationCause::is_of(const BrokenPromise& violation) const {
  return promise == violation.promise && rule == culprit(violation) && requirement == violation.requirement;
}

bool has_open(const Coverage& coverage) {
  return std::ranges::any_of(coverage.status,
                             [](const GoalStatus& status) { return std::holds_alternative<Open>(status); });
}

std::vector<std::size_t> mutants_of(const Coverage& coverage) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < coverage.goals.goals.size(); ++i)
    if (coverage.goals.goals[i].kind == GoalKind::mutants)
      result.push_back(i);
  return result;
}

MutationScore mutation_score(const Coverage& coverage, const std::vector<std::size_t>& mutants) {
  MutationScore score;
  for (const std::size_t goal : mutants)
    std::visit(overload{
                   [&](const Covered&) { ++score.told_apart; },
                   [&](const Impossible&) { ++score.like_the_rules; },
                   [&](const Open&) { ++score.undecided; },
                   [&](const LeftOut&) { ++score.left_out; },
               },
               coverage.status[goal]);
  return score;
}

Coverage cover(const System& system, const CoverOptions& options, const solver::StepProgress& progress) {
  return Covering(system, options).run(progress);
}

} // namespace chaperone::generators
