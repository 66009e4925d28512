// See explicit.hpp.
#include "solver/explicit_state/exploration.hpp"

#include "model/meaning/evaluator.hpp"
#include "model/meaning/renaming.hpp"
#include "model/scenarios/casting.hpp"
#include "model/scenarios/naming.hpp"
#include "solver/encoding/clashes.hpp"
#include "solver/evidence/parts.hpp"
#include "solver/explicit_state/starts.hpp"

#include <algorithm>
#include <compare>
#include <fmt/format.h>
#include <memory>
#include <numeric>
#include <set>
#include <unordered_map>

namespace chaperone::solver::explicit_state {

using namespace model;

namespace {

/// More vectors of sizes are not worth starting with, and neither are larger states: a byte is kept for each place.
constexpr std::size_t most_size_vectors = 4096;
constexpr std::uint64_t most_places = 1U << 16U;
constexpr std::size_t most_values = 256;
/// So much is done between two questions whether to stop.
constexpr std::uint64_t work_between_looks = 64;
/// To rename so many places takes as long as a step.
constexpr std::uint64_t places_per_step = 256;

/// What is minimised among runs of equal length over equally many individuals.
struct Cost {
  std::uint32_t facts = 0;
  std::uint32_t elements = 0;
  auto operator<=>(const Cost&) const = default;
};

std::uint32_t count_facts(const State& state) {
  const System& system = state.layout().system();
  std::uint32_t result = 0;
  for (const Given& given : given_of(state))
    result += std::visit(overload{
                             [&](const GivenTuple& tuple) { return system[tuple.relation].is_stated(); },
                             [&](const GivenValue& value) { return system[system[value.function].result].is_enum; },
                         },
                         given)
                  ? 1U
                  : 0U;
  return result;
}

std::uint32_t count_elements(const Action& action) {
  std::uint32_t result = 0;
  for (const StepArgument& argument : action.args)
    if (const auto* set = std::get_if<std::vector<std::uint32_t>>(&argument))
      result += static_cast<std::uint32_t>(set->size());
  return result;
}

/// What all populations share.
struct Question {
  const System& system;
  const std::vector<PropertyId>& properties;
  const ExplicitBounds& bounds;
  std::vector<ChoicePlan> plans;
  std::set<RuleId> may_conflict;  ///< and were not seen to
  mutable std::uint64_t work = 0; ///< done so far

  bool is_stopped() const { return work > bounds.work || (bounds.is_stopped && bounds.is_stopped()); }
};

/// What may still be kept.
struct Room {
  std::uint64_t states = 0, bytes = 0;
};

/// The breadth-first search over one population. A state's depth is that of its first visit: a shortest run to a
/// violation passes only through states at their own depth, so one label per state, its cheapest run, is enough.
class World {
public:
  World(const Question& question, const std::vector<std::uint32_t>& sizes)
      : question_(question), system_(question.system), individuals_(std::accumulate(sizes.begin(), sizes.end(), 0U)),
        layout_(system_, name_individuals(system_, sizes)), renamings_(layout_), found_(question.properties.size()) {}

  /// A run that breaks a property: to a node, and for a property about steps, or a conflict, one step further.
  struct Found {
    Cost cost;
    std::size_t node;
    std::optional<Action> last_step;
  };
  enum class Went { on, out_of_room, stopped };

  std::uint32_t individuals() const { return individuals_; }
  std::uint64_t states() const { return nodes_.size(); }
  bool is_exhausted() const { return frontier_ == nodes_.size(); }
  /// Roughly: beside the state itself, its place in the table and the step that led to it.
  std::uint64_t bytes() const { return renamings_.bytes() + nodes_.size() * bytes_per_state(); }

  Went start(const Room& room) {
    const std::uint64_t most = std::min(room.states, room.bytes / bytes_per_state());
    const auto is_stopped = [this] {
      question_.work += work_between_looks * work_of_step_;
      return question_.is_stopped();
    };
    const auto starts = list_starts(layout_, renamings_, {most, is_stopped});
    if (!starts)
      return question_.is_stopped() ? Went::stopped : Went::out_of_room;
    for (const std::string& key : *starts)
      reach(key, {{count_facts(renamings_.unpacked(key)), 0}, nodes_.size(), {}, 0, nullptr});
    return Went::on;
  }

