// Targets as formulas over an unrolling. Only solver/encoding includes this.
#pragma once

#include "model/rules/claims.hpp"
#include "solver/encoding/target.hpp"
#include "solver/encoding/unrolling.hpp"

namespace chaperone::solver::encoding {

/// The property is broken (for `possible`: shown) in the state-th state.
template <class World>
typename World::Truth shows(Unrolling<World>& unrolling, World& world, const model::Property& property,
                            std::uint32_t state) {
  if (property.is_about_steps && state == 0)
    return world.truth(false);
  return unrolling.formula(model::shown_where(property), state);
}

/// What must hold for the target after `state` steps. For a rule's targets, that step must have been added.
template <class World>
std::vector<typename World::Truth> target_constraints(const model::System& system, Unrolling<World>& unrolling,
                                                      World& world, const Target& target, std::uint32_t state) {
  using Truth = typename World::Truth;
  const auto takes = [&](model::RuleId rule) {
    std::vector<Truth> chosen, made;
    for (std::uint32_t i = 0; i < system.rules.size(); ++i) {
      chosen.push_back(world.truth(i == rule.index));
      const Truth& selector = unrolling.selector(state, model::RuleId{i});
      made.push_back(i == rule.index ? selector : world.negation(selector));
    }
    made.push_back(unrolling.requirements(rule, state));
    world.constrain_slots(state, chosen, made);
    return made;
  };
  return std::visit(
      model::overload{
          [](const AnyState&) { return std::vector<Truth>{}; },
          [&](const Shows& it) { return std::vector<Truth>{shows(unrolling, world, system[it.property], state)}; },
          [&](const CanTake& it) { return takes(it.rule); },
          [&](const RunsIntoConflict& it) {
            std::vector<Truth> made = takes(it.rule);
            made.push_back(unrolling.conflict(it.rule, state));
            return made;
          },
          [&](const HasTuple& it) { return std::vector<Truth>{unrolling.is_not_empty(it.relation, state)}; },
      },
      target);
}

inline bool needs_another_step(const Target& target) {
  return std::holds_alternative<CanTake>(target) || std::holds_alternative<RunsIntoConflict>(target);
}

} // namespace chaperone::solver::encoding
