// Formulas worked down to conditions. Sections 2, 3 and 8 of docs/semantics.md.
// Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/sql/condition.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::records {

/// Works formulas down. Variables that a define or a rule binds inside are made anew wherever they are written out, as
/// variables of the system.
class Reduction {
public:
  explicit Reduction(model::System& system) : system_(system) {}

  /// From now on `element in set` for this set parameter is what `is_member` makes of the element.
  using Membership = std::function<Condition(const Slot& element)>;
  void bind(model::VariableId set, Membership is_member) { sets_[set] = std::move(is_member); }
  /// From now on the variable is this one.
  void bind(model::VariableId variable, const Slot& slot) { slots_[variable] = slot; }

  Condition of(const model::Formula& formula);

  /// What no condition says, first met: `was`, `did`, or `can` of any set at all. Then the conditions mean nothing.
  const std::optional<std::string>& obstacle() const { return obstacle_; }

private:
  using Build = std::function<Condition(const std::vector<Slot>&)>;

  Condition with_slots(const std::vector<model::Term>& terms, const Build& build);
  Condition with_slots(const std::vector<model::Term>& terms, std::vector<Slot> made, const Build& build);
  Condition quantified(const model::Quantified& it);
  Condition reached(const model::Reached& it);
  /// An edge of the closure that is no step, where all steps are edges of it.
  std::optional<Condition> gone_of(model::RelationId closure, model::VariableId tail, model::VariableId head,
                                   const Condition& step) const;
  Condition call(const model::Call& it);
  Condition can(const model::Can& it);
  Membership members(const std::vector<model::Term>& listed);
  Membership any_members(model::RuleId rule, model::VariableId set);
  std::vector<Condition> parts(const std::vector<model::Formula>& formulas);
  model::VariableId fresh(model::VariableId like);
  model::VariableId fresh(const std::string& name, model::SortId sort);

  model::System& system_;
  std::map<model::VariableId, Slot> slots_;
  std::map<model::VariableId, Membership> sets_;
  std::optional<std::string> obstacle_;
};

/// One step of a closure: from somebody to somebody, two new variables of the system.
struct ClosureStep {
  Condition condition;
  model::VariableId from, to;
  std::optional<std::string> obstacle; ///< as Reduction has it
};
ClosureStep step_of_closure(model::System& system, model::RelationId closure);

/// Is `set` asked for members only where a member makes the formula harder to satisfy (false), or only where it makes
/// it easier (true)? Nothing where both.
std::optional<bool> wants_members(const model::System& system, const std::vector<model::Formula>& formulas,
                                  model::VariableId set);

} // namespace chaperone::records