  /// Goes one step deeper.
  Went advance(const Room& room) {
    conflicts_.clear();
    for (std::optional<Found>& found : found_)
      found.reset();
    const std::uint64_t most = std::min(room.states, room.bytes / bytes_per_state());
    const std::size_t end = nodes_.size();
    for (std::size_t node = std::exchange(frontier_, end); node < end; ++node) {
      if (!expand(node))
        return Went::stopped;
      if (nodes_.size() > most)
        return Went::out_of_room;
    }
    return Went::on;
  }

  /// The cheapest run at the present depth that breaks the property of this index; of those looked at, if stopped.
  std::optional<Found> cheapest_violation(std::size_t index) const {
    const Property& property = system_[question_.properties[index]];
    if (property.is_about_steps)
      return found_[index];
    std::optional<Found> best;
    for (std::size_t node = frontier_; node < nodes_.size(); ++node) {
      if (node % work_between_looks == 0 && question_.is_stopped())
        break;
      if ((!best || nodes_[node].cost < best->cost) &&
          is_violated(property, Moment{renamings_.unpacked(*nodes_[node].key)}))
        best = Found{nodes_[node].cost, node, std::nullopt};
    }
    return best;
  }

  /// The cheapest runs of the present depth whose last step conflicts.
  const std::map<RuleId, Found>& conflicts() const { return conflicts_; }

  Scenario scenario(const Found& found) const {
    std::vector<std::size_t> path{found.node};
    while (nodes_[path.back()].parent != path.back())
      path.push_back(nodes_[path.back()].parent);
    std::reverse(path.begin(), path.end());
    Scenario result;
    result.population = layout_.population();
    result.given = given_of(renamings_.unpacked(*nodes_[path.front()].key));
    // Each node has names of its own; `names` leads from the present node's to the first one's.
    Renaming names = composed(renamings_[0], inverse(renamings_[0]));
    const auto tell = [&](const Action& action) {
      result.items.emplace_back(ScenarioStep{renamed(system_, action, names), Outcome::allowed, std::nullopt, {}});
    };
    for (std::size_t i = 1; i < path.size(); ++i) {
      tell(nodes_[path[i]].action);
      names = composed(inverse(renamings_[nodes_[path[i]].renaming]), names);
    }
    if (found.last_step)
      tell(*found.last_step);
    return result;
  }

private:
  struct Node {
    Cost cost;
    std::size_t parent;   ///< itself for a start
    Action action;        ///< in the parent's names
    std::size_t renaming; ///< from the parent's names to this node's
    const std::string* key;
  };

  std::uint64_t bytes_per_state() const { return sizeof(Node) + renamings_.count_places() + 250; }

  void reach(const std::string& key, Node node) {
    const auto [place, is_new] = known_.try_emplace(key, nodes_.size());
    node.key = &place->first;
    if (is_new)
      nodes_.push_back(std::move(node));
    else if (place->second >= frontier_ && node.cost < nodes_[place->second].cost)
      nodes_[place->second] = std::move(node);
  }

  /// False where it was stopped.
  bool expand(std::size_t index) {
    const State before = renamings_.unpacked(*nodes_[index].key);
    for (const ChoicePlan& plan : question_.plans) {
      Evaluator evaluator(Moment{before});
      const bool is_through = evaluator.for_each_choice(plan, {}, [&](const std::vector<StepArgument>& args) {
        step(index, before, Action{plan.rule, args});
        return !is_time_to_stop();
      });
      if (!is_through)
        return false;
    }
    return true;
  }

  bool is_time_to_stop() {
    question_.work += work_of_step_;
    since_look_ += work_of_step_;
    if (since_look_ < work_between_looks)
      return false;
    since_look_ = 0;
    return question_.is_stopped();
  }

  void step(std::size_t index, const State& before, Action action) {
    const Cost longer{nodes_[index].cost.facts, nodes_[index].cost.elements + count_elements(action)};
    const auto outcome = take_step(before, action);
    const State* after = std::get_if<State>(&outcome);
    if (after == nullptr) { // a conflict: no run goes this way
      if (const auto known = conflicts_.find(action.rule); known == conflicts_.end() || longer < known->second.cost)
        conflicts_.insert_or_assign(action.rule, Found{longer, index, action});
      return;
    }
    for (std::size_t p = 0; p < found_.size(); ++p) {
      const Property& property = system_[question_.properties[p]];
      if (property.is_about_steps && (!found_[p] || longer < found_[p]->cost) &&
          is_violated(property, Moment{*after, &before, &action}))
        found_[p] = Found{longer, index, action};
    }
    const auto [key, renaming] = renamings_.canonical(*after);
    reach(key, {longer, index, std::move(action), renaming, nullptr});
  }

