// See world.hpp.
#include "solver/small/world.hpp"

#include "model/rules/claims.hpp"
#include "model/scenarios/naming.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace chaperone::solver::small {

using namespace model;

namespace {

/// So many starts are tried, those with the fewest facts first.
constexpr std::size_t most_tries = std::size_t{1} << 18U;

std::uint64_t hash_of(std::span<const std::uint64_t> words) {
  std::uint64_t hash = 0x9e3779b97f4a7c15U;
  for (const std::uint64_t word : words) {
    hash ^= word;
    hash *= 0xbf58476d1ce4e5b9U;
    hash ^= hash >> 31U;
  }
  return hash;
}

void put(std::uint64_t* words, std::size_t bit, bool value) {
  const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
  words[bit / 64] = value ? words[bit / 64] | mask : words[bit / 64] & ~mask;
}

/// Calls `visit` with each choice of one option per list that takes another than the first in exactly `others` lists;
/// false from it ends the listing.
bool for_each_choice(const std::vector<std::vector<std::size_t>>& choices, std::size_t at, std::size_t others,
                     std::vector<std::size_t>& chosen, const std::function<bool()>& visit) {
  if (at == choices.size())
    return others > 0 || visit();
  if (choices.size() - at > others) {
    chosen[at] = 0;
    if (!for_each_choice(choices, at + 1, others, chosen, visit))
      return false;
  }
  for (std::size_t option = 1; others > 0 && option < choices[at].size(); ++option) {
    chosen[at] = option;
    if (!for_each_choice(choices, at + 1, others - 1, chosen, visit))
      return false;
  }
  return true;
}

} // namespace

constexpr std::size_t no_bit = std::numeric_limits<std::size_t>::max();

World::World(const System& system, const std::vector<std::uint32_t>& sizes, std::uint32_t most_states)
    : system_(system), instance_(system, model::name_individuals(system, sizes)), symmetry_(instance_),
      most_states_(most_states), table_(1024, 0) {
  for (const std::vector<Constraint>* list : {&system.assumptions, &system.inits})
    for (const Constraint& constraint : *list)
      constraints_.push_back(instance_.read(constraint.formula));
}

World::World(const World& started, const System& variant, RuleId changed)
    : system_(variant), instance_(started.instance_, variant), symmetry_(started.symmetry_),
      most_states_(started.most_states_), constraints_(started.constraints_), arguments_(started.arguments_),
      nodes_(started.nodes_), states_(started.states_), table_(started.table_), is_full_(started.is_full_) {
  const auto is_before = [&](const Step& step) { return step.action.rule < changed; };
  const auto first = std::find_if_not(started.steps_.begin(), started.steps_.end(), is_before);
  const auto rest =
      std::find_if(first, started.steps_.end(), [&](const Step& step) { return step.action.rule > changed; });
  steps_.assign(started.steps_.begin(), first);
  for (Step& step : instance_.steps(changed))
    steps_.push_back(std::move(step));
  steps_.insert(steps_.end(), rest, started.steps_.end());
}

bool World::is_free_bit(std::size_t bit) const {
  const encoding::Cell& place = instance_.place(bit);
  return !place.is_relation || std::none_of(system_.inits.begin(), system_.inits.end(), [&](const Constraint& init) {
    return init.empty_relation && init.empty_relation->index == place.symbol;
  });
}

bool World::start(const std::vector<RuleId>* rules) {
  // A tuple holds or not; a function's place has one of the bits of its values.
  std::vector<std::vector<std::size_t>> choices;
  for (std::size_t bit = 0; bit < instance_.bits(); ++bit) {
    const encoding::Cell& place = instance_.place(bit);
    if (!is_free_bit(bit))
      continue;
    if (place.is_relation)
      choices.push_back({no_bit, bit});
    else if (place.value == 0)
      choices.push_back({bit});
    else
      choices.back().push_back(bit);
  }
  list_starts(choices);
  if (nodes_.empty())
    return false;
  compile_steps(rules);
  return true;
}

