// `can R(_)` for a set parameter asks for some set. Ackermann's lemma (1935) answers
// without a quantifier over sets: where every requirement either bounds the set from
// above (`all x: s | …`) or only gains by more elements, the largest set
// that the bounds allow decides; and the other way round for the smallest.
// Covered by tests/solver/set_elimination_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <optional>
#include <vector>

namespace chaperone::solver::encoding {

/// Elements x (the value of `variable`) of the set satisfy `formula`.
struct SetBound {
  model::VariableId variable;
  model::Formula formula;
};

/// The set that decides what `can` asks of a rule: all x that satisfy every bound (`is_intersection`), or any bound, or
/// are one of the members.
struct DecidingSet {
  std::vector<SetBound> bounds;
  std::vector<model::Term> members = {}; ///< none of an intersection
  bool is_intersection = true;
};

/// The deciding set of a set parameter, or nothing where what is asked both need and forbid elements
/// in a way that the lemma does not cover.
std::optional<DecidingSet> deciding_set(const model::Rule& rule, model::VariableId set);

} // namespace chaperone::solver::encoding