  const Question& question_;
  const System& system_;
  std::uint32_t individuals_;
  Layout layout_;
  Renamings renamings_;
  std::vector<Node> nodes_;
  std::unordered_map<std::string, std::size_t> known_;
  std::size_t frontier_ = 0; ///< the first node of the present depth
  std::vector<std::optional<Found>> found_;
  std::map<RuleId, Found> conflicts_;
  const std::uint64_t work_of_step_ = 1 + renamings_.count() * renamings_.count_places() / places_per_step;
  std::uint64_t since_look_ = 0;
};

std::uint32_t most_of(const System& system, SortId sort, const ExplicitBounds& bounds) {
  if (system[sort].is_enum)
    return static_cast<std::uint32_t>(system[sort].names.size());
  const auto named = bounds.sizes.find(sort);
  return named != bounds.sizes.end() ? named->second : bounds.individuals;
}

/// Why the search is not even begun; empty where it is.
std::string why_too_large(const System& system, const ExplicitBounds& bounds) {
  std::size_t vectors = 1;
  for (std::uint32_t s = 0; s < system.sorts.size(); ++s) {
    const std::uint32_t most = most_of(system, SortId{s}, bounds);
    if (!system.sorts[s].is_enum && most > most_explicit_individuals)
      return fmt::format("the exhaustive search takes at most {} individuals of a sort", most_explicit_individuals);
    vectors = std::min(vectors * (system.sorts[s].is_enum ? 1 : most), most_size_vectors + 1);
  }
  if (vectors > most_size_vectors)
    return "too many combinations of sizes for the exhaustive search";
  std::uint64_t places = 0;
  const auto count = [&](const std::vector<model::Place>& declared) {
    std::uint64_t here = 1;
    for (const model::Place& place : declared)
      here = std::min(here * most_of(system, place.sort, bounds), most_places + 1);
    places += here;
  };
  for (const Relation& relation : system.relations)
    count(relation.places);
  for (const Function& function : system.functions) {
    count(function.places);
    if (most_of(system, function.result, bounds) > most_values)
      return fmt::format("the exhaustive search takes at most {} values of `{}`", most_values,
                         system[function.result].name);
  }
  return places > most_places ? "a state is too large for the exhaustive search" : "";
}

/// Every vector of sizes within the bounds, fewest individuals first.
std::vector<std::vector<std::uint32_t>> list_sizes(const System& system, const ExplicitBounds& bounds) {
  std::vector<std::vector<std::uint32_t>> result{{}};
  for (std::uint32_t s = 0; s < system.sorts.size(); ++s) {
    const bool is_enum = system.sorts[s].is_enum;
    const std::uint32_t most = is_enum ? 0 : most_of(system, SortId{s}, bounds);
    std::vector<std::vector<std::uint32_t>> longer;
    for (const std::vector<std::uint32_t>& sizes : result)
      for (std::uint32_t size = is_enum ? 0 : 1; size <= most; ++size) {
        longer.push_back(sizes);
        longer.back().push_back(size);
      }
    result = std::move(longer);
  }
  std::stable_sort(result.begin(), result.end(), [](const auto& left, const auto& right) {
    return std::accumulate(left.begin(), left.end(), 0U) < std::accumulate(right.begin(), right.end(), 0U);
  });
  return result;
}

/// All populations side by side, one depth after the other.
class Exploration {
public:
  Exploration(const System& system, const std::vector<PropertyId>& properties, const ExplicitBounds& bounds)
      : question_{system, properties, bounds, {}, {}, 0}, bounds_(bounds), best_(properties.size()) {
    answer_.found.resize(properties.size());
    for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
      question_.plans.push_back(plan_choices(system, RuleId{rule}));
      encoding::for_each_possible_clash(system.rules[rule],
                                        [&](const auto&, const auto&) { question_.may_conflict.insert(RuleId{rule}); });
    }
  }

