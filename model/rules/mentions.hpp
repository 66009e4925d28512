// Which symbols a formula's truth can depend on: free and bound variables, and
// the relations and functions that it reads, through defines and `can`.
// Covered by tests/model/formula_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <set>

namespace chaperone::model {

struct Mentions {
  std::set<VariableId> variables; ///< in the formula itself, bound ones included
  std::set<RelationId> relations; ///< also those read inside defines and behind `can`
  std::set<FunctionId> functions;
  std::set<DefineId> defines;
  std::set<RuleId> did; ///< the rules whose being the last step is asked for
};

/// Adds what `formula` mentions to `found`. Each define is followed once. Linear in what is reached.
void collect_mentions(const System& system, const Formula& formula, Mentions& found);
void collect_mentions(const Term& term, Mentions& found);
/// Does some part of it stand in formulas that are made alone, so that no text reads back as it?
bool has_made_part(const Formula& formula);
/// The binders' guards; the variables they bind count as mentioned.
void collect_mentions(const System& system, const std::vector<Binder>& binders, Mentions& found);

} // namespace chaperone::model
