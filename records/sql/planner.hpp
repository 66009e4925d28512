// What it takes to find all who satisfy a condition, as alternatives: which facts must hold, which variables are the
// same as others, and who is tried where no fact says who it is. An engine joins the facts in any order.
//
// What is not known is neither true nor false (Kleene, "Introduction to Metamathematics", 1952, §64): each condition is
// read in one of two ways, `certain` or `possible`. A negation swaps them.
// Covered by tests/records/sql_test.cpp and tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/sql/condition.hpp"

#include <set>
#include <variant>
#include <vector>

namespace chaperone::records {

enum class Reading { certain, possible };
inline Reading opposite(Reading reading) {
  return reading == Reading::certain ? Reading::possible : Reading::certain;
}

/// What is known of relations and functions.
class Knowledge {
public:
  virtual ~Knowledge() = default;

  /// Nothing is known of the symbol: it has no table.
  virtual bool is_missing(Symbol symbol) const = 0;
  /// Could more hold than what certainly does?
  virtual bool has_doubts(Symbol symbol) const = 0;
};

/// The variable is the same as what is known already.
struct Alias {
  model::VariableId variable;
  Slot known;
};
/// No fact binds the variable: all of its sort are tried of whom `own` is true, which has no other free variable.
struct Trial {
  model::VariableId variable;
  std::vector<Condition> own;
};
using Binding = std::variant<Fact, Alias, Trial>;

/// All of `binders` and `tests` together. Each of `bound` is bound by the first binder that has it; what else they name
/// is known.
struct Alternative {
  std::set<model::VariableId> bound;
  std::vector<Binding> binders;
  std::vector<Condition> tests;
};

class Planner {
public:
  Planner(const model::System& system, const Knowledge& knowledge) : system_(system), knowledge_(knowledge) {}

  /// Alternatives that together are all of `parts`, with `variables` and those that they bind inside bound, and all
  /// other free variables known. At most 256; what is not taken apart stays a test.
  std::vector<Alternative> alternatives(std::vector<model::VariableId> variables, std::vector<Condition> parts,
                                        Reading reading) const;

  /// Is it the order of a sort, which no table has?
  bool is_order(const Symbol& symbol) const;

private:
  struct Open {
    Alternative made;
    std::vector<Condition> parts;
    std::set<model::VariableId> open;
  };

  static bool can_open(const Open& now, const std::vector<model::VariableId>& variables, const Condition& of);
  bool bind_by_facts(Open& now, Reading reading) const;
  void bind_by_trial(Open& now) const;
  bool generates(const Fact& fact, Reading reading) const;
  bool may_bind(const Condition& condition, const std::set<model::VariableId>& open, Reading reading) const;

  const model::System& system_;
  const Knowledge& knowledge_;
};

} // namespace chaperone::records
