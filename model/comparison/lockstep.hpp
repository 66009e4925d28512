// Two rule files as one system, in which both take the same steps, with a rule that no
// run should be able to take for each way in which they could differ.
//
//   const Lockstep made = lockstep(before, after, match(before, after), {Course::after});
//   // solver::check(made.system): each of made.probes has a `never` that is violated where the sides differ.
//
// What both change in the same way is kept once. What they change differently is kept twice, with all that it feeds,
// so that each side reads what its own rules would have made of it (docs/diff.md).
// Covered by tests/model/comparison_test.cpp and tests/agreement/change_agreement_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "model/rules/system.hpp"

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
  newly_allowed,  ///< the new rules take a step, the old ones do not
  newly_refused,  ///< the other way round
  may_be_refused, ///< both take the step, the old ones must, and the new ones may refuse it
  must_be_taken,  ///< both take the step, the old ones may refuse it, and the new ones must not
  other_effect,   ///< both take the step, and what they make of one state differs
  other_state,    ///< no rule's: the copies that the sides keep differ
  own_start,      ///< no rule's: the driving side starts so, and the other does not
};

/// One way in which the sides could differ.
struct Probe {
  Question question;
  Course course;                       ///< that the question is about; `left_behind` may stand in a system of `before`
  std::optional<RuleId> before, after; ///< the rule; at least one, but for `other_state` and `own_start`
  PropertyId property;                 ///< of Lockstep::system: violated where the sides differ
};

/// A property of one side, or of both, said of what the driving side does.
struct Judged {
  std::optional<PropertyId> before, after;
  PropertyId property; ///< of Lockstep::system
};

/// Which properties come along.
enum class Along {
  nothing,
  promises,  ///< the driving side's `never` and `always`, for proofs to use
  judgments, ///< all properties of the driving side, and those of the other that can be said in its symbols
};

struct LockstepOptions {
  Course course;
  /// Only these rules are asked about, by their id on the side that has them; all where there is none.
  std::optional<std::set<RuleId>> before = std::nullopt, after = std::nullopt;
  Along along = Along::nothing;
  /// In the course `before`: what the new rules make of states left behind is asked in the same system, where it would
  /// have the same states.
  bool asks_left_behind = false;
};

struct Lockstep {
  System system;
  Course course;
  std::vector<Probe> probes;
  std::vector<Judged> judged;
  bool has_left_behind = false; ///< it was asked for, and the questions are among the probes

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

/// The states in which one side may start and the other may not: a system without rules, with one `never` that is
/// violated by such a state; none where the sides' starts say the same of all that any rule asks.
std::optional<Lockstep> start_only_of(Side side, const System& before, const System& after, const Matching& matching,
                                      bool with_states);

} // namespace chaperone::model::comparison
