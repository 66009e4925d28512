// States and runs of two rule files in lockstep, as one side sees them.
// Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/comparison/lockstep.hpp"
#include "model/meaning/interpreter.hpp"

#include <optional>
#include <vector>

namespace chaperone::model::comparison {

/// What one side sees of runs of `made`. `own` is that side's system; both outlive it.
class Projection {
public:
  Projection(Side side, const System& own, const Lockstep& made)
      : side_(side), own_(own), made_(made), copies_(made.copies(side)) {}
  /// Of what both sides have, it sees the copies of the other one.
  Projection& seeing_the_other(const Matching& matching);

  /// The same individuals, under the same numbers; enums are this side's.
  Population population(const Population& combined) const;
  /// `layout` is that of `own` and of such a population. A value that this side does not have is its first.
  State state(const State& combined, const Layout& layout) const;
  /// The step as this side's, where it has such a rule and such values.
  std::optional<Action> action(const Action& combined) const;
  /// The run from its start, in the steps that this side has a rule for.
  Scenario run(const Scenario& combined) const;

private:
  std::optional<std::uint32_t> value(SortId sort, std::uint32_t combined) const;

  Side side_;
  const System& own_;
  const Lockstep& made_;
  Lockstep::Copies copies_;
};

/// Is all that both sides have the same in these states over the same individuals? But for what is remembered for
/// `once` and `since`.
bool are_alike(const Matching& matching, const State& before, const State& after);

} // namespace chaperone::model::comparison
