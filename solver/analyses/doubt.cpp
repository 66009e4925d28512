// See doubt.hpp.
#include "solver/analyses/doubt.hpp"

#include "model/rule_graph.hpp"
#include "solver/encoding/sat.hpp"
#include "solver/learning/instance.hpp"

namespace chaperone::solver::analyses {

using model::RuleId;

std::vector<RuleId> rules_in_doubt(const model::System& system, const std::vector<model::Formula>& known,
                                   std::vector<RuleId> rules, std::uint32_t individuals,
                                   const encoding::Interrupt& interrupt) {
  learning::Question question;
  question.rules = std::move(rules);
  if (question.rules.empty())
    return {};
  question.known = known;
  for (const model::RelationId relation : model::always_empty_relations(system))
    for (const model::Constraint& init : system.inits)
      if (init.empty_relation == relation)
        question.known.push_back(init.formula);
  std::vector<std::uint32_t> sizes;
  for (const model::Sort& sort : system.sorts)
    sizes.push_back(sort.is_enum ? static_cast<std::uint32_t>(sort.names.size()) : individuals);
  const learning::Instance instance(system, question, sizes);
  encoding::Sat sat(instance.circuit(), interrupt);
  for (const auto* list : {&instance.axioms(), &instance.step()})
    for (const encoding::Bit bit : *list)
      sat.require(bit);
  std::vector<RuleId> made;
  for (const RuleId rule : question.rules)
    if (sat.solve(std::vector{sat.literal(instance.takes(rule))}) != encoding::Sat::Result::satisfiable)
      made.push_back(rule);
  return made;
}

} // namespace chaperone::solver::analyses
