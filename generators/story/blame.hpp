// What a run shows about a property, as data: which facts break the promise, what the last step's requirements looked
// at instead, and what its effects did to these facts. Covered by tests/generators/reasons_test.cpp.
#pragma once

#include "generators/story/deeds.hpp"
#include "generators/story/reasons.hpp"

#include "model/meaning/interpreter.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace chaperone::reports {

/// A requirement of the last step and the facts that satisfied it.
struct Check {
  std::size_t requirement = 0; ///< index into Rule::requirements
  Explanation satisfied_by;
};

/// A fact that no requirement asked about, although some looked at the same individuals in another way.
struct Mistaken {
  Reason fact;
  std::vector<Reason> instead; ///< what was looked at
  std::size_t requirement = 0; ///< the first that looked: index into Rule::requirements
};

/// A rule that an `undoable` names, where it gives no way back. Of its steps only those count that name the most of the
/// individuals whom the way back is for.
struct NoWay {
  model::RuleId rule;
  std::size_t allowed = 0; ///< so many of these steps are allowed, and none of them is enough
  /// Where none is: a step that gets furthest, and the requirement that refuses it; no value where nothing is refused,
  /// but conflicts or may be refused.
  std::optional<model::Action> refused;
  std::size_t requirement = 0; ///< index into Rule::requirements
  /// Whom these steps name; empty where the same can be said of all others.
  std::vector<model::Value> named = {};
};

/// Why the property is broken (for `possible`: reached) at the end of a run.
struct Blame {
  Explanation broken_by;
  // Of the last step, and empty for a run without steps:
  std::vector<Check> checks;
  /// What its effects did to the facts that break the promise, or were kept from.
  std::vector<Deed> deeds;
  /// Facts that held before the last step already and that no requirement of it looked at (of a fact about two
  /// individuals: no requirement looked at these two together). Where there are several, those that are about somebody
  /// whom the step is about, and of these those that can change.
  std::vector<Reason> overlooked;
  /// Of the overlooked facts, the pairs of individuals of one sort: "no requirement looked at Bea and Cal together".
  std::vector<std::pair<model::Value, model::Value>> strangers;
  /// Facts about two individuals that are not `overlooked`, but looked at in the wrong way.
  std::vector<Mistaken> mistaken;
  std::vector<NoWay> no_ways; ///< of an `undoable`: each rule that it names
  /// Of the overlooked facts, or where all was looked at of the others, those that no effect could have changed.
  std::vector<Reason> unchanged;
};

/// Does the requirement of which this is a reason ask that something is not so yet which the rule itself makes so?
bool is_guard(const model::Rule& rule, const Reason& reason);

/// What satisfied each requirement of the last step; nothing where there is no step, or one refuses it.
std::vector<Check> checks_of(const model::System& system, const model::Replay& replay);

/// The replay must end where the property is broken or reached.
Blame find_blame(const model::System& system, const model::Property& property, const model::Replay& replay);

} // namespace chaperone::reports
