// Which rule feeds which, and what follows without a solver: relations that stay
// empty, rules that can never fire, and the part of a system that a property can
// feel. All answers are safe to rely on; where they are silent, nothing is claimed.
// Covered by tests/model/rule_graph_test.cpp.
#pragma once

#include "model/rules/mentions.hpp"

#include <vector>

namespace chaperone::model {

/// Relations that hold of nothing in any reachable state: `init empty`, and added to only by rules that can never
/// fire. Ascending. Cost: rounds (at most one per relation) times the size of the system.
std::vector<RelationId> always_empty_relations(const System& system);

/// Rules with a requirement that cannot be true while those relations are empty. Ascending.
std::vector<RuleId> rules_that_can_never_fire(const System& system);

/// False where `formula` is false in every state in which the relations of `empty` are empty, whatever its free
/// variables stand for; true proves nothing.
bool can_ever_hold(const System& system, const Formula& formula, const std::vector<RelationId>& empty);

/// The system without closures that no `assume` and no `init` mentions: it has the same initial states, as every graph
/// has its closure, and questions about them alone are asked without facts about closures. Cost: these are read once.
System about_its_start(System system);

/// What a rule's requirements and effects look at. What it writes is not read: a tuple it leaves stays as it was
/// whether anybody reads it or not.
Mentions reads_of(const System& system, const Rule& rule);

/// False where the rule changes nothing that the formula reads. Cost: both are read once.
bool can_touch(const System& system, RuleId rule, const Formula& formula);

/// False where no step by this rule leads from a state that does not show the property to one that does, or shows it
/// itself, where it is about steps. Cost: as can_touch().
bool can_show(const System& system, RuleId rule, const Property& property);

/// `feeder` changes something that `fed` reads.
struct Feeding {
  RuleId feeder, fed;
  bool operator==(const Feeding&) const = default;
};
/// All pairs, by feeder and then by fed; a rule may feed itself.
std::vector<Feeding> rule_feedings(const System& system);

/// What can touch a property, each list ascending: dropping the rest changes no run as the property sees it.
struct Slice {
  std::vector<RelationId> relations;
  std::vector<FunctionId> functions;
  std::vector<RuleId> rules;
};
/// The property's cone of influence: what it reads, the rules that change that, what those read, and so on;
/// `assume` and `init` tie together all that one of them names. To a property about steps every rule belongs, since
/// it is judged after each step. A reachability search in the graph of rules, relations and functions: linear.
Slice slice(const System& system, PropertyId property);

} // namespace chaperone::model
