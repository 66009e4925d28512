// Conditions as SQL. Facts that must hold become tables of FROM, so that an engine joins them; what must not hold
// becomes NOT EXISTS; a variable that no fact binds ranges over the individuals of its sort.
//
// What is not known is neither true nor false (Kleene, "Introduction to Metamathematics", 1952, §64): each condition is
// written for one of two readings, `certain` or `possible`. A negation swaps them.
// Covered by tests/records/sql_test.cpp and tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/sql/condition.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chaperone::records {

enum class Reading { certain, possible };
inline Reading opposite(Reading reading) {
  return reading == Reading::certain ? Reading::possible : Reading::certain;
}

/// What an engine calls things. Columns of a symbol's table are c1, c2, …, those of individuals `id`. No table has a
/// NULL.
class Tables {
public:
  virtual ~Tables() = default;

  /// Nothing is known of the symbol: it has no table.
  virtual bool is_missing(Symbol symbol) const = 0;
  /// Could more hold than the certain table has?
  virtual bool has_doubts(Symbol symbol) const = 0;
  /// The table with the tuples that hold in this reading; of a function, that of its known values.
  virtual std::string table(Symbol symbol, Reading reading) const = 0;
  virtual std::string individuals(model::SortId sort) const = 0;
  virtual std::string literal(const Constant& constant) const = 0;
  /// `left` is before `right` in the order of the sort.
  virtual std::string less(model::SortId sort, const std::string& left, const std::string& right,
                           Reading reading) const = 0;
  /// What joins SELECTs so that each row is there once.
  virtual std::string_view distinct_union() const { return "UNION"; }
  /// A table with the column `id` for what this SELECT of one column `id` gives.
  virtual std::string chosen(const std::string& select) const { return "(" + select + ")"; }
  /// A name, quoted if need be.
  virtual std::string quoted(const std::string& name) const = 0;
};

class SqlWriter {
public:
  SqlWriter(const model::System& system, const Tables& tables) : system_(system), tables_(tables) {}

  /// A SELECT with one row for each assignment of `variables` that satisfies the condition; the columns have the names
  /// that are given, as many as there are variables. Without variables, one row with a 1 or none.
  std::string select(const std::vector<model::VariableId>& variables, const std::vector<std::string>& columns,
                     const Condition& condition, Reading reading) {
    return select(variables, columns, condition, reading, true);
  }
  /// The same with some rows more than once, for whoever sorts them anyway.
  std::string select_repeating(const std::vector<model::VariableId>& variables, const std::vector<std::string>& columns,
                               const Condition& condition, Reading reading) {
    return select(variables, columns, condition, reading, false);
  }

  /// From now on the variable is this constant of the engine in all that is written.
  void fix(model::VariableId variable, std::string constant) { fixed_[variable] = std::move(constant); }

  /// A variable that no fact binds, and the table of those who are tried for it.
  using Ranging = std::pair<model::VariableId, std::string>;
  /// Those of each alternative of `select`.
  std::vector<std::vector<Ranging>> unbound(const std::vector<model::VariableId>& variables, const Condition& condition,
                                            Reading reading);

private:
  using Scope = std::map<model::VariableId, std::string>;
  /// One SELECT: `scope` has what stands for each variable.
  struct Branch {
    std::vector<std::string> from, where;
    Scope scope;
    std::vector<Ranging> ranging;
  };

  std::vector<Branch> plan(std::vector<model::VariableId> variables, std::vector<Condition> parts, Reading reading,
                           const Scope& scope);
  std::string select(const std::vector<model::VariableId>& variables, const std::vector<std::string>& columns,
                     const Condition& condition, Reading reading, bool is_distinct);
  bool bind_by_facts(Branch& branch, std::vector<Condition>& parts, std::set<model::VariableId>& open, Reading reading);
  void range(Branch& branch, model::VariableId variable, std::vector<Condition>& parts, Reading reading);
  void finish(Branch& branch, const std::vector<Condition>& parts, Reading reading);
  bool generates(const Fact& fact, Reading reading) const;
  bool may_bind(const Condition& condition, const std::set<model::VariableId>& open, Reading reading) const;

  std::string expression(const Condition& condition, Reading reading, const Scope& scope);
  std::string holds(const Fact& fact, Reading reading, const Scope& scope);
  std::string has_row(const Fact& fact, std::size_t slots, Reading reading, const Scope& scope);
  std::string counted(const AtLeast& it, Reading reading, const Scope& scope);
  std::string written(const Slot& slot, const Scope& scope) const;
  std::string alias() { return "t" + std::to_string(++aliases_); }
  static std::string rest_of(const Branch& branch);

  const model::System& system_;
  const Tables& tables_;
  Scope fixed_;
  std::size_t aliases_ = 0;
};

} // namespace chaperone::records
