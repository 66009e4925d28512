// Formulas taken apart: what must all hold, each part with or without a `not`, and with the state that it is read in.
// Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <set>
#include <utility>
#include <vector>

namespace chaperone::live {

/// A formula or its denial, read in the present state or in the one before the last step.
struct Literal {
  model::Formula formula;
  bool is_positive = true;
  bool is_before = false;
};

/// Adds to `made` what must all hold for the literal to hold. Defines are written out where they stay small.
void add_conjuncts(const model::System& system, const Literal& literal, std::vector<Literal>& made);

/// Of which at least one must hold, where the literal reads so; else none.
std::vector<Literal> disjuncts(const Literal& literal);

/// The literal as `some binders: parts`, where it reads so.
struct Existence {
  std::vector<model::Binder> binders;
  std::vector<Literal> parts;
};
std::optional<Existence> existence(const model::System& system, const Literal& literal);
/// What must be so for the literal to hold: also `some` of which there must be several.
std::optional<Existence> needed_existence(const model::System& system, const Literal& literal);
/// Guards and body, the body denied for `all`.
std::vector<Literal> parts_of(const model::System& system, const model::Quantified& quantified, bool is_before);

/// The define's body with these arguments; null where defines within defines make it too large.
model::Formula written_out(const model::System& system, const model::Call& call);

/// Which of `wanted` stand in the formula or term.
std::set<model::VariableId> mentioned(const model::Formula& formula, const std::set<model::VariableId>& wanted);
std::set<model::VariableId> mentioned(const model::Term& term, const std::set<model::VariableId>& wanted);

} // namespace chaperone::live
