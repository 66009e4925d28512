// Which two steps, from which state.
#include "generators/conformance/race.hpp"

#include "generators/conformance/sample.hpp"
#include "generators/story/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace chaperone::conformance {
namespace {

using namespace model;

constexpr int draws_per_rule = 150;
/// Every pair of a state's steps is looked at, so there must not be too many; and alike states are looked at once.
constexpr std::size_t most_steps_of_a_state = 60;
constexpr std::size_t most_states = 300;
/// Of each kind of pair (which rules, which requirement stops which) so many are raced.
constexpr std::size_t most_of_a_kind = 2;

/// A step that is possible, and where it leads.
struct Possible {
  Action action;
  State after;
};

std::vector<Possible> possible_steps(const State& now, Random& random) {
  std::vector<Possible> steps;
  const System& system = now.layout().system();
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
    std::vector<std::vector<StepArgument>> seen;
    for (int draw = 0; draw < draws_per_rule; ++draw) {
      Action action = random_action(now.layout(), {rule}, random);
      if (std::find(seen.begin(), seen.end(), action.args) != seen.end())
        continue;
      seen.push_back(action.args);
      auto after = take_step(now, action);
      if (auto* state = std::get_if<State>(&after); state != nullptr && !(*state == now))
        steps.push_back({std::move(action), std::move(*state)});
    }
  }
  // Whichever rules come first in the file must not be all that is raced.
  for (std::size_t at = steps.size(); at > 1; --at)
    std::swap(steps[at - 1], steps[below(random, at)]);
  if (steps.size() > most_steps_of_a_state)
    steps.erase(steps.begin() + most_steps_of_a_state, steps.end());
  return steps;
}

/// What both steps change, done together.
State both(const State& now, const Possible& a, const Possible& b) {
  State result = a.after;
  for (const auto& change : reports::changes_between(now, b.after))
    std::visit(overload{
                   [&](const GivenTuple& tuple) {
                     result.put(tuple.relation, tuple.args, change.kind == reports::Change::Kind::joined);
                   },
                   [&](const GivenValue& value) { result.set(value.function, value.args, value.value); },
               },
               change.fact);
  return result;
}

bool breaks_a_promise(const System& system, const State& state) {
  return std::any_of(system.properties.begin(), system.properties.end(), [&](const Property& property) {
    return property.kind != PropertyKind::possible && !property.is_about_steps && is_violated(property, Moment{state});
  });
}

/// Pairs that are alike: the rules, and the requirements by which one stops the other.
using PairKind = std::tuple<std::uint32_t, std::uint32_t, std::optional<std::size_t>, std::optional<std::size_t>>;

struct Pair {
  int worth = 0; ///< 0: the order does not matter
  PairKind kind;
};

/// Is there an order in which the rules contradict themselves? Then they say nothing of the two at once.
bool has_conflict(const Possible& a, const Possible& b) {
  return std::holds_alternative<Conflict>(take_step(a.after, b.action)) ||
         std::holds_alternative<Conflict>(take_step(b.after, a.action));
}

Pair judge(const State& now, const Possible& a, const Possible& b) {
  const auto after_a = why_refused(a.after, b.action), after_b = why_refused(b.after, a.action);
  Pair pair{0,
            {a.action.rule.index, b.action.rule.index, after_a ? std::optional(after_a->requirement) : std::nullopt,
             after_b ? std::optional(after_b->requirement) : std::nullopt}};
  if (!after_a && !after_b)
    return pair;
  pair.worth = after_a && after_b ? 2 : 1;
  if (breaks_a_promise(now.layout().system(), both(now, a, b)))
    pair.worth += 2;
  return pair;
}

/// All trials' pairs, by kind.
class Plan {
public:
  explicit Plan(std::uint32_t seed) : random_(seed) {}

  void add(const Trial& trial) {
    const Layout layout(*trial.system, trial.population);
    Scenario start;
    start.given = trial.given;
    State now = initial_state(layout, start);
    for (std::size_t taken = 0;; ++taken) {
      if (seen_.size() < most_states && seen_.insert(now.hash()).second)
        add_pairs(trial, taken, now);
      if (taken == trial.actions.size())
        return;
      auto after = take_step(now, trial.actions[taken]);
      if (auto* state = std::get_if<State>(&after))
        now = std::move(*state);
    }
  }

  std::vector<Trial> best_first() {
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
      return std::pair(-a.first, a.second.actions.size()) < std::pair(-b.first, b.second.actions.size());
    });
    // The best of each two rules first, then the next best: no two rules wait for all of others.
    std::map<std::pair<RuleId, RuleId>, std::vector<Trial>> by_rules;
    std::vector<std::pair<RuleId, RuleId>> order;
    for (auto& [worth, trial] : found_) {
      const auto rules = rules_of(trial);
      if (by_rules[rules].empty())
        order.emplace_back(rules);
      by_rules[rules].push_back(std::move(trial));
    }
    std::vector<Trial> trials;
    for (std::size_t turn = 0; trials.size() < found_.size(); ++turn)
      for (const auto& rules : order)
        if (turn < by_rules[rules].size())
          trials.push_back(std::move(by_rules[rules][turn]));
    return trials;
  }

private:
  void add_pairs(const Trial& trial, std::size_t taken, const State& now) {
    const auto steps = possible_steps(now, random_);
    for (std::size_t a = 0; a < steps.size(); ++a)
      for (std::size_t b = a + 1; b < steps.size(); ++b) {
        const Pair pair = judge(now, steps[a], steps[b]);
        if (pair.worth == 0 || has_conflict(steps[a], steps[b]) || kinds_[{pair.worth, pair.kind}]++ >= most_of_a_kind)
          continue;
        Trial raced = trial;
        raced.origin = Trial::Origin::race;
        raced.keeps.clear();
        raced.actions.resize(taken);
        raced.actions.push_back(steps[a].action);
        raced.actions.push_back(steps[b].action);
        const System& system = now.layout().system();
        raced.name = fmt::format("{} and {} at once after {}", system[steps[a].action.rule].name,
                                 system[steps[b].action.rule].name, trial.name);
        found_.emplace_back(pair.worth, std::move(raced));
      }
  }

  Random random_;
  std::set<std::size_t> seen_; ///< hashes of states
  std::map<std::pair<int, PairKind>, std::size_t> kinds_;
  std::vector<std::pair<int, Trial>> found_;
};

} // namespace

std::pair<RuleId, RuleId> rules_of(const Trial& trial) {
  return std::minmax({trial.actions[trial.actions.size() - 2].rule, trial.actions.back().rule});
}

std::vector<Trial> worth_racing(const std::vector<Trial>& trials, std::uint32_t seed) {
  Plan plan(seed);
  for (const Trial& trial : trials)
    plan.add(trial);
  return plan.best_first();
}

} // namespace chaperone::conformance
