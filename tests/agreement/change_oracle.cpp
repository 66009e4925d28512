// See change_oracle.hpp.
#include "tests/agreement/change_oracle.hpp"

#include "generators/goals/mutants.hpp"
#include "model/meaning/renaming.hpp"
#include "solver/check.hpp"
#include "solver/explicit_state/starts.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>
#include <tuple>
#include <unordered_map>

namespace chaperone::tests {

using namespace model;
using solver::comparison::Answer;
using solver::comparison::Change;
using solver::comparison::RuleComparison;

namespace {

/// Adds what is not there yet, removes what is there: the same, unless the opposite is done in the same step.
void ask_for_own_tuple(Effect& effect) {
  if (effect.updates.size() != 1)
    return;
  Formula asked;
  if (const auto* added = std::get_if<AddTuple>(&effect.updates.front()))
    asked = make_formula(Not{make_formula(Atom{added->relation, added->args})});
  else if (const auto* removed = std::get_if<RemoveTuple>(&effect.updates.front()))
    asked = make_formula(Atom{removed->relation, removed->args});
  if (asked)
    effect.where = effect.where ? conjunction({effect.where, asked}) : asked;
}

} // namespace

RulePair random_pair(std::uint64_t seed) {
  System base = rules(random_system(seed, seed % 2 == 0 ? Shape::reaching : Shape::anything));
  Draw draw(seed * 977 + 5);
  std::vector<std::vector<generators::Mutant>> mutants;
  for (std::uint32_t rule = 0; rule < base.rules.size(); ++rule)
    mutants.push_back(generators::list_mutants(base, RuleId{rule}));
  base.scenarios.clear();
  if (seed % 3 != 0)
    base.properties.clear();
  RulePair pair{base, base};
  const std::uint32_t changes = draw.below(4);
  for (std::uint32_t i = 0; i < changes; ++i) {
    System& side = draw.chance(50) ? pair.before : pair.after;
    const std::uint32_t rule = draw.below(static_cast<std::uint32_t>(base.rules.size()));
    if (!mutants[rule].empty())
      side.rules[rule] = draw.any(mutants[rule]).changed;
  }
  for (System* side : {&pair.before, &pair.after})
    for (Rule& rule : side->rules)
      if (!rule.requirements.empty() && draw.chance(15)) { // what was required is now only a reason to refuse
        rule.may_refuse.push_back({rule.requirements.back().formula, std::nullopt, {}});
        if (draw.chance(70))
          rule.requirements.pop_back();
      }
  if (draw.chance(15) && base.rules.size() > 1 && base.properties.empty()) // nothing else names rules
    (draw.chance(50) ? pair.before : pair.after).rules.pop_back();
  if (draw.chance(15) && !base.inits.empty())
    (draw.chance(50) ? pair.before : pair.after).inits.pop_back();
  if (draw.chance(20) && !base.properties.empty())
    (draw.chance(50) ? pair.before : pair.after).properties.pop_back();
  for (System* side : {&pair.before, &pair.after})
    for (Rule& rule : side->rules)
      for (Effect& effect : rule.effects)
        if (draw.chance(10))
          ask_for_own_tuple(effect);
  return pair;
}

namespace {

/// Gives some of these names to others of them, and some a new one.
template <class Declarations>
void rename_some(Draw& draw, const Declarations& olds, Declarations& news, std::vector<comparison::Rename>& renames) {
  const Declarations were = news;
  for (std::size_t i = 0; i < news.size(); ++i) {
    if (news[i].name != were[i].name)
      continue;
    if (draw.chance(30) && i + 1 < news.size())
      std::swap(news[i].name, news[i + 1].name);
    else if (draw.chance(30))
      news[i].name += "_new";
  }
  for (std::size_t i = 0; i < news.size(); ++i)
    if (news[i].name != were[i].name && i < olds.size())
      renames.push_back({were[i].name, news[i].name});
}

} // namespace

Renamed renamed(const RulePair& pair, std::uint64_t seed) {
  Draw draw(seed * 331 + 7);
  Renamed made{pair.after, {}, {}};
  if (draw.chance(70)) {
    rename_some(draw, pair.before.rules, made.after.rules, made.renames);
    rename_some(draw, pair.before.sorts, made.after.sorts, made.renames);
    rename_some(draw, pair.before.relations, made.after.relations, made.renames);
    rename_some(draw, pair.before.functions, made.after.functions, made.renames);
  }
  for (std::size_t i = 0; i < made.after.rules.size(); ++i)
    made.old_names[made.after.rules[i].name] = pair.after.rules[i].name;
  if (made.after.rules.size() > 1 && pair.before.properties.empty() && made.after.properties.empty())
    std::rotate(made.after.rules.begin(),
                made.after.rules.begin() + draw.below(static_cast<std::uint32_t>(made.after.rules.size())),
                made.after.rules.end());
  return made;
}

namespace {

struct StatePair {
  State before, after;
  bool operator==(const StatePair&) const = default;
};
struct HashOfPair {
  std::size_t operator()(const StatePair& pair) const { return pair.before.hash() * 31 + pair.after.hash(); }
};

/// One population.
class Oracle {
public:
  Oracle(const RulePair& pair, const OracleBounds& bounds, const Population& population, OracleAnswer& answer)
      : pair_(pair), bounds_(bounds), answer_(answer), free_before_(freed(pair.before, pair.after)),
        free_after_(freed(pair.after, pair.before)), old_layout_(pair.before, population),
        new_layout_(pair.after, population), old_free_layout_(free_before_, population),
        new_free_layout_(free_after_, population) {}

