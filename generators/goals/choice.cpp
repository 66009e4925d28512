// See choice.hpp.
#include "generators/goals/choice.hpp"

#include "model/scenarios/casting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <queue>
#include <tuple>

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

std::size_t cost_of(const Candidate& candidate) {
  return candidate.path.size() + candidate.count_refused();
}

} // namespace

void Choice::offer(std::size_t goal, const solver::Answered& answer) {
  candidates_.push_back(candidate_of(goals_.system, answer.found));
  if (answer.twin) {
    twins_.emplace_back(goal, candidate_of(goals_.system, *answer.twin));
    candidates_.push_back(twins_.back().second);
  }
}

/// What a candidate covers: goals, and behind them the twins that it contains.
Choice::Elements Choice::elements_of(const GoalReader& reader, const Candidate& candidate) const {
  Elements result = reader.covered_by(scenario_of(goals_.system, candidate));
  if (candidate.memory)
    for (const std::size_t goal : *candidate.memory)
      result.insert(goals_.first_of_memory() + goal);
  for (std::size_t i = 0; i < twins_.size(); ++i)
    if (contains(candidate, twins_[i].second))
      result.insert(goals_.goals.size() + i);
  return result;
}

std::vector<std::size_t> Choice::ordered(std::vector<Elements>& sets) const {
  std::vector<std::size_t> costs;
  const GoalReader reader(goals_);
  for (const Candidate& candidate : candidates_) {
    sets.push_back(elements_of(reader, candidate));
    costs.push_back(cost_of(candidate));
  }
  return greedy_order(sets, costs);
}

void Choice::leave_out_contained() {
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
}

/// Few candidates that cover all, put together where they begin alike.
void Choice::merge_alike() {
  std::vector<Elements> sets;
  std::vector<Candidate> merged;
  ByFirstRule taken;
  for (const std::size_t next : ordered(sets)) {
    const Candidate& candidate = candidates_[next];
    const std::vector<std::size_t> alike = taken.like(candidate);
    if (std::any_of(alike.begin(), alike.end(),
                    [&](std::size_t i) { return merge(merged[i], candidate, most_refused_); }))
      continue;
    taken.add(candidate, merged.size());
    merged.push_back(candidate);
  }
  candidates_ = std::move(merged);
}

/// A mutant counts only where the interpreter, run with it, does something else.
bool Choice::is_seen(std::size_t goal, const Scenario& scenario) const {
  const Goal& it = goals_.goals[goal];
  return !it.mutant || tells_apart(goals_.system, it.question.rule, *it.mutant, scenario);
}

SuiteScenario Choice::described(const Candidate& candidate, const Elements& elements, Elements& before) const {
  SuiteScenario result;
  result.scenario = scenario_of(goals_.system, candidate);
  for (const std::size_t element : elements)
    if (element < goals_.goals.size()) {
      result.goals.push_back(element);
      if (!before.contains(element) && is_seen(element, result.scenario)) {
        before.insert(element);
        result.own.push_back(element);
      }
    }
  // A scenario for twins alone goes by the first goal whose twin it is.
  for (const std::size_t element : elements)
    if (result.own.empty() && !result.twin_of && element >= goals_.goals.size())
      result.twin_of = twins_[element - goals_.goals.size()].first;
  return result;
}

void Choice::pack(const Packing& packing) {
  std::vector<Elements> sets;
  std::vector<PackedRun> runs;
  Elements before;
  for (const std::size_t i : ordered(sets)) {
    PackedRun& run = runs.emplace_back(PackedRun{candidates_[i], {}});
    const Scenario scenario = scenario_of(goals_.system, run.candidate);
    for (const std::size_t element : sets[i])
      if (!before.contains(element) && (element >= goals_.goals.size() || is_seen(element, scenario))) {
        before.insert(element);
        run.own.insert(element);
      }
    if (run.own.empty())
      runs.pop_back();
  }
  packing.pack(runs);
  candidates_.clear();
  for (PackedRun& run : runs)
    candidates_.push_back(std::move(run.candidate));
}

std::vector<SuiteScenario> Choice::scenarios(const Packing* packing) {
  leave_out_contained();
  merge_alike();
  if (packing != nullptr)
    pack(*packing);
  std::vector<SuiteScenario> result;
  std::vector<Elements> sets;
  Elements before;
  std::set<std::string> names;
  for (const std::size_t i : ordered(sets)) {
    SuiteScenario it = described(candidates_[i], sets[i], before);
    if (it.own.empty() && !it.twin_of)
      continue;
    const std::string wanted =
        it.own.empty() ? goals_.goals[*it.twin_of].name + "_twin" : goals_.goals[it.own.front()].name;
    std::string unique = wanted;
    for (int number = 2; !names.insert(unique).second; ++number)
      unique = fmt::format("{}_{}", wanted, number);
    it.scenario = cast(goals_.system, it.scenario);
    it.scenario.name = std::move(unique);
    result.push_back(std::move(it));
  }
  return result;
}

} // namespace chaperone::generators
