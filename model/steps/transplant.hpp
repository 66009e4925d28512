// Formulas, effects and rules of one system, said in the symbols of another.
// Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace chaperone::model::steps {

/// By index in the system that formulas come from: what stands for it in the system that they go to.
struct SymbolMap {
  std::vector<SortId> sorts;
  std::vector<std::vector<std::uint32_t>> values; ///< by enum and value
  std::vector<RelationId> relations;
  std::vector<FunctionId> functions;
  std::vector<RuleId> rules;
  /// By sort: a define with one parameter that is true of the values which the old enum has, where the other has more.
  std::vector<std::optional<DefineId>> known_values;
};

/// Says in `to` what stands in `from`. Every binding gets a variable of its own, so the same formula can be taken over
/// twice and both stand in one formula. Spans are left behind: their files are not those of `to`.
class Transplant {
public:
  /// All three outlive it. `define` gives the define of `to` that stands for one of `from`.
  Transplant(const System& from, System& to, const SymbolMap& symbols, std::function<DefineId(DefineId)> define)
      : from_(from), to_(to), symbols_(symbols), define_(std::move(define)) {}

  /// From now on `variable`, free where it stands, is `stands_for`.
  void bind(VariableId variable, VariableId stands_for) { variables_[variable] = stands_for; }
  /// A new variable of `to` for one of `from`, bound from now on.
  VariableId fresh(VariableId variable);

  Formula of(const Formula& formula);
  Term of(const Term& term);
  Effect of(const Effect& effect);
  std::vector<Term> of(const std::vector<Term>& terms);
  std::vector<Binder> of(const std::vector<Binder>& binders);

private:
  Argument of(const Argument& argument);
  Update of(const Update& update);
  std::vector<Formula> of(const std::vector<Formula>& formulas);

  const System& from_;
  System& to_;
  const SymbolMap& symbols_;
  std::function<DefineId(DefineId)> define_;
  std::map<VariableId, VariableId> variables_;
};

} // namespace chaperone::model::steps
