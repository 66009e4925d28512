// What no step ever changes: a relation that no rule takes a tuple from only grows, so that what says that a
// tuple is there stays true once it is. Covered by tests/solver/origins_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <vector>

namespace chaperone::solver::invariants {

class Permanence {
public:
  explicit Permanence(const model::System& system);
  /// As far as these rules go.
  Permanence(const model::System& system, const std::vector<model::RuleId>& rules);

  /// Once true, whatever its free variables stand for, it is true after every step. False proves nothing.
  bool stays_true(const model::Node& formula) const { return stays(formula, true); }
  bool stays_false(const model::Node& formula) const { return stays(formula, false); }
  bool only_grows(model::RelationId relation) const { return is_lost_[relation.index] == 0; }

private:
  bool stays(const model::Node& formula, bool is_true) const;
  bool stays_all(const std::vector<model::Formula>& parts, bool is_true) const;
  bool stays(const model::Quantified& formula, bool is_true) const;
  bool has_fixed_terms(const model::Node& formula) const;

  const model::System& system_;
  std::vector<char> is_made_, is_lost_; ///< by relation: does a rule add to it, or remove from it?
  std::vector<char> is_set_;            ///< by function
};

} // namespace chaperone::solver::invariants
