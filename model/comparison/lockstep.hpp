// Two rule files as one system, in which both take the same steps, with a rule that no
// run should be able to take for each way in which they could differ.
//
//   const Lockstep made = lockstep(before, after, match(before, after), {Course::after});
//   // solver::check(made.system): each of made.probes has a `never` that is violated where the sides differ.
//
// What both change in the same way is kept once. What they change differently is kept twice, with all that it feeds,
// so that each side reads what its own rules would have made of it (docs/diff.md).
// Covered by tests/model/comparison_test.cpp and tests/agreement/comparison_agreement_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "model/system.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace chaperone::model::comparison {

/// Whose runs are looked at.
enum class Course {
  before,      ///< the old rules take every step; what the new ones would have made of it is kept beside
  after,       ///< the other way round
  common,      ///< steps that both take; it is asked whether what they make of the states differs
  left_behind, ///< the old rules take every step, and the new ones read what they left
};

enum class Question {
  newly_allowed, ///< the new rules take a step, the old ones do not
  newly_refused, ///< the other way round
  other_effect,  ///< both take the step, and what they make of one state differs
  other_state,   ///< no rule's: the copies that the sides keep differ
  own_start,     ///< no rule's: the driving side starts so, and the other does not
};

/// One way in which the sides could differ.
struct Probe {
  Question question;
  std::optional<RuleId> before, after; ///< the rule; at least one, but for `other_state` and `own_start`
  PropertyId property;                 ///< of Lockstep::system: violated where the sides differ
};

struct LockstepOptions {
  Course course;
  /// Only these rules are asked about, by their id on the side that has them; all where there is none.
  std::optional<std::set<RuleId>> before = std::nullopt, after = std::nullopt;
  bool with_promises = false; ///< the driving side's `never` and `always` come along, for proofs to use
};

struct Lockstep {
  System system;
  Course course;
  std::vector<Probe> probes;

  struct Origin {
    std::optional<RuleId> before, after;
  };
  std::vector<Origin> rules; ///< by rule of `system`, probes included
  struct Copies {
    std::vector<SortId> sorts;                      ///< by that side's sort
    std::vector<std::vector<std::uint32_t>> values; ///< by that side's enum and value
    std::vector<RelationId> relations;              ///< that side's own copies
    std::vector<FunctionId> functions;
  };
  Copies before, after;

  const Copies& copies(Side side) const { return side == Side::before ? before : after; }
};

/// Rules that say the same word for word, over what is kept once, are not asked about: nothing can differ there.
Lockstep lockstep(const System& before, const System& after, const Matching& matching, const LockstepOptions& options);

/// The rules of both sides that do not say the same word for word, by their new id. Linear in the text.
std::set<RuleId> changed_rules(const System& before, const System& after, const Matching& matching);

/// Do both sides say the same, but for names, comments and order: rules, starts and properties? Linear in the text.
bool say_the_same(const System& before, const System& after, const Matching& matching);

/// The states in which one side may start and the other may not: a system without rules, with one `never` that is
/// violated by such a state; none where the sides' starts say the same of all that any rule asks.
std::optional<Lockstep> start_only_of(Side side, const System& before, const System& after, const Matching& matching,
                                      bool with_states);

} // namespace chaperone::model::comparison