  ExplicitAnswer run() {
    answer_.stopped = why_too_large(question_.system, bounds_);
    if (!answer_.stopped.empty())
      return std::move(answer_);
    sizes_ = list_sizes(question_.system, bounds_);
    for (std::uint32_t depth = 0; depth <= bounds_.depth && !is_settled(); ++depth) {
      if (bounds_.deepens)
        bounds_.deepens(depth);
      look(depth);
      settle(depth);
      if (!answer_.stopped.empty())
        return std::move(answer_);
      ++answer_.searched;
      if (std::ranges::all_of(worlds_, [](const auto& world) { return world->is_exhausted(); })) {
        answer_.is_exhausted = true;
        return std::move(answer_);
      }
    }
    return std::move(answer_);
  }

private:
  struct Best {
    World::Found found;
    const World* where;
  };

  bool is_settled() const {
    return question_.may_conflict.empty() &&
           std::ranges::all_of(answer_.found, [](const ExplicitFinding& it) { return it.shown.has_value(); });
  }

  /// Nothing that is still open can be shown by fewer individuals than were found at this depth.
  bool is_enough(const World& next) const {
    if (!question_.may_conflict.empty())
      return false;
    for (std::size_t p = 0; p < best_.size(); ++p)
      if (!answer_.found[p].shown && (!best_[p] || best_[p]->where->individuals() >= next.individuals()))
        return false;
    return true;
  }

  void look(std::uint32_t depth) {
    for (std::size_t w = 0; w < sizes_.size(); ++w) {
      if (depth == 0)
        worlds_.push_back(std::make_unique<World>(question_, sizes_[w]));
      World& world = *worlds_[w];
      if (is_enough(world))
        return;
      const std::uint64_t other_states = states_ - (depth == 0 ? 0 : world.states());
      const std::uint64_t other_bytes = bytes_ - (depth == 0 ? 0 : world.bytes());
      const Room room{bounds_.states - std::min(other_states, bounds_.states),
                      bounds_.bytes - std::min(other_bytes, bounds_.bytes)};
      const World::Went went = depth == 0 ? world.start(room) : world.advance(room);
      states_ = answer_.states = other_states + world.states();
      bytes_ = other_bytes + world.bytes();
      note_violations(world);
      note_conflicts(world);
      if (went == World::Went::stopped || question_.is_stopped())
        answer_.stopped = "interrupted";
      else if (went == World::Went::out_of_room)
        answer_.stopped = fmt::format("there is no room for more than {} states", states_);
      if (!answer_.stopped.empty())
        return;
    }
  }

  void note_violations(const World& world) {
    for (std::size_t p = 0; p < best_.size(); ++p)
      if (!answer_.found[p].shown && !(best_[p] && best_[p]->where->individuals() < world.individuals()))
        if (const auto found = world.cheapest_violation(p); found && (!best_[p] || found->cost < best_[p]->found.cost))
          best_[p] = Best{*found, &world};
  }

  void note_conflicts(const World& world) {
    for (const auto& [rule, found] : world.conflicts()) {
      const auto known = conflicts_.find(rule);
      const bool is_better = known == conflicts_.end() || (known->second.where->individuals() == world.individuals() &&
                                                           found.cost < known->second.found.cost);
      if (question_.may_conflict.contains(rule) && is_better)
        conflicts_.insert_or_assign(rule, Best{found, &world});
    }
  }

  /// What this depth has brought.
  void settle(std::uint32_t depth) {
    for (std::size_t p = 0; p < best_.size(); ++p)
      if (best_[p] && !answer_.found[p].shown) {
        const auto& [found, where] = *best_[p];
        const Property& property = question_.system[question_.properties[p]];
        answer_.found[p] = {Shown{evidence::well_told(question_.system, property, where->scenario(found)), depth,
                                  answer_.stopped.empty(), answer_.stopped},
                            found.cost.facts, found.cost.elements};
      }
    for (const auto& [rule, best] : conflicts_) {
      answer_.conflicts.emplace(rule, cast(question_.system, best.where->scenario(best.found)));
      question_.may_conflict.erase(rule);
    }
    conflicts_.clear();
  }

  Question question_;
  const ExplicitBounds& bounds_;
  std::vector<std::vector<std::uint32_t>> sizes_;
  std::vector<std::unique_ptr<World>> worlds_;
  std::vector<std::optional<Best>> best_; ///< by property
  std::map<RuleId, Best> conflicts_;      ///< at this depth
  std::uint64_t states_ = 0, bytes_ = 0;
  ExplicitAnswer answer_;
};

} // namespace

ExplicitAnswer explore(const System& system, const std::vector<PropertyId>& properties, const ExplicitBounds& bounds) {
  return Exploration(system, properties, bounds).run();
}

} // namespace chaperone::solver::explicit_state
