// Why a formula is true or false in one moment of a run: the facts that its truth rests
// on, as data. Stories show what breaks a promise and what a requirement looked at from
// these. Covered by tests/generators/reasons_test.cpp.
#pragma once

#include "generators/story/facts.hpp"

#include "model/meaning/interpreter.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chaperone::reports {

/// A statement that is true in the moment asked about: a fact, or that something is no fact.
struct Reason {
  model::Formula statement; ///< closed: individuals in place of variables
  /// The individuals it is about, in order: its arguments and, where functions are applied, their values. None of an
  /// equality that every state agrees on.
  std::vector<model::Value> about;
  bool was_before = false; ///< read in the state before the last step
  bool is_counted = false; ///< one of several that `at least`, `at most`, `one` or `lone` counts
  /// Of a define: what makes it so, for the first 1000 of an explanation; of `not can r(…)`: the requirement that
  /// fails; where functions are applied: their values, and the statement about these.
  std::vector<Reason> because;
  std::optional<std::size_t> true_since = {}; ///< of what asks about the past: the number of steps before it became so
};

/// An equality of individuals or enum values, such as `Ann = Ann` or `Bea != Ann`: so in every state.
bool is_trivial(const Reason& reason);
/// The facts that the reasons come down to, through defines and functions, each once. Trivial ones are left out where
/// there are others.
std::vector<Reason> tuples(const model::System& system, const std::vector<Reason>& reasons);

/// A variable with the individual that was found for it.
struct Choice {
  model::VariableId variable;
  std::uint32_t value = 0;
};

struct Explanation {
  std::vector<Choice> choices; ///< of the outermost quantifiers that one assignment decides, in the order of the text
  std::vector<Reason> reasons; ///< in the order of the text, without repetition
  /// A quantifier that had nobody to look at, such as `all u: invited | …` with nobody invited, or nobody but one for
  /// `all u, v: invited | u = v or …`.
  bool looked_at_nobody = false;
  /// So many were counted, of which there is nothing else to say: `at most 10 u: invited | true`.
  std::optional<std::size_t> counted;
};

/// Why `formula` has the value that it has; trivial reasons only where there are no others. Free variables are all in
/// `bindings`. For a universal statement that holds, the reasons of its instances, those that hold for an empty reason
/// left out where others are there. Deterministic; cost: that of evaluating the formula, times its depth.
Explanation explain(const model::Formula& formula, const model::Moment& moment,
                    std::span<const model::Assignment> bindings = {});

} // namespace chaperone::reports
