// What a rule's effects do, as formulas over the state before the step: where two
// versions of a rule differ, and where a step would conflict.
// Covered by tests/generators/goals_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <vector>

namespace chaperone::generators {

/// Makes formulas about the effects of rules with the parameters of one rule. Adds the variables that it needs to
/// `system`.
class EffectFormulas {
public:
  explicit EffectFormulas(model::System& system) : system_(system) {}

  /// The step leaves some tuple or value different from what `other` leaves, or one of the two conflicts and the other
  /// does not. Both have the same parameters; whether they are allowed is not asked. Sections "Steps" and "Conflicts"
  /// of docs/semantics.md.
  model::Formula differ(const std::vector<model::Effect>& effects, const std::vector<model::Effect>& other);
  /// Some update names the tuple, or the place of a function, whatever it makes of it.
  model::Formula names(const std::vector<model::Effect>& effects, model::RelationId relation,
                       const std::vector<model::VariableId>& args);
  model::Formula names(const std::vector<model::Effect>& effects, model::FunctionId function,
                       const std::vector<model::VariableId>& args);
  /// The step would add and remove one tuple, or set one place to two values.
  model::Formula conflict(const std::vector<model::Effect>& effects);

private:
  struct Point; ///< variables for one place of a relation or function
  Point point(const std::vector<model::Place>& places, const model::SortId* result);
  model::VariableId variable(model::SortId sort);
  model::Formula joins(const std::vector<model::Effect>& effects, model::RelationId relation, const Point& at,
                       bool added);
  model::Formula is_set(const std::vector<model::Effect>& effects, model::FunctionId function, const Point& at,
                        const model::VariableId* value);
  model::Formula after(const std::vector<model::Effect>& effects, model::RelationId relation, const Point& at);
  model::Formula after(const std::vector<model::Effect>& effects, model::FunctionId function, const Point& at);

  model::System& system_;
};

} // namespace chaperone::generators
