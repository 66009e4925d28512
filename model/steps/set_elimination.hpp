// `can R(_)` for a set parameter asks for some set, and so does a way back. Ackermann's lemma (1935) answers
// without a quantifier over sets: where every requirement either bounds the set from
// above (`all x: s | …`) or only gains by more elements, the largest set
// that the bounds allow decides; and the other way round for the smallest.
// Covered by tests/model/set_elimination_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <optional>
#include <vector>

namespace chaperone::model::steps {

/// Elements x (the value of `variable`) of the set satisfy `formula`.
struct SetBound {
  VariableId variable;
  Formula formula;
};

/// The set that decides what `can` asks of a rule: all x that satisfy every bound (`is_intersection`), or any bound, or
/// are one of the members.
struct DecidingSet {
  std::vector<SetBound> bounds;
  std::vector<Term> members = {}; ///< none of an intersection
  bool is_intersection = true;
};

/// The deciding set of a set parameter, or nothing where what is asked both need and forbid elements
/// in a way that the lemma does not cover.
std::optional<DecidingSet> deciding_set(const Rule& rule, VariableId set);

/// `body` for some set: with the deciding set's members in place of it where there is one, else a SomeSet.
Formula for_some_set(System& system, VariableId set, const Formula& body);

} // namespace chaperone::model::steps
