// How Aim comes to goals about requirements and steps as a whole. See aim.hpp.
#include "generators/memory/aim.hpp"
#include "generators/memory/other_steps.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

/// The requirement was true, or false, for a request of the rule.
Aim::Event Aim::answered(const MemoryGoal& goal) const {
  const bool wants_refusal = goal.lapse == Lapse::failed_same || goal.lapse == Lapse::failed_often;
  return {{goal.rule}, [goal, wants_refusal](const Past&, const Request& request) {
            return wants_refusal ? !request.is_allowed() && request.broken.front() == goal.place
                                 : request.is_allowed() || request.broken.front() > goal.place;
          }};
}

/// The last request was refused, and so is another by who asked for it.
Aim::Event Aim::refused_again(const MemoryGoal& goal) const {
  return {{goal.rule}, [this, goal](const Past& past, const Request& request) {
            return !past.requests().empty() && !request.is_allowed() && request.broken.front() == goal.place &&
                   has_same_actor(catalogue_.system(), past.requests().back().action, request.action);
          }};
}

/// Cells on which a request hangs that the goal's requirement alone refuses.
std::vector<Aim::Target> Aim::ways_to_pass(const Past& past, const MemoryGoal& goal) {
  std::vector<Target> result;
  for (const Request& request : requests_of(past, {goal.rule}, most_requests_))
    if (!request.is_allowed() && request.broken.front() == goal.place)
      for (const std::size_t place : catalogue_.places_of(goal.rule, Misreading::Part::requirement, goal.place))
        add_targets(past, request.action, place, result, [](std::uint32_t, std::uint32_t) { return true; });
  return result;
}

std::vector<Aim::Plan> Aim::plans_of_requirement(const Past& past, const MemoryGoal& goal) {
  const Event first = answered(goal), again = refused_again(goal);
  std::vector<Plan> result;
  result.push_back(goal.lapse == Lapse::failed_often ? Plan{first, again, again} : Plan{first});
  for (const Target& target : ways_to_pass(past, goal)) {
    const Event same = asked(goal, target), passes = becomes(target.cell, target.seems),
                fails = becomes(target.cell, target.is);
    if (goal.lapse == Lapse::failed_often)
      result.push_back({same, again, again, passes});
    else if (goal.lapse == Lapse::failed_same)
      result.push_back({same, passes});
    else {
      result.push_back({passes, same, fails});
      result.push_back({passes, same, changes_back(target.action), fails});
    }
  }
  return result;
}

/// Does the request change something back that the earlier step makes, by this write or by any?
bool Aim::takes_back(const Past& past, const Request& request, const Action& earlier,
                     std::optional<std::size_t> write) const {
  const State& before = past.now();
  const auto after = model::take_step(before, request.action);
  const std::vector<WouldWrite> done = list_written(catalogue_, before, earlier);
  return std::holds_alternative<State>(after) && std::ranges::any_of(done, [&](const WouldWrite& one) {
           return (!write || one.write == *write) && value_of(before, one.cell) == one.value &&
                  value_of(std::get<State>(after), one.cell) != one.value;
         });
}

Aim::Event Aim::changes_back(Action action) const {
  return {all_, [this, action = std::move(action)](const Past& past, const Request& request) {
            return request.is_allowed() && takes_back(past, request, action, std::nullopt);
          }};
}

std::vector<Aim::Plan> Aim::plans_of_step(const MemoryGoal& goal) const {
  const Event made = happens(*goal.write);
  switch (goal.lapse) {
  case Lapse::redone:
    return {{made, undone(*goal.write)}};
  case Lapse::crowded: {
    std::vector<Plan> result;
    for (std::size_t before = 0; before < *goal.is; ++before) {
      result.emplace_back();
      for (std::size_t others = before; others < *goal.is; ++others)
        result.back().push_back(makes_beside(goal, others));
    }
    return result;
  }
  case Lapse::left: {
    const Symbol& symbol = catalogue_.writes()[*goal.write].symbol;
    return {{}, {changes_one_of({symbol})}};
  }
  case Lapse::kept:
    return {{changes_by(*goal.other)}};
  default: {
    const Event taken = changes_by(*goal.other), given = gives_what_is_taken_by(*goal.other);
    return {{made, undone(*goal.write), taken},
            {given, made, undone(*goal.write), taken},
            {made, given, undone(*goal.write), taken},
            {given, made, taken}};
  }
  }
}

Aim::Event Aim::changes_by(RuleId rule) const {
  return changes({rule}, [](const Past&, const WouldWrite&) { return true; });
}

/// A step gives something that the rule may take.
Aim::Event Aim::gives_what_is_taken_by(RuleId rule) const {
  std::set<Symbol> taken;
  std::vector<RuleId> givers;
  const std::vector<Write>& writes = catalogue_.writes();
  for (std::size_t i = 0; i < writes.size(); ++i)
    if (writes[i].rule == rule && catalogue_.may_take(i))
      taken.insert(writes[i].symbol);
  for (std::size_t i = 0; i < writes.size(); ++i)
    if (taken.contains(writes[i].symbol) && catalogue_.may_give(i) &&
        (givers.empty() || givers.back() != writes[i].rule))
      givers.push_back(writes[i].rule);
  return changes(std::move(givers), [this, taken = std::move(taken)](const Past&, const WouldWrite& it) {
    return taken.contains(it.cell.symbol) && catalogue_.may_give(it.write);
  });
}

/// Something becomes what the goal's write makes, and so many others are so already that differ in its argument alone.
Aim::Event Aim::makes_beside(const MemoryGoal& goal, std::size_t others) const {
  const Symbol& symbol = catalogue_.writes()[*goal.write].symbol;
  return changes(writers_of(symbol), [this, goal, symbol, others](const Past& past, const WouldWrite& it) {
    return it.cell.symbol == symbol && catalogue_.may_give(it.write) &&
           count_beside(past.now(), it.cell, it.value, goal.argument, {}) >= others;
  });
}

/// What a step of the write's rule did is changed back by another.
Aim::Event Aim::undone(std::size_t write) const {
  const Write& it = catalogue_.writes()[write];
  std::vector<RuleId> others = writers_of(it.symbol);
  std::erase(others, it.rule);
  return {std::move(others), [this, write, rule = it.rule](const Past& past, const Request& request) {
            return request.is_allowed() && std::ranges::any_of(past.requests(), [&](const Request& earlier) {
                     return earlier.is_allowed() && earlier.action.rule == rule &&
                            takes_back(past, request, earlier.action, write);
                   });
          }};
}

} // namespace chaperone::generators
