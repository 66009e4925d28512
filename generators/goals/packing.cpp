// See packing.hpp.
#include "generators/goals/packing.hpp"

#include "generators/goals/memory_cover.hpp"
#include "generators/memory/past.hpp"
#include "model/meaning/evaluator.hpp"
#include "model/meaning/renaming.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

constexpr std::size_t most_attempts = 48; ///< to put one run behind others
constexpr std::size_t most_castings = 4;  ///< of its individuals as those of one other run

/// All requests in order, with whether each is taken.
std::vector<std::pair<Action, bool>> requests_of(const Candidate& run) {
  std::vector<std::pair<Action, bool>> result;
  for (std::size_t at = 0; at <= run.path.size(); ++at) {
    if (const auto tried = run.refused.find(at); tried != run.refused.end())
      for (const Action& action : tried->second)
        result.emplace_back(action, false);
    if (at < run.path.size())
      result.emplace_back(run.path[at], true);
  }
  return result;
}

State start_of(const Layout& layout, const Candidate& run) {
  Scenario scenario;
  scenario.population = run.population;
  scenario.given = run.given;
  return initial_state(layout, scenario);
}

/// Every way to let the individuals of one population be individuals of another; values of enums stay. The first
/// `most` for which `is_good`.
template <class IsGood>
std::vector<Renaming> castings(const System& system, const Population& from, const Population& to, std::size_t most,
                               const IsGood& is_good) {
  Renaming now;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    now.emplace_back(to.size({sort}));
    std::iota(now.back().begin(), now.back().end(), 0U);
    if (from.size({sort}) > to.size({sort}))
      return {};
  }
  std::vector<Renaming> result;
  for (std::size_t looked_at = 0; looked_at < 600 && result.size() < most; ++looked_at) {
    if (is_good(now))
      result.push_back(now);
    std::size_t sort = 0;
    while (sort < now.size() &&
           (system.sorts[sort].is_enum || !std::next_permutation(now[sort].begin(), now[sort].end())))
      ++sort;
    if (sort == now.size())
      break;
  }
  return result;
}

/// A run that others are put behind, played to its end.
class Host {
public:
  Host(const Goals& goals, const Catalogue& catalogue, const Candidate& run)
      : goals_(goals), catalogue_(catalogue), layout_(std::make_unique<Layout>(goals.system, run.population)),
        past_(catalogue, start_of(*layout_, run)) {
    for (const auto& [action, is_taken] : requests_of(run))
      make(past_, action);
  }

  bool ends_surely() const { return is_sure_; }
  const Layout& layout() const { return *layout_; }
  const State& start() const { return past_.start(); }

  /// What of the run is played from here so that all of its own goals are met; what does not come out as it did there
  /// is left out. Nothing where some goal is not met.
  std::optional<Candidate> with(Candidate host, const PackedRun& run, const Renaming& casting) const {
    Past past = past_;
    std::optional<RuleId> last = last_;
    std::set<std::size_t> open = run.own;
    std::vector<std::size_t> of_memory;
    for (const std::size_t goal : open)
      if (goals_.goals[goal].memory)
        of_memory.push_back(goal - goals_.first_of_memory());
    const Wanted wanted(catalogue_, of_memory);
    for (const auto& [named, is_taken] : requests_of(run.candidate)) {
      const auto request = request_of(past.now(), renamed(goals_.system, named, casting));
      if (!request || request->is_allowed() != is_taken)
        continue;
      if (is_taken && !may_be_refused(past.now(), request->action).empty())
        return std::nullopt;
      for (const std::size_t goal : past.met_by(*request, wanted))
        open.erase(goals_.first_of_memory() + goal);
      std::erase_if(open,
                    [&](std::size_t goal) { return is_met(goals_.goals[goal], past.now(), request->action, last); });
      if (!past.make(*request))
        continue;
      if (is_taken) {
        host.path.push_back(request->action);
        last = request->action.rule;
      } else {
        host.refused[host.path.size()].push_back(request->action);
      }
    }
    std::erase_if(open, [&](std::size_t goal) {
      const Goal& it = goals_.goals[goal];
      return it.promise && evaluate(it.question.when, Moment{past.now()});
    });
    return open.empty() ? std::optional(std::move(host)) : std::nullopt;
  }

private:
  void make(Past& past, const Action& action) {
    const auto request = request_of(past.now(), action);
    if (!request)
      return;
    is_sure_ = is_sure_ && (!request->is_allowed() || may_be_refused(past.now(), action).empty());
    if (past.make(*request) && request->is_allowed())
      last_ = action.rule;
  }