void World::list_starts(const std::vector<std::vector<std::size_t>>& choices) {
  values_.assign(instance_.circuit().size(), 0);
  std::size_t tries = 0;
  std::vector<std::size_t> chosen(choices.size(), 0);
  for (std::size_t others = 0; others <= choices.size(); ++others) {
    const bool goes_on = for_each_choice(choices, 0, others, chosen, [&] {
      const std::uint64_t mask = std::uint64_t{1} << (tries % 64);
      for (std::size_t i = 0; i < choices.size(); ++i)
        if (const std::size_t bit = choices[i][chosen[i]]; bit != no_bit)
          values_[instance_.input(bit).node()] |= mask;
      if (++tries % 64 == 0)
        add_starts(64);
      return tries < most_tries && !is_full_;
    });
    if (!goes_on)
      break;
  }
  add_starts(tries % 64);
}

/// Keeps those of the first `count` states in `values_` that may be starts, and clears it.
void World::add_starts(std::size_t count) {
  instance_.circuit().evaluate(values_);
  std::uint64_t good = count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
  for (const Bit constraint : constraints_)
    good &= value_of(values_, constraint);
  Words tried(symmetry_.words()), canonical;
  for (; good != 0; good &= good - 1) {
    const auto s = static_cast<std::size_t>(std::countr_zero(good));
    for (std::size_t bit = 0; bit < instance_.bits(); ++bit)
      put(tried.data(), bit, ((value_of(values_, instance_.input(bit)) >> s) & 1U) != 0);
    symmetry_.canonical(tried, canonical);
    const auto self = static_cast<std::uint32_t>(nodes_.size());
    find_or_add(canonical, {self, 0, 0});
  }
  values_.assign(values_.size(), 0);
}

void World::grow_table() {
  std::vector<std::uint32_t> larger(2 * table_.size(), 0);
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    std::size_t place = hash_of(state(node)) % larger.size();
    while (larger[place] != 0)
      place = (place + 1) % larger.size();
    larger[place] = static_cast<std::uint32_t>(node + 1);
  }
  table_ = std::move(larger);
}