  void run() {
    const std::vector<State> olds = starts(old_layout_);
    const std::vector<State> news = starts(new_layout_);
    if (answer_.gave_up)
      return;
    follow_new(news);
    follow_old(olds);
    leave_behind(olds);
    follow_both(olds);
    for (const State& state : news)
      if (broken_constraint(as(state, old_layout_)) != nullptr)
        note("only_new start", 0);
    for (const State& state : olds)
      if (broken_constraint(as(state, new_layout_)) != nullptr)
        note("only_old start", 0);
  }

private:
  /// The rules without requirements, and those that only the other side has.
  static System freed(const System& own, const System& other) {
    System made = own;
    for (std::size_t i = own.rules.size(); i < other.rules.size(); ++i)
      made.rules.push_back(other.rules[i]);
    for (Rule& rule : made.rules)
      rule.requirements.clear();
    return made;
  }

  static State as(const State& state, const Layout& layout) {
    State made(layout);
    const System& system = layout.system();
    for (std::uint32_t i = 0; i < system.relations.size(); ++i)
      for (const auto& tuple : state.tuples(RelationId{i}))
        made.put(RelationId{i}, tuple, true);
    for (std::uint32_t i = 0; i < system.functions.size(); ++i)
      for_each_place(layout, system.functions[i].places,
                     [&](const auto& args) { made.set(FunctionId{i}, args, state.value(FunctionId{i}, args)); });
    return made;
  }

  std::vector<State> starts(const Layout& layout) {
    const Renamings renamings(layout);
    const std::function<bool()> never = [] { return false; };
    const auto keys = solver::explicit_state::list_starts(layout, renamings, {bounds_.states, never});
    std::vector<State> made;
    if (!keys) {
      answer_.gave_up = true;
      return made;
    }
    for (const std::string& key : *keys)
      made.push_back(renamings.unpacked(key));
    return made;
  }

  void note(const std::string& question, std::uint32_t steps) {
    const auto [place, is_new] = answer_.fewest.try_emplace(question, steps);
    if (!is_new)
      place->second = std::min(place->second, steps);
  }
  static std::string named(const char* question, const System& system, RuleId rule) {
    return fmt::format("{} {}", question, system[rule].name);
  }

  /// Breadth first from `pairs`; `expand` gives what comes next.
  template <class Expand> void explore(const std::vector<StatePair>& pairs, Expand expand) {
    std::unordered_map<StatePair, std::uint32_t, HashOfPair> seen;
    std::deque<StatePair> open;
    const auto reach = [&](StatePair pair, std::uint32_t depth) {
      if (seen.try_emplace(pair, depth).second)
        open.push_back(std::move(pair));
    };
    for (const StatePair& pair : pairs)
      reach(pair, 0);
    while (!open.empty() && !answer_.gave_up) {
      const StatePair pair = open.front();
      open.pop_front();
      const std::uint32_t depth = seen.at(pair);
      if (depth < bounds_.depth)
        expand(pair, depth + 1, [&](StatePair next) { reach(std::move(next), depth + 1); });
      answer_.gave_up = seen.size() > bounds_.states;
    }
  }

  State after_freely(const State& state, const Layout& free_layout, const Layout& layout, const Action& action) const {
    const auto next = take_step(as(state, free_layout), action);
    const auto* reached = std::get_if<State>(&next);
    return reached == nullptr ? state : as(*reached, layout);
  }

