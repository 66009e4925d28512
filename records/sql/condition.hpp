// Formulas about one state, worked down to facts: what becomes SQL. Defines and `can` are written out, guards have
// joined their bodies, functions are facts with their value in the last place, and of the quantifiers only `some` and
// `at least N` are left. Sections 2, 3 and 8 of docs/semantics.md.
// Covered by tests/records/audit_agreement_test.cpp and tests/records/audit_agreement_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::records {

/// An enum's value, or an individual that the file names, by its function.
using Constant = std::variant<model::Value, model::FunctionId>;
using Slot = std::variant<model::VariableId, Constant>;
using Symbol = std::variant<model::RelationId, model::FunctionId>;

struct ConditionNode;
/// Immutable and shared; never null.
using Condition = std::shared_ptr<const ConditionNode>;

struct Truth {
  bool value = false;
};
/// A relation's tuple, or a function's arguments with its value behind them.
struct Fact {
  Symbol symbol;
  std::vector<Slot> slots;
};
struct Same {
  Slot left, right;
};
/// Not of a condition; never of another Negated.
struct Negated {
  Condition body;
};
struct Every {
  std::vector<Condition> parts;
};
struct Either {
  std::vector<Condition> parts;
};
struct Exists {
  std::vector<model::VariableId> variables;
  Condition body;
  /// The variables stand for values of functions, and no quantifier of the file binds them.
  bool is_value = false;
};
/// For at least `count` assignments of the variables.
struct AtLeast {
  std::uint64_t count = 0;
  std::vector<model::VariableId> variables;
  Condition body;
};

/// From one individual to another by one or more steps, each from `tail` to `head`, which are bound in `step`.
struct Chain {
  model::VariableId tail, head;
  Condition step;
  Slot from, to;
};

struct ConditionNode {
  std::variant<Truth, Fact, Same, Negated, Every, Either, Exists, AtLeast, Chain> kind;
};

/// Each simplifies what is seen at once: constants, nested lists, double negation.
Condition truth(bool value);
Condition fact(Symbol symbol, std::vector<Slot> slots);
Condition same(Slot left, Slot right);
Condition negated(const Condition& body);
Condition every(std::vector<Condition> parts);
Condition either(std::vector<Condition> parts);
Condition exists(std::vector<model::VariableId> variables, Condition body, bool is_value = false);
Condition at_least(std::uint64_t count, std::vector<model::VariableId> variables, Condition body);
Condition chain(model::VariableId tail, model::VariableId head, Condition step, Slot from, Slot to);

std::optional<bool> constant_of(const Condition& condition);

/// With other slots in place of free variables; `fact` may put anything in place of a fact.
Condition replaced(const Condition& condition, const std::map<model::VariableId, Slot>& slots);

/// The variables that are free in it.
std::set<model::VariableId> free_in(const Condition& condition);
/// How many nodes it has written out, or `most` where there are more.
std::size_t size_of(const Condition& condition, std::size_t most);
/// Is there a Chain in it?
bool has_chain(const Condition& condition);
/// Calls `visit` with each fact, and whether it stands under an even number of negations.
void for_each_fact(const Condition& condition, const std::function<void(const Fact&, bool is_positive)>& visit);

} // namespace chaperone::records
