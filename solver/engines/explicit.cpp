// See explicit.hpp.
#include "solver/engines/explicit.hpp"

#include "model/evaluator.hpp"
#include "solver/engines/renaming.hpp"
#include "solver/engines/starts.hpp"
#include "solver/naming.hpp"

#include <algorithm>
#include <compare>
#include <memory>
#include <numeric>
#include <unordered_map>

namespace chaperone::solver {

using namespace model;

namespace {

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
                             [](const GivenTuple&) { return true; },
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

/// The breadth-first search over one population. A state's depth is that of its first visit: a shortest run to a
/// violation passes only through states at their own depth, so one label per state, its cheapest run, is enough.
class World {
public:
  World(const System& system, const Property& property, const std::vector<std::uint32_t>& sizes)
      : system_(system), property_(property), individuals_(std::accumulate(sizes.begin(), sizes.end(), 0U)),
        layout_(system, name_individuals(system, sizes)), renamings_(layout_) {
    for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
      plans_.push_back(plan_choices(system, RuleId{rule}));
  }

  /// A run that breaks the property: to a node, and for a property about steps one step further.
  struct Found {
    Cost cost;
    std::size_t node;
    std::optional<Action> last_step;
  };

  std::uint32_t individuals() const { return individuals_; }
  std::uint64_t states() const { return nodes_.size(); }
  bool is_exhausted() const { return frontier_ == nodes_.size(); }

  /// Lists the starts; false where there are too many.
  bool start(std::uint64_t most) {
    const auto starts = list_starts(layout_, renamings_, most);
    if (!starts)
      return false;
    for (const std::string& key : *starts)
      reach(key, {{count_facts(renamings_.unpacked(key)), 0}, nodes_.size(), {}, 0, key});
    return true;
  }

  /// Goes one step deeper; false where more than `most` states would have to be kept.
  bool advance(std::uint64_t most) {
    const std::size_t end = nodes_.size();
    for (std::size_t node = std::exchange(frontier_, end); node < end; ++node) {
      expand(node);
      if (nodes_.size() > most)
        return false;
    }
    return true;
  }

  /// The cheapest violation at the present depth.
  std::optional<Found> cheapest_violation() {
    if (property_.is_about_steps)
      return std::exchange(found_, std::nullopt);
    std::optional<Found> best;
    for (std::size_t node = frontier_; node < nodes_.size(); ++node)
      if ((!best || nodes_[node].cost < best->cost) &&
          is_violated(property_, Moment{renamings_.unpacked(nodes_[node].key)}))
        best = Found{nodes_[node].cost, node, std::nullopt};
    return best;
  }

  Scenario scenario(const Found& found) const {
    std::vector<std::size_t> path{found.node};
    while (nodes_[path.back()].parent != path.back())
      path.push_back(nodes_[path.back()].parent);
    std::reverse(path.begin(), path.end());
    Scenario result;
    result.population = layout_.population();
    result.given = given_of(renamings_.unpacked(nodes_[path.front()].key));
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
    std::string key;
  };

  void reach(const std::string& key, Node node) {
    const auto [place, is_new] = known_.try_emplace(key, nodes_.size());
    if (is_new)
      nodes_.push_back(std::move(node));
    else if (place->second >= frontier_ && node.cost < nodes_[place->second].cost)
      nodes_[place->second] = std::move(node);
  }

  void expand(std::size_t index) {
    const Cost cost = nodes_[index].cost;
    const State before = renamings_.unpacked(nodes_[index].key);
    for (const ChoicePlan& plan : plans_)
      for (const Action& action : enabled_steps(before, plan)) {
        const auto outcome = take_step(before, action);
        const State* after = std::get_if<State>(&outcome);
        if (after == nullptr) // a conflict: no run goes this way
          continue;
        const Cost longer{cost.facts, cost.elements + count_elements(action)};
        if (property_.is_about_steps && (!found_ || longer < found_->cost) &&
            is_violated(property_, Moment{*after, &before, &action}))
          found_ = Found{longer, index, action};
        auto [key, renaming] = renamings_.canonical(*after);
        reach(key, {longer, index, action, renaming, key});
      }
  }

  const System& system_;
  const Property& property_;
  std::uint32_t individuals_;
  Layout layout_;
  Renamings renamings_;
  std::vector<ChoicePlan> plans_;
  std::vector<Node> nodes_;
  std::unordered_map<std::string, std::size_t> known_;
  std::size_t frontier_ = 0; ///< the first node of the present depth
  std::optional<Found> found_;
};

/// Every vector of sizes within the bounds, fewest individuals first.
std::vector<std::vector<std::uint32_t>> list_sizes(const System& system, const ExplicitBounds& bounds) {
  std::vector<std::vector<std::uint32_t>> result{{}};
  for (std::uint32_t s = 0; s < system.sorts.size(); ++s) {
    const auto named = bounds.sizes.find(SortId{s});
    const bool is_enum = system.sorts[s].is_enum;
    const std::uint32_t most = named != bounds.sizes.end() ? named->second : bounds.individuals;
    std::vector<std::vector<std::uint32_t>> longer;
    for (const std::vector<std::uint32_t>& sizes : result)
      for (std::uint32_t size = is_enum ? 0 : 1; size <= (is_enum ? 0 : most); ++size) {
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

} // namespace

ExplicitAnswer explore(const System& system, PropertyId property, const ExplicitBounds& bounds) {
  std::vector<std::unique_ptr<World>> worlds;
  for (const std::vector<std::uint32_t>& sizes : list_sizes(system, bounds))
    worlds.push_back(std::make_unique<World>(system, system[property], sizes));
  ExplicitAnswer answer;
  for (std::uint32_t depth = 0; depth <= bounds.depth && !answer.is_exhausted; ++depth) {
    std::optional<World::Found> best;
    const World* where = nullptr;
    for (const std::unique_ptr<World>& world : worlds) {
      if (best && world->individuals() > where->individuals())
        break;
      const std::uint64_t others = answer.states - world->states();
      if (others >= bounds.states ||
          !(depth == 0 ? world->start(bounds.states - others) : world->advance(bounds.states - others))) {
        answer.is_complete = false;
        return answer;
      }
      answer.states = others + world->states();
      if (const auto found = world->cheapest_violation(); found && (!best || found->cost < best->cost)) {
        best = found;
        where = world.get();
      }
    }
    if (best) {
      answer.shown = Shown{where->scenario(*best), depth, true, {}};
      answer.given_facts = best->cost.facts;
      answer.set_elements = best->cost.elements;
      return answer;
    }
    answer.is_exhausted =
        std::all_of(worlds.begin(), worlds.end(), [](const auto& world) { return world->is_exhausted(); });
  }
  return answer;
}

} // namespace chaperone::solver