  void follow_new(const std::vector<State>& news) {
    std::vector<StatePair> pairs;
    for (const State& state : news)
      pairs.push_back({as(state, old_layout_), state});
    explore(pairs, [&](const StatePair& pair, std::uint32_t steps, auto reach) {
      for (const Action& action : enabled_steps(pair.after)) {
        const auto next = take_step(pair.after, action);
        const auto* reached = std::get_if<State>(&next);
        if (reached == nullptr)
          continue;
        const bool is_known = action.rule.index < pair_.before.rules.size();
        if (!is_known || !std::holds_alternative<State>(take_step(pair.before, action)))
          note(named("newly_allowed", pair_.after, action.rule), steps);
        else if (may_be_refused(pair.after, action).empty() && !may_be_refused(pair.before, action).empty())
          note(named("must_be_taken", pair_.after, action.rule), steps);
        if (is_known) {
          const auto other = take_step(as(pair.after, old_layout_), action);
          const auto* theirs = std::get_if<State>(&other);
          if (theirs != nullptr && !(as(*theirs, new_layout_) == *reached))
            note(named("other_effect", pair_.after, action.rule), steps);
        }
        reach(StatePair{after_freely(pair.before, old_free_layout_, old_layout_, action), *reached});
      }
    });
  }

  void follow_old(const std::vector<State>& olds) {
    std::vector<StatePair> pairs;
    for (const State& state : olds)
      pairs.push_back({state, as(state, new_layout_)});
    explore(pairs, [&](const StatePair& pair, std::uint32_t steps, auto reach) {
      for (const Action& action : enabled_steps(pair.before)) {
        const auto next = take_step(pair.before, action);
        const auto* reached = std::get_if<State>(&next);
        if (reached == nullptr)
          continue;
        const bool is_known = action.rule.index < pair_.after.rules.size();
        if (!is_known || !std::holds_alternative<State>(take_step(pair.after, action)))
          note(named("newly_refused", pair_.before, action.rule), steps);
        else if (may_be_refused(pair.before, action).empty() && !may_be_refused(pair.after, action).empty())
          note(named("may_be_refused", pair_.before, action.rule), steps);
        reach(StatePair{*reached, after_freely(pair.after, new_free_layout_, new_layout_, action)});
      }
    });
  }

  void leave_behind(const std::vector<State>& olds) {
    std::vector<StatePair> pairs;
    for (const State& state : olds)
      pairs.push_back({state, as(state, new_layout_)});
    explore(pairs, [&](const StatePair& pair, std::uint32_t steps, auto reach) {
      for (const Action& action : enabled_steps(pair.after)) {
        if (!std::holds_alternative<State>(take_step(pair.after, action)))
          continue;
        const bool is_known = action.rule.index < pair_.before.rules.size();
        if (!is_known || !std::holds_alternative<State>(take_step(pair.before, action)))
          note(named("allowed_in_old_states", pair_.after, action.rule), steps);
      }
      for (const Action& action : enabled_steps(pair.before)) {
        const auto next = take_step(pair.before, action);
        if (const auto* reached = std::get_if<State>(&next))
          reach(StatePair{*reached, as(*reached, new_layout_)});
      }
    });
  }

  void follow_both(const std::vector<State>& olds) {
    std::vector<StatePair> pairs;
    for (const State& state : olds)
      if (broken_constraint(as(state, new_layout_)) == nullptr)
        pairs.push_back({state, as(state, new_layout_)});
    explore(pairs, [&](const StatePair& pair, std::uint32_t steps, auto reach) {
      for (const Action& action : enabled_steps(pair.before)) {
        if (action.rule.index >= pair_.after.rules.size())
          continue;
        const auto one = take_step(pair.before, action);
        const auto two = take_step(pair.after, action);
        const auto* old_state = std::get_if<State>(&one);
        const auto* new_state = std::get_if<State>(&two);
        if (old_state == nullptr || new_state == nullptr)
          continue;
        if (!(as(*old_state, new_layout_) == *new_state))
          note("other_state", steps);
        reach(StatePair{*old_state, *new_state});
      }
    });
  }

  const RulePair& pair_;
  const OracleBounds& bounds_;
  OracleAnswer& answer_;
  System free_before_, free_after_;
  Layout old_layout_, new_layout_, old_free_layout_, new_free_layout_;
};

/// How an answer must be, and how it is.
class Judge {
public:
  Judge(const OracleAnswer& oracle, const OracleBounds& bounds, std::map<std::string, int>& answers)
      : oracle_(oracle), bounds_(bounds), answers_(answers) {}

  void hold(const std::string& question, const Answer& answer, std::uint32_t fewest_possible = 1) {
    const auto found = oracle_.fewest.find(question);
    const std::optional<std::uint32_t> fewest =
        found == oracle_.fewest.end() ? std::nullopt : std::optional(found->second);
    std::visit(overload{
                   [&](const solver::comparison::None&) {
                     ++answers_["none"];
                     if (fewest)
                       complaints.push_back(fmt::format("{}: none, yet there is one of {} steps", question, *fewest));
                   },
                   [&](const solver::comparison::Shown& it) {
                     ++answers_["shown"];
                     is_small(it, question, fewest, fewest_possible);
                   },
                   [&](const solver::Bounded& it) {
                     ++answers_["bounded"];
                     if (fewest && *fewest <= it.steps)
                       complaints.push_back(fmt::format("{}: none within {} steps, yet there is one of {}", question,
                                                        it.steps, *fewest));
                   },
                   [&](const solver::Unknown&) { ++answers_["unknown"]; },
               },
               answer);
  }