/// The state's node, a new one if need be; nothing where there are too many.
std::optional<std::uint32_t> World::find_or_add(const Words& words, Node node) {
  std::size_t place = hash_of(words) % table_.size();
  for (; table_[place] != 0; place = (place + 1) % table_.size())
    if (const auto known = state(table_[place] - 1); std::equal(known.begin(), known.end(), words.begin()))
      return table_[place] - 1;
  if (nodes_.size() >= most_states_) {
    is_full_ = true;
    return std::nullopt;
  }
  nodes_.push_back(node);
  states_.insert(states_.end(), words.begin(), words.end());
  table_[place] = static_cast<std::uint32_t>(nodes_.size());
  if (2 * nodes_.size() > table_.size())
    grow_table();
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

void World::compile_steps(const std::vector<RuleId>* rules) {
  arguments_.resize(system_.rules.size());
  for (std::uint32_t rule = 0; rule < system_.rules.size(); ++rule) {
    if (rules && !std::binary_search(rules->begin(), rules->end(), RuleId{rule}))
      continue;
    arguments_[rule] = instance_.arguments(RuleId{rule});
    std::vector<Step> steps = instance_.steps(RuleId{rule});
    std::move(steps.begin(), steps.end(), std::back_inserter(steps_));
  }
}

WorldQuestion World::prepared(std::size_t index, const StepQuestion& question) {
  WorldQuestion result{index, &question, {}, Bit(false)};
  for (const std::vector<StepArgument>& arguments : arguments_[question.rule.index])
    result.bits.push_back(instance_.read(question.when, {question.rule, arguments}));
  result.any = instance_.circuit().disjunction(result.bits);
  return result;
}

/// Reads up to 64 states; gives which of them are there.
std::uint64_t World::read_batch(std::size_t first, std::size_t end) {
  values_.assign(instance_.circuit().size(), 0);
  const std::size_t count = std::min<std::size_t>(64, end - first);
  for (std::size_t s = 0; s < count; ++s)
    for (std::size_t word = 0; word < symmetry_.words(); ++word)
      for (std::uint64_t rest = state(first + s)[word]; rest != 0; rest &= rest - 1)
        values_[instance_.input(64 * word + static_cast<std::size_t>(std::countr_zero(rest))).node()] |=
            std::uint64_t{1} << s;
  instance_.circuit().evaluate(values_);
  return count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

void World::look_at_clock() {
  is_full_ = is_full_ || (until && std::chrono::steady_clock::now() > *until);
}

bool World::advance(std::vector<WorldQuestion>& open, std::vector<Answer>& answers, bool goes_on) {
  const std::size_t end = nodes_.size();
  const std::size_t begin = std::exchange(frontier_, end);
  for (std::size_t first = begin; first < end; first += 64) {
    const std::uint64_t present = read_batch(first, end);
    std::erase_if(open, [&](const WorldQuestion& it) {
      const std::uint64_t where = it.question->after ? 0 : value_of(values_, it.any) & present;
      if (where == 0)
        return false;
      const auto s = static_cast<std::size_t>(std::countr_zero(where));
      const auto bit = std::find_if(it.bits.begin(), it.bits.end(),
                                    [&](Bit candidate) { return ((value_of(values_, candidate) >> s) & 1U) != 0; });
      const Spot spot{static_cast<std::uint32_t>(first + s), static_cast<std::size_t>(bit - it.bits.begin())};
      answers.push_back({it.index, told(spot, it.question->rule), spot});
      return true;
    });
    look_at_clock();
    if (goes_on && !open.empty() && !is_full_)
      expand(first, present);
  }
  return goes_on && !is_full_ && frontier_ < nodes_.size();
}

void World::expand(std::size_t first, std::uint64_t present) {
  Words after(symmetry_.words()), canonical;
  for (std::size_t i = 0; i < steps_.size() && !is_full_; ++i)
    for (std::uint64_t where = value_of(values_, steps_[i].allowed) & present; where != 0; where &= where - 1) {
      const auto s = static_cast<std::size_t>(std::countr_zero(where));
      const auto before = state(first + s);
      std::copy(before.begin(), before.end(), after.begin());
      for (const Update& update : steps_[i].updates)
        put(after.data(), update.bit, ((value_of(values_, update.after) >> s) & 1U) != 0);
      const auto renaming = static_cast<std::uint32_t>(symmetry_.canonical(after, canonical));
      const Edge edge{static_cast<std::uint32_t>(first + s), static_cast<std::uint32_t>(i), renaming};
      const auto node = find_or_add(canonical, {edge.parent, edge.step, edge.renaming});
      if (!node)
        return;
      if (keeps_edges)
        keep_edge(*node, edge);
    }
}

void World::compile_breaks(const Property& promise) {
  if (!breaks_.empty())
    return;
  const Formula bad = shown_where(promise);
  std::vector<bool> is_read;
  if (!promise.is_about_steps) {
    broken_ = instance_.read(bad);
    is_read = instance_.circuit().below(broken_);
  }
  for (const Step& step : steps_) {
    // A step that writes nothing of what the promise reads cannot be the one that breaks it.
    const bool may_break =
        promise.is_about_steps || std::any_of(step.updates.begin(), step.updates.end(), [&](const Update& update) {
          return is_read[instance_.input(update.bit).node()];
        });
    breaks_.push_back(may_break ? instance_.circuit().both(step.allowed, instance_.read_after(bad, step)) : Bit(false));
  }
}

void World::tell_break(std::uint32_t node, std::size_t step, std::vector<StepFound>& found) const {
  std::uint32_t start = 0;
  found.push_back(told(path_to(node, start), start, steps_[step].action));
  const std::size_t length = found.back().run.items.size();
  if (edges_.size() > node)
    for (const Edge& edge : edges_[node]) {
      std::vector<Edge> path = path_to(edge.parent, start);
      path.push_back(edge);
      if (path.size() == length && edge.parent != nodes_[node].parent)
        found.push_back(told(path, start, steps_[step].action));
    }
}

bool World::advance_to_breaks(const Property& promise, std::vector<StepFound>& found, std::size_t most) {
  compile_breaks(promise);
  const std::size_t end = nodes_.size();
  const std::size_t begin = std::exchange(frontier_, end);
  for (std::size_t first = begin; first < end && found.size() < most; first += 64) {
    const std::uint64_t present = read_batch(first, end) & ~value_of(values_, broken_);
    for (std::size_t i = 0; i < steps_.size(); ++i)
      for (std::uint64_t where = value_of(values_, breaks_[i]) & present; where != 0 && found.size() < most;
           where &= where - 1)
        tell_break(static_cast<std::uint32_t>(first + static_cast<std::size_t>(std::countr_zero(where))), i, found);
    look_at_clock();
    if (!is_full_)
      expand(first, present);
  }
  return !is_full_ && frontier_ < nodes_.size() && found.size() < most;
}

void World::keep_edge(std::uint32_t node, const Edge& edge) {
  if (edges_.size() <= node)
    edges_.resize(node + 1);
  const auto rule = [&](const Edge& it) { return steps_[it.step].action.rule; };
  if (std::none_of(edges_[node].begin(), edges_[node].end(), [&](const Edge& it) { return rule(it) == rule(edge); }))
    edges_[node].push_back(edge);
}

void World::answer_pairs(std::vector<WorldQuestion>& open, std::vector<Answer>& answers) {
  edges_.resize(nodes_.size());
  for (std::size_t first = 0; first < nodes_.size() && !open.empty(); first += 64) {
    const std::uint64_t present = read_batch(first, nodes_.size());
    std::erase_if(open, [&](const WorldQuestion& it) {
      for (std::uint64_t where = value_of(values_, it.any) & present; where != 0; where &= where - 1) {
        const auto s = static_cast<std::size_t>(std::countr_zero(where));
        const auto node = static_cast<std::uint32_t>(first + s);
        const auto edge = std::find_if(edges_[node].begin(), edges_[node].end(), [&](const Edge& candidate) {
          return steps_[candidate.step].action.rule == it.question->after;
        });
        if (edge == edges_[node].end())
          continue;
        const auto bit = std::find_if(it.bits.begin(), it.bits.end(),
                                      [&](Bit candidate) { return ((value_of(values_, candidate) >> s) & 1U) != 0; });
        const auto arguments = static_cast<std::size_t>(bit - it.bits.begin());
        std::uint32_t start = 0;
        std::vector<Edge> path = path_to(edge->parent, start);
        path.push_back(*edge);
        const RuleId rule = it.question->rule;
        answers.push_back({it.index, told(path, start, {rule, arguments_[rule.index][arguments]}), {node, arguments}});
        return true;
      }
      return false;
    });
  }
}

std::vector<World::Edge> World::path_to(std::uint32_t node, std::uint32_t& start) const {
  std::vector<Edge> path;
  for (start = node; nodes_[start].parent != start; start = nodes_[start].parent)
    path.push_back({nodes_[start].parent, nodes_[start].step, nodes_[start].renaming});
  std::reverse(path.begin(), path.end());
  return path;
}

StepFound World::told(const Spot& spot, RuleId rule) const {
  std::uint32_t start = 0;
  const std::vector<Edge> path = path_to(spot.node, start);
  return told(path, start, {rule, arguments_[rule.index][spot.arguments]});
}

StepFound World::told(const std::vector<Edge>& path, std::uint32_t start, const Action& action) const {
  StepFound result;
  result.run.population = instance_.layout().population();
  State first(instance_.layout());
  for (std::size_t bit = 0; bit < instance_.bits(); ++bit)
    if (((state(start)[bit / 64] >> (bit % 64)) & 1U) != 0) {
      const encoding::Cell& place = instance_.place(bit);
      if (place.is_relation)
        first.put(place.relation(), place.args, true);
      else
        first.set(place.function(), place.args, place.value);
    }
  result.run.given = given_of(first);
  // Each node has names of its own; `names` leads from the present node's to the first one's.
  Renaming names = symmetry_[0];
  for (const Edge& edge : path) {
    result.run.items.emplace_back(
        ScenarioStep{renamed(system_, steps_[edge.step].action, names), Outcome::allowed, std::nullopt, {}});
    names = composed(inverse(symmetry_[edge.renaming]), names);
  }
  result.action = renamed(system_, action, names);
  return result;
}

namespace {

/// How many individuals differ between two argument lists of one rule.
std::uint64_t count_differences(const std::vector<StepArgument>& left, const std::vector<StepArgument>& right) {
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (std::holds_alternative<std::uint32_t>(left[i])) {
      result += left[i] == right[i] ? 0 : 1;
      continue;
    }
    const auto &one = std::get<std::vector<std::uint32_t>>(left[i]),
               &other = std::get<std::vector<std::uint32_t>>(right[i]);
    std::vector<std::uint32_t> differing;
    std::set_symmetric_difference(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(differing));
    result += differing.size();
  }
  return result;
}

} // namespace

/// The nearest state in which a step of the question's rule is allowed, under some renaming.
struct World::Twin {
  const Answer* answer;
  RuleId rule;
  struct Candidate {
    const Step* step;       ///< in the names of a node
    std::size_t renaming;   ///< leads to the answer's names
    std::uint64_t distance; ///< of the arguments
  };
  std::vector<Candidate> candidates;
  std::uint64_t distance = std::numeric_limits<std::uint64_t>::max();
  std::uint32_t node = 0;
  const Step* step = nullptr;
};

/// Steps with the answer's own arguments, or else with any others.
void World::list_candidates(Twin& twin, bool with_own_arguments) const {
  const std::vector<StepArgument>& own = arguments_[twin.rule.index][twin.answer->spot.arguments];
  for (const Step& step : steps_)
    if (step.action.rule == twin.rule)
      for (std::size_t renaming = 0; renaming < symmetry_.size(); ++renaming) {
        const std::uint64_t distance = count_differences(renamed(system_, step.action, symmetry_[renaming]).args, own);
        if ((distance == 0) == with_own_arguments)
          twin.candidates.push_back({&step, renaming, distance});
      }
}

void World::look_for_twins(std::vector<Twin>& twins) {
  Words other(symmetry_.words());
  for (std::size_t first = 0; !twins.empty() && first < nodes_.size(); first += 64) {
    const std::uint64_t present = read_batch(first, nodes_.size());
    for (Twin& twin : twins)
      for (const Twin::Candidate& candidate : twin.candidates) {
        if (candidate.distance >= twin.distance)
          continue;
        for (std::uint64_t where = value_of(values_, candidate.step->allowed) & present; where != 0;
             where &= where - 1) {
          const std::size_t node = first + static_cast<std::size_t>(std::countr_zero(where));
          symmetry_.rename(candidate.renaming, state(node), other.data());
          std::uint64_t distance = candidate.distance;
          for (std::size_t word = 0; word < other.size(); ++word)
            distance += static_cast<std::uint64_t>(std::popcount(other[word] ^ state(twin.answer->spot.node)[word]));
          if (distance < twin.distance) {
            twin.distance = distance;
            twin.node = static_cast<std::uint32_t>(node);
            twin.step = candidate.step;
          }
        }
      }
  }
}

std::vector<std::optional<StepFound>> World::twins(const std::vector<Answer>& answers,
                                                   const std::vector<StepQuestion>& questions) {
  std::vector<std::optional<StepFound>> result(answers.size());
  // The same step elsewhere shows best what stood in the way; for `a != b` it takes another step.
  for (const bool with_own_arguments : {true, false}) {
    std::vector<Twin> twins;
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (questions[answers[i].index].wants_twin && !result[i]) {
        twins.push_back({&answers[i], questions[answers[i].index].rule, {}});
        list_candidates(twins.back(), with_own_arguments);
      }
    look_for_twins(twins);
    for (const Twin& twin : twins)
      if (twin.step) {
        std::uint32_t start = 0;
        const std::vector<Edge> path = path_to(twin.node, start);
        result[static_cast<std::size_t>(twin.answer - answers.data())] = told(path, start, twin.step->action);
      }
  }
  return result;
}

} // namespace chaperone::solver::small