  bool is_met(const Goal& goal, const State& before, const Action& action, const std::optional<RuleId>& last) const {
    if (goal.memory)
      return false;
    if (goal.promise)
      return evaluate(goal.question.when, Moment{before});
    return goal.question.rule == action.rule && (!goal.question.after || goal.question.after == last) &&
           evaluate(goal.question.when, Moment{before}, bindings_of(goals_.system, action));
  }

  const Goals& goals_;
  const Catalogue& catalogue_;
  std::unique_ptr<Layout> layout_;
  Past past_;
  std::optional<RuleId> last_; ///< the rule of the last step that was taken
  bool is_sure_ = true;
};

/// Does what is given of fixed facts about the run's individuals hold of those in whose place they are, and nothing
/// else?
bool fits(const System& system, const State& small, const State& large, const Renaming& casting) {
  const auto as_there = [&](const std::vector<Place>& places, std::vector<std::uint32_t> args) {
    for (std::size_t i = 0; i < args.size(); ++i)
      args[i] = casting[places[i].sort.index][args[i]];
    return args;
  };
  bool result = true;
  for (std::uint32_t i = 0; i < system.relations.size(); ++i)
    if (const Relation& it = system.relations[i]; it.is_fixed)
      for_each_place(small.layout(), it.places, [&](const std::vector<std::uint32_t>& args) {
        result = result && small.holds(RelationId{i}, args) == large.holds(RelationId{i}, as_there(it.places, args));
      });
  for (std::uint32_t i = 0; i < system.functions.size(); ++i)
    if (const Function& it = system.functions[i]; it.is_fixed)
      for_each_place(small.layout(), it.places, [&](const std::vector<std::uint32_t>& args) {
        result = result && casting[it.result.index][small.value(FunctionId{i}, args)] ==
                               large.value(FunctionId{i}, as_there(it.places, args));
      });
  return result;
}

} // namespace

void Packing::pack(std::vector<PackedRun>& runs) const {
  std::vector<std::optional<Host>> hosts(runs.size());
  std::vector<bool> has_grown(runs.size(), false), is_gone(runs.size(), false);
  const auto length = [](const Candidate& run) { return run.path.size() + run.count_refused(); };
  const auto is_twin = [&](std::size_t element) { return element >= goals_.goals.size(); };
  for (std::size_t next = runs.size(); next-- > 0;) {
    const PackedRun& run = runs[next];
    if (has_grown[next] || run.own.empty() || std::any_of(run.own.begin(), run.own.end(), is_twin))
      continue;
    const Layout layout(goals_.system, run.candidate.population);
    const State start = start_of(layout, run.candidate);
    std::size_t attempts = 0;
    for (std::size_t other = 0; other < runs.size() && !is_gone[next] && attempts < most_attempts; ++other) {
      if (other == next || is_gone[other] || !runs[other].candidate.memory ||
          length(runs[other].candidate) + length(run.candidate) > longest_)
        continue;
      if (!hosts[other])
        hosts[other].emplace(goals_, catalogue_, runs[other].candidate);
      const Host& host = *hosts[other];
      if (!host.ends_surely())
        continue;
      for (const Renaming& casting :
           castings(goals_.system, run.candidate.population, runs[other].candidate.population, most_castings,
                    [&](const Renaming& it) { return fits(goals_.system, start, host.start(), it); })) {
        ++attempts;
        auto together = host.with(runs[other].candidate, run, casting);
        if (!together || !shows_mutants(*together, run.own))
          continue;
        runs[other].candidate = *std::move(together);
        runs[other].own.insert(run.own.begin(), run.own.end());
        hosts[other].emplace(goals_, catalogue_, runs[other].candidate);
        has_grown[other] = is_gone[next] = true;
        break;
      }
    }
  }
  std::vector<PackedRun> left;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (has_grown[i])
      runs[i].candidate.memory = memory_goals_met(catalogue_, scenario_of(goals_.system, runs[i].candidate));
    if (!is_gone[i])
      left.push_back(std::move(runs[i]));
  }
  runs = std::move(left);
}

/// A mutant counts only where it does something else.
bool Packing::shows_mutants(const Candidate& run, const std::set<std::size_t>& goals) const {
  const Scenario scenario = scenario_of(goals_.system, run);
  return std::all_of(goals.begin(), goals.end(), [&](std::size_t goal) {
    const Goal& it = goals_.goals[goal];
    return !it.mutant || tells_apart(goals_.system, it.question.rule, *it.mutant, scenario);
  });
}

} // namespace chaperone::generators