  std::vector<std::string> complaints;

private:
  /// A smaller run may need more individuals than the oracle looks at; a larger one is a mistake.
  void is_small(const solver::comparison::Shown& shown, const std::string& question,
                const std::optional<std::uint32_t>& fewest, std::uint32_t fewest_possible) {
    if (fewest && shown.steps > *fewest && shown.is_smallest)
      complaints.push_back(fmt::format("{}: {} steps, yet {} are enough", question, shown.steps, *fewest));
    bool is_within = shown.steps <= bounds_.depth && shown.steps >= fewest_possible;
    for (std::size_t sort = 0; sort < shown.run.population.names.size(); ++sort)
      is_within = is_within && shown.run.population.names[sort].size() <= bounds_.individuals;
    if (is_within && !oracle_.gave_up && (!fewest || *fewest > shown.steps))
      complaints.push_back(fmt::format("{}: {} steps, yet there is none of these sizes", question, shown.steps));
  }

  const OracleAnswer& oracle_;
  const OracleBounds& bounds_;
  std::map<std::string, int>& answers_;
};

} // namespace

namespace {

/// Without a solver.
bool is_shown(const System& system, PropertyId property, const OracleBounds& bounds) {
  solver::Options options;
  options.engine = solver::EngineChoice::explicit_state;
  options.properties = {property};
  options.depth = bounds.depth;
  options.warns = options.seeks_conflicts = false;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    if (!system.sorts[sort].is_enum)
      options.scope[SortId{sort}] = bounds.individuals;
  return std::holds_alternative<solver::Shown>(solver::check(system, options).properties.front().verdict);
}

} // namespace

OracleAnswer ask_oracle(const RulePair& pair, const OracleBounds& bounds) {
  OracleAnswer answer;
  Population population;
  const System& system = pair.before;
  const std::function<void(std::uint32_t)> choose = [&](std::uint32_t sort) {
    if (sort == system.sorts.size()) {
      Oracle(pair, bounds, population, answer).run();
      return;
    }
    if (system.sorts[sort].is_enum) {
      population.names.push_back(system.sorts[sort].names);
      choose(sort + 1);
      population.names.pop_back();
      return;
    }
    std::vector<std::string> names;
    for (std::uint32_t size = 1; size <= bounds.individuals; ++size) {
      names.push_back(fmt::format("{}{}", system.sorts[sort].name, size));
      population.names.push_back(names);
      choose(sort + 1);
      population.names.pop_back();
    }
  };
  choose(0);
  return answer;
}

std::vector<std::string> disagreements(const RulePair& pair, const Renamed& told, const OracleAnswer& oracle,
                                       const OracleBounds& bounds, const solver::comparison::Comparison& found,
                                       std::map<std::string, int>& answers) {
  Judge judge(oracle, bounds, answers);
  for (const RuleComparison& rule : found.rules) {
    const std::string name =
        rule.after ? told.old_names.at(told.after[*rule.after].name) : pair.before[*rule.before].name;
    judge.hold("newly_allowed " + name, rule.newly_allowed);
    judge.hold("newly_refused " + name, rule.newly_refused);
    judge.hold("may_be_refused " + name, rule.may_be_refused);
    judge.hold("must_be_taken " + name, rule.must_be_taken);
    judge.hold("other_effect " + name, rule.other_effect);
    judge.hold("allowed_in_old_states " + name, rule.allowed_in_old_states);
  }
  for (const solver::comparison::PropertyComparison& each : found.properties)
    for (const auto& [side, property, verdict] : {std::tuple(&pair.before, each.before, &each.old_verdict),
                                                  std::tuple(&told.after, each.after, &each.new_verdict)}) {
      if (!*verdict)
        continue;
      ++answers["properties"];
      if (property && std::holds_alternative<solver::Proved>(**verdict) && is_shown(*side, *property, bounds))
        judge.complaints.push_back(fmt::format("{}: proved, yet a run shows it", (*side)[*property].name));
    }
  judge.hold("other_state", found.other_state);
  judge.hold("only_new start", found.new_start, 0);
  judge.hold("only_old start", found.old_start, 0);
  ++answers[found.change == Change::equivalent  ? "equivalent"
            : found.change == Change::undecided ? "undecided"
                                                : "different"];
  return judge.complaints;
}

} // namespace chaperone::tests
