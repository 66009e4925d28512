// A formula's truth when all that is known is which relations are empty, and maybe
// whose step was taken: the abstraction behind model/facts/rule_graph.hpp.
// Covered by tests/model/rule_graph_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <map>
#include <optional>
#include <set>

namespace chaperone::model {

/// Over-approximates: a formula that can be true (false) in some state says so.
struct PossibleTruth {
  bool may_hold = true;
  bool may_fail = true;
};

class EmptinessAbstraction {
public:
  /// `step`: the rule that the last step is by, where that is known.
  EmptinessAbstraction(const System& system, const std::set<RelationId>& empty,
                       std::optional<RuleId> step = std::nullopt)
      : system_(system), empty_(empty), step_(step) {}

  PossibleTruth truth(const Formula& formula);
  /// Could every requirement hold at once, as far as one by one can tell?
  bool may_fire(const Rule& rule);
  bool may_hold(const std::vector<Formula>& formulas);
  /// Could the effect's guards and `where` let an update through?
  bool may_happen(const Effect& effect);

private:
  PossibleTruth truth(const Equal& equal) const;
  PossibleTruth truth(const Quantified& quantified);
  PossibleTruth all_of(const std::vector<Formula>& parts);

  const System& system_;
  const std::set<RelationId>& empty_;
  std::optional<RuleId> step_;
  std::map<DefineId, PossibleTruth> defines_; ///< each body is looked at once
};

} // namespace chaperone::model
