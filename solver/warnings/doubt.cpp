// See doubt.hpp.
#include "solver/warnings/doubt.hpp"

#include "model/facts/rule_graph.hpp"
#include "solver/encoding/finite_world.hpp"
#include "solver/encoding/sat.hpp"
#include "solver/encoding/unrolling.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::solver::warnings {

using encoding::Bit;
using encoding::Sat;
using model::Formula;
using model::RuleId;

namespace {

std::vector<Formula> facts_of_states(const model::System& system, const std::vector<Formula>& known) {
  std::vector<Formula> made = known;
  const std::vector<model::RelationId> empty = model::always_empty_relations(system);
  for (const auto* list : {&system.assumptions, &system.inits})
    for (const model::Constraint& constraint : *list)
      if (constraint.only_fixed ||
          (constraint.empty_relation && std::ranges::find(empty, *constraint.empty_relation) != empty.end()))
        made.push_back(constraint.formula);
  return made;
}

} // namespace

std::vector<RuleId> rules_in_doubt(const model::System& system, const std::vector<Formula>& known,
                                   const std::vector<RuleId>& rules, std::uint32_t individuals,
                                   const Interrupt& interrupt) {
  std::vector<std::uint32_t> sizes;
  for (const model::Sort& sort : system.sorts)
    sizes.push_back(sort.is_enum ? static_cast<std::uint32_t>(sort.names.size()) : individuals);
  encoding::Circuit circuit;
  encoding::FiniteWorld world(circuit, system, sizes, encoding::Symmetry::broken, encoding::EmptyAtStart::anything);
  encoding::Unrolling<encoding::FiniteWorld> state(system, world);
  Sat sat(circuit, interrupt);
  for (const Formula& fact : facts_of_states(system, known))
    sat.require(state.formula(fact, 0));
  std::vector<std::pair<RuleId, int>> left;
  for (const RuleId rule : rules) {
    left.emplace_back(rule, sat.literal(state.requirements(rule, 0)));
    sat.prefer(left.back().second);
  }
  for (const Bit axiom : world.take_axioms())
    sat.require(axiom);
  // A state and arguments often fit many rules at once.
  while (!left.empty()) {
    const int any = sat.fresh();
    std::vector<int> clause{-any};
    for (const auto& [rule, allowed] : left)
      clause.push_back(allowed);
    sat.add(clause);
    if (sat.solve(std::vector{any}) != Sat::Result::satisfiable)
      break;
    std::erase_if(left, [&](const auto& it) { return sat.value(it.second); });
  }
  std::vector<RuleId> made;
  for (const auto& [rule, allowed] : left)
    made.push_back(rule);
  return made;
}

} // namespace chaperone::solver::warnings
