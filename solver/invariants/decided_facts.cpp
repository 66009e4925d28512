// See decided_facts.hpp.
#include "solver/invariants/decided_facts.hpp"

#include "model/facts/sort_cycles.hpp"
#include "model/rules/mentions.hpp"
#include "model/rules/walk.hpp"

namespace chaperone::solver::invariants {

using namespace model;

namespace {

/// `all x: S | formula` of its free variables.
Formula closed(const System& system, const Formula& formula) {
  Mentions mentions;
  collect_mentions(system, formula, mentions);
  walk(*formula, [&](const Node& node) {
    if (const auto* quantified = std::get_if<Quantified>(&node.kind))
      for (const Binder& binder : quantified->binders)
        mentions.variables.erase(binder.variable);
  });
  std::vector<Binder> binders;
  for (const VariableId variable : mentions.variables)
    binders.push_back({variable, nullptr});
  return binders.empty() ? formula : make_formula(Quantified{Quantifier::all, 0, std::move(binders), formula});
}

} // namespace

bool DecidedFacts::take(const Formula& formula) {
  SortEdges more;
  for (const Formula& either : {formula, negation(formula)}) {
    Property always;
    always.kind = PropertyKind::always;
    always.formula = closed(system_, either);
    more.merge(property_edges(system_, always));
  }
  if (is_on_cycle(system_, edges_, more))
    return false;
  edges_.merge(more);
  return true;
}

} // namespace chaperone::solver::invariants
