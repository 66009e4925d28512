// A formula that is read in the state before a step and true exactly where another is true after it: the weakest
// precondition of a rule's effects. Sections 5, "The past" and "A way back" of docs/semantics.md.
// Covered by tests/model/after_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "model/steps/successor.hpp"

#include <functional>
#include <map>
#include <set>
#include <span>
#include <vector>

namespace chaperone::model::steps {

/// Symbols that stand for themselves.
SymbolMap identity(const System& system);

/// A copy in which every variable that is bound inside is a new one of the system, so that both may stand in one
/// formula; the free variables become those that `renamed` gives for them, if any.
Formula renewed(System& system, const Formula& formula, const std::map<VariableId, VariableId>& renamed = {});

class After {
public:
  /// A step of the rule with `arguments`, one variable for each of its parameters, which may be the parameters
  /// themselves. New variables are added to the system.
  After(System& system, RuleId rule, std::vector<VariableId> arguments);

  /// `formula` after the step. `was` speaks of the state before it, and `did` of the step.
  Formula of(const Formula& formula);

private:
  /// An edge that comes where `where`, if it is not null, holds.
  struct Added {
    Term tail, head;
    Formula where;
  };
  using Ways = std::function<Formula(const Term& from, const Term& to)>;
  using Build = std::function<Formula(const std::vector<Term>&)>;

  Formula parts_of(const std::vector<Formula>& parts, bool is_and);
  Formula quantified(const Quantified& it);
  Formula can(const Can& it);
  Formula did(const Did& it);
  Formula closure(RelationId relation, const std::vector<Term>& args);
  Formula reached(const Formula& own);
  Formula reached(RelationId closure, const std::vector<Term>& ends,
                  const std::function<Formula(VariableId, VariableId)>& step);
  bool note_added(const Effect& effect, RelationId base, std::vector<Added>& added);
  Formula with_edges(const std::vector<Added>& added, std::size_t count, const Term& from, const Term& to,
                     const Ways& before);
  bool changes(const Formula& formula) const;
  bool changes(const Term& term) const;
  /// Calls `build` with the terms, each that changes replaced by a variable that has its value after the step.
  Formula with_values(const std::vector<Term>& terms, const Build& build);
  Formula with_values(std::vector<Term> terms, std::size_t next, const Build& build);
  VariableId fresh(const std::string& name, SortId sort, bool is_set = false);
  Saying saying();

  System& system_;
  RuleId rule_;
  std::vector<VariableId> arguments_;
  SymbolMap symbols_;
  Transplant own_;
  std::set<RelationId> relations_; ///< that the rule may change
  std::set<FunctionId> functions_;
  std::map<VariableId, std::vector<Term>> sets_; ///< listed arguments of the `can` that is being written out
};

} // namespace chaperone::model::steps
