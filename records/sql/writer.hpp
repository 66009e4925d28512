// Conditions as SQL. Facts that must hold become tables of FROM, so that an engine joins them; what must not hold
// becomes NOT EXISTS; a variable that no fact binds ranges over the individuals of its sort.
//
// Covered by tests/records/sql_test.cpp and tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/sql/planner.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chaperone::records {

/// What an engine calls things. Columns of a symbol's table are c1, c2, …, those of individuals `id`. No table has a
/// NULL.
class Tables : public Knowledge {
public:
  /// The table with the tuples that hold in this reading; of a function, that of its known values.
  virtual std::string table(Symbol symbol, Reading reading) const = 0;
  virtual std::string individuals(model::SortId sort) const = 0;
  virtual std::string literal(const Constant& constant) const = 0;
  /// `left` is before `right` in the order of the sort.
  virtual std::string less(model::SortId sort, const std::string& left, const std::string& right,
                           Reading reading) const = 0;
  /// What joins SELECTs so that each row is there once.
  virtual std::string_view distinct_union() const { return "UNION"; }
  /// A name, quoted if need be.
  virtual std::string quoted(const std::string& name) const = 0;
};

class SqlWriter {
public:
  SqlWriter(const model::System& system, const Tables& tables)
      : system_(system), tables_(tables), planner_(system, tables) {}

  /// A SELECT with one row for each assignment of `variables` that satisfies the condition; the columns have the names
  /// that are given, as many as there are variables. Without variables, one row with a 1 or none.
  std::string select(const std::vector<model::VariableId>& variables, const std::vector<std::string>& columns,
                     const Condition& condition, Reading reading);

private:
  using Scope = std::map<model::VariableId, std::string>;
  /// One SELECT: `scope` has what stands for each variable.
  struct Branch {
    std::vector<std::string> from, where;
    Scope scope;
  };

  std::vector<Branch> branches(const std::vector<model::VariableId>& variables, const Condition& body, Reading reading,
                               const Scope& scope);
  void bind(Branch& branch, const Fact& fact, Reading reading);
  void bind(Branch& branch, const Trial& trial, Reading reading);

  std::string expression(const Condition& condition, Reading reading, const Scope& scope);
  std::string holds(const Fact& fact, Reading reading, const Scope& scope);
  std::string has_row(const Fact& fact, std::size_t slots, Reading reading, const Scope& scope);
  std::string counted(const AtLeast& it, Reading reading, const Scope& scope);
  std::string written(const Slot& slot, const Scope& scope) const;
  std::string alias() { return "t" + std::to_string(++aliases_); }
  static std::string rest_of(const Branch& branch);

  const model::System& system_;
  const Tables& tables_;
  Planner planner_;
  std::size_t aliases_ = 0;
};

} // namespace chaperone::records
