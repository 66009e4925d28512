// What one rule file newly allows and newly refuses beside another, for runs of any
// length and any number of individuals.
//
//   const auto matching = model::comparison::match(before, after);
//   const Comparison found = compare(before, after, matching, {});
//
// Covered by tests/solver/compare_test.cpp and tests/agreement/change_agreement_test.cpp.
#pragma once

#include "model/comparison/lockstep.hpp"
#include "model/meaning/interpreter.hpp"
#include "solver/api/answer.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"
#include "solver/comparison/exposure.hpp"

#include <cstdint>
#include <functional>
#include <memory>
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
  std::optional<std::size_t> left_open;  ///< where both take it: the other side's first `may refuse` that applies
  bool conflicts = false;                ///< the other side's effects would conflict there
};
/// No run of any length comes to such a step. `is_same_text`: both sides say the same, word for word.
struct None {
  bool is_same_text = false;
};
using Answer = std::variant<None, Shown, Bounded, Unknown>;

/// Is it neither shown nor proved that there is none?
bool is_open(const Answer& answer);

/// A rule of one side, and its counterpart where there is one.
struct RuleComparison {
  std::optional<model::RuleId> before, after;
  bool is_changed = false; ///< both sides have it and do not say the same, word for word
  Answer newly_allowed;    ///< over what the new rules can reach
  Answer newly_refused;    ///< over what the old rules can reach
  Answer may_be_refused;   ///< over what the old rules can reach: they must take it, and the new ones may refuse it
  Answer must_be_taken;    ///< over what the new rules can reach: the old ones may refuse it, and they must take it
  Answer other_effect;     ///< both take the step, and what comes of it differs
  Answer allowed_in_old_states; ///< the new rules allow it in a state that the old ones have left behind
};

/// A property and its verdict under both files. One that a single file has is judged under the other as well, where
/// that has all that it names; otherwise there is no verdict. A proof's invariant is left out.
struct PropertyComparison {
  std::optional<model::PropertyId> before, after;
  std::optional<Verdict> old_verdict, new_verdict;
};

/// About who can do what, and when; with CompareOptions::judges_states about the states as well.
enum class Change { equivalent, stricter, looser, both, undecided };

/// What is known of one direction: that something is newly allowed, or that something is newly refused.
struct Direction {
  bool is_shown = false;
  bool is_open = false; ///< is some question about it neither shown nor proved?
};

struct Comparison {
  Change change = Change::undecided;
  bool say_the_same = false;         ///< but for names, comments and order: then nothing was asked, no property either
  std::vector<RuleComparison> rules; ///< in the new file's order, then those that only the old one has
  Answer new_start, old_start;       ///< a start that only that side has
  Answer other_state;                ///< only asked where states are judged
  std::vector<PropertyComparison> properties;
  std::vector<ReachComparison> reaches; ///< who can come to what
  bool was_interrupted = false;

  Direction looser() const;
  Direction stricter() const;
  bool refuses_more() const;    ///< is there a run of the old rules that the new ones are shown not to take?
  bool is_only_bounded() const; ///< what is open, is open only beyond some depth or sizes
};

struct CompareOptions {
  Options check = {};                              ///< its properties and its scope are not looked at
  std::map<std::string, std::uint32_t> scope = {}; ///< a sort's most individuals, by its name on either side
  bool judges_states = false;                      ///< two sides whose states differ are not equivalent
  bool judges_properties = true;         ///< gives the verdicts of both files' properties, and who can come to what
  std::vector<Reach> reaches = {};       ///< empty: the defines with parameters that the properties use
  std::function<bool()> is_stopped = {}; ///< no further question is asked once it says so
};

/// A comparison that can be asked from another thread what is known so far.
class Comparer {
public:
  /// All but the options outlive it.
  Comparer(const model::System& before, const model::System& after, const model::comparison::Matching& matching,
           CompareOptions options, Observer* observer = nullptr);
  ~Comparer();
  Comparer(const Comparer&) = delete;
  Comparer& operator=(const Comparer&) = delete;

  /// Once. Cost: a check of the combined system for each direction, in which only rules are asked about that do not say
  /// the same word for word; what stays open then is asked again, by itself. Every run has been replayed by both sides'
  /// interpreters, every proof checked again.
  Comparison run();
  /// What run() has found by now; what it has not is Unknown, for this reason. From any thread, while run() works.
  Comparison known(const std::string& reason) const;

private:
  class Work;
  std::unique_ptr<Work> work_;
};

/// The whole of Comparer::run().
Comparison compare(const model::System& before, const model::System& after, const model::comparison::Matching& matching,
                   const CompareOptions& options, Observer* observer = nullptr);

} // namespace chaperone::solver::comparison
