// Why a formula is true or false in one moment of a run: the facts that its truth rests
// on, as data. Stories show what breaks a promise and what a requirement looked at from
// these. Covered by tests/generators/reasons_test.cpp.
#pragma once

#include "generators/story/facts.hpp"

#include "model/interpreter.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chaperone::reports {

/// A statement that is true in the moment asked about: a fact, or that something is no fact.
struct Reason {
  model::Formula statement;        ///< closed: individuals in place of variables
  std::vector<model::Value> about; ///< the individuals it names, in order; of an equality none
  bool was_before = false;         ///< read in the state before the last step
  /// Of a define: what makes it so, for the first 1000 of an explanation; of `not can r(…)`: the requirement that
  /// fails.
  std::vector<Reason> because;
};

/// A variable with the individual that was found for it.
struct Choice {
  model::VariableId variable;
  std::uint32_t value = 0;
};

struct Explanation {
  std::vector<Choice> choices; ///< of the outermost quantifiers that one assignment decides, in the order of the text
  std::vector<Reason> reasons; ///< in the order of the text, without repetition
  /// A quantifier that had nobody to look at, such as `all u: invited | …` with nobody invited.
  bool looked_at_nobody = false;
};

/// Why `formula` has the value that it has. Free variables are all in `bindings`. For a universal statement that holds,
/// the reasons of its instances, those that hold for an empty reason left out where others are there. Deterministic;
/// cost: that of evaluating the formula, times its depth.
Explanation explain(const model::Formula& formula, const model::Moment& moment,
                    std::span<const model::Assignment> bindings = {});

} // namespace chaperone::reports
