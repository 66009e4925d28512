// The way to one goal of memory, where luck does not find it: what has to happen before, worked back from a request
// that already hangs on the place. Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/past.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <vector>

namespace chaperone::generators {

class Aim {
public:
  /// Of a rule `most_requests` are looked at in one state. The catalogue and `random` outlive it.
  Aim(const Catalogue& catalogue, std::size_t most_requests, std::mt19937_64& random);

  /// Requests that go on from `past`, the last of which meets the goal. Nothing where none were found: the search is
  /// short. Cost: the requests of at most some hundred states.
  std::optional<std::vector<model::Action>> at(const Past& past, std::size_t goal);

private:
  static constexpr std::size_t most_targets = 6; ///< requests that hang on the place, of one state

  /// What has to happen: a request of one of these rules, made when it is so.
  struct Event {
    std::vector<model::RuleId> rules;
    std::function<bool(const Past& past, const Request& request)> is;
  };
  using Plan = std::vector<Event>;
  /// A request that hangs on a cell, now.
  struct Target {
    model::Action action;
    Cell cell;
    std::uint32_t is, seems;
    std::optional<Cell> way = {}; ///< of a closure, over which alone the request then hangs on the cell
  };

  std::vector<Request> requests_of(const Past& past, const std::vector<model::RuleId>& rules, std::size_t most);
  std::vector<model::RuleId> writers_of(const Symbol& symbol) const;
  void wander(Past& past);
  std::uint32_t values_at(const Past& past, std::size_t place) const;
  std::vector<Target> targets(const Past& past, const MemoryGoal& goal);
  void add_targets(const Past& past, const model::Action& action, std::size_t place, std::vector<Target>& targets,
                   const std::function<bool(std::uint32_t is, std::uint32_t seems)>& fits) const;
  std::vector<Plan> plans(const Past& past, const MemoryGoal& goal);
  std::vector<Plan> plans_of_step(const MemoryGoal& goal) const;
  std::vector<Plan> plans_of_requirement(const Past& past, const MemoryGoal& goal);
  std::vector<Target> ways_to_pass(const Past& past, const MemoryGoal& goal);
  Event changes_back(model::Action action) const;
  Event answered(const MemoryGoal& goal) const;
  Event refused_again(const MemoryGoal& goal) const;
  Event makes_beside(const MemoryGoal& goal, std::size_t others) const;
  bool takes_back(const Past& past, const Request& request, const model::Action& earlier,
                  std::optional<std::size_t> write) const;
  Event changes(std::vector<model::RuleId> rules,
                std::function<bool(const Past& past, const WouldWrite& it)> fits) const;
  Event changes_by(model::RuleId rule) const;
  void plan_for(const Past& past, const MemoryGoal& goal, const Target& target, std::vector<Plan>& result);
  void plan_siblings(const Past& past, const MemoryGoal& goal, const Target& target, std::vector<Plan>& result) const;
  void plan_over_way(const Past& past, const MemoryGoal& goal, const Target& target, std::vector<Plan>& result);
  std::vector<Target> far_targets(const Past& past, const MemoryGoal& goal);
  std::vector<Plan> plans_of_asked(const MemoryGoal& goal, const Target& target) const;
  static Event asked(const MemoryGoal& goal, const Target& target);
  Event edge(model::RelationId closure, std::uint32_t tail, std::uint32_t head, std::uint32_t value,
             std::optional<std::size_t> write = {}) const;
  std::vector<std::uint32_t> way_through(const Past& past, const Cell& tuple, std::size_t others);
  Plan made_way(const Past& past, model::RelationId closure, const std::vector<std::uint32_t>& way,
                std::optional<std::size_t> without = {}) const;
  void plan_ways(const Past& past, const MemoryGoal& goal, const Target& target, std::vector<Plan>& result);
  Event other_step(const MemoryGoal& goal, const Target& target) const;
  Event undone(std::size_t write) const;
  Event gives_what_is_taken_by(model::RuleId rule) const;
  Event becomes(Cell cell, std::uint32_t value, std::optional<std::size_t> write = {}) const;
  Event happens(std::size_t write) const;
  Event changes_what_is_read(const MemoryGoal& goal, bool is_at_place) const;
  Event changes_what_else_is_read(const MemoryGoal& goal) const;
  Event changes_one_of(std::set<Symbol> symbols) const;
  Event changed_again() const;
  Event written(const Target& target, bool is_allowed) const;
  Event one_of_several(const MemoryGoal& goal, Cell cell) const;
  Event neighbour_becomes(Lapse lapse, Cell cell, std::uint32_t value) const;
  bool reach(const Past& past, const Plan& plan, std::size_t at, std::size_t detours);
  bool go_on(const Past& past, const Request& request, const Plan& plan, std::size_t at, std::size_t detours);

  const Catalogue& catalogue_;
  std::vector<model::RuleId> all_;
  std::size_t most_requests_;
  std::mt19937_64& random_;
  std::optional<Wanted> only_; ///< the goal alone
  model::RuleId asked_;        ///< its rule
  std::vector<model::Action> path_;
  std::size_t looks_ = 0; ///< states that may still be looked at
};

} // namespace chaperone::generators
