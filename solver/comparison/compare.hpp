// What one rule file newly allows and newly refuses beside another, for runs of any
// length and any number of individuals.
//
//   const auto matching = model::comparison::match(before, after);
//   const Comparison found = compare(before, after, matching, {});
//
// Covered by tests/solver/compare_test.cpp and tests/agreement/comparison_agreement_test.cpp.
#pragma once

#include "model/comparison/lockstep.hpp"
#include "model/interpreter.hpp"
#include "solver/api/answer.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::solver::comparison {

using model::comparison::Side;

/// A smallest run to a step at which the sides differ.
struct Shown {
  Side side;               ///< whose run it is
  model::Scenario run;     ///< in that side's terms; its last step is the one that differs
  model::Scenario beside;  ///< the same in the other side's terms: its start, and the steps that it has rules for
  std::uint32_t steps = 0; ///< up to and with the one that differs
  bool is_smallest = true;
  std::optional<std::size_t> refused_by; ///< the other side's first requirement that is false at the last step
  bool conflicts = false;                ///< the other side's effects would conflict there
};
/// No run of any length comes to such a step. `is_same_text`: both sides say the same, word for word.
struct None {
  bool is_same_text = false;
};
using Answer = std::variant<None, Shown, Bounded, Unknown>;

/// A rule of one side, and its counterpart where there is one.
struct RuleComparison {
  std::optional<model::RuleId> before, after;
  bool is_changed = false;      ///< both sides have it and do not say the same, word for word
  Answer newly_allowed;         ///< over what the new rules can reach
  Answer newly_refused;         ///< over what the old rules can reach
  Answer other_effect;          ///< both take the step, and what comes of it differs
  Answer allowed_in_old_states; ///< the new rules allow it in a state that the old ones have left behind
};

struct PropertyComparison {
  std::optional<model::PropertyId> before, after;
  std::optional<Verdict> old_verdict, new_verdict;
};

/// About who can do what, and when; with CompareOptions::judges_states about the states as well.
enum class Change { equivalent, stricter, looser, both, undecided };

struct Comparison {
  Change change = Change::undecided;
  bool say_the_same = false;         ///< but for names, comments and order: then nothing was asked, no property either
  std::vector<RuleComparison> rules; ///< in the new file's order, then those that only the old one has
  Answer new_start, old_start;       ///< a start that only that side has
  Answer other_state;                ///< only asked where states are judged
  std::vector<PropertyComparison> properties;
  bool was_interrupted = false;

  bool has_difference() const;
};

struct CompareOptions {
  Options check = {};            ///< its properties are not looked at
  bool judges_states = false;    ///< two sides whose states differ are not equivalent
  bool judges_properties = true; ///< gives the verdicts of both files' properties
};

/// Cost: a check of the combined system for each direction, in which only rules are asked about that do not say the
/// same word for word, and where properties are judged a check of each file. Every run has been replayed by both
/// sides' interpreters, every proof checked again.
Comparison compare(const model::System& before, const model::System& after, const model::comparison::Matching& matching,
                   const CompareOptions& options, Observer* observer = nullptr);

} // namespace chaperone::solver::comparison
