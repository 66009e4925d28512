// Conditions as SQL. Facts that must hold become tables of FROM, so that an engine joins them; what must not hold
// becomes NOT EXISTS; a variable that no fact binds ranges over the individuals of its sort.
//
// Covered by tests/records/sql_test.cpp and tests/dialects/.
#pragma once

#include "records/sql/planner.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chaperone::records {

/// How far out a subquery may ask for columns: of any query around it, of the next one, of none.
enum class Reach { far, near, none };

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
  virtual Reach reach() const { return Reach::far; }
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
    bool is_deep = false; ///< a subquery of it asks for columns from around it
  };
  /// What a subquery asks of the query around it, as a table of its own.
  struct Surroundings {
    std::vector<std::string> columns; ///< of the query around
    std::string table;                ///< of their values, in the columns v1, v2, …
    std::vector<std::string> values;  ///< those, as a SELECT has them
    Scope scope;
  };

  /// `from` stands first in FROM.
  std::vector<Branch> branches(const std::vector<model::VariableId>& variables, const Condition& body, Reading reading,
                               const Scope& scope, const std::string& from = {});
  void bind(Branch& branch, const Fact& fact, Reading reading);
  void bind(Branch& branch, const Trial& trial, Reading reading);

  std::string expression(const Condition& condition, Reading reading, const Scope& scope);
  std::string holds(const Fact& fact, Reading reading, const Scope& scope);
  std::string has_row(const Fact& fact, std::size_t slots, Reading reading, const Scope& scope);
  std::string some(const Condition& condition, Reading reading, const Scope& scope);
  std::string counted(const Condition& condition, Reading reading, const Scope& scope);
  bool asks_outwards(const Condition& condition, const Branch& branch) const;
  Surroundings surroundings_of(const Condition& condition, const Scope& scope);
  std::string is_among(const std::vector<std::string>& values, const std::vector<std::string>& columns,
                       const std::string& select);
  std::string written(const Slot& slot, const Scope& scope) const;
  std::string alias() { return "t" + std::to_string(++aliases_); }
  static std::string rest_of(const Branch& branch);

  const model::System& system_;
  const Tables& tables_;
  Planner planner_;
  std::size_t aliases_ = 0;
  std::string around_;           ///< FROM and WHERE of the query whose WHERE is being written
  std::size_t surroundings_ = 0; ///< how many have been written
};

} // namespace chaperone::records
