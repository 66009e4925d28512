// The tables of an engine as views, which the queries of a script ask. Covered by tests/records/sql_test.cpp and
// tests/dialects/.
#pragma once

#include "records/scripts/dialect.hpp"
#include "records/scripts/words.hpp"

#include "model/rules/system.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace chaperone::records {

/// `chap_member` has what certainly holds, `chap_member_possible` what may hold, `chap_member_rows` the rows as they
/// are, `chap_User` everybody. Engines take `Band` and `band` for one name: then the second gets a number.
class Views : public Tables {
public:
  /// Variables may be added to the system.
  Views(model::System& system, const SqlOptions& options);

  /// The statements that make the views, each after those that it needs.
  std::string statements();

  /// Does the condition ask for a closure that the dialect has no query for?
  bool asks_unsaid(const Condition& condition) const;

  bool is_missing(Symbol symbol) const override;
  bool has_doubts(Symbol) const override { return true; }
  std::string table(Symbol symbol, Reading reading) const override;
  std::string individuals(model::SortId sort) const override;
  std::string literal(const Constant& constant) const override;
  std::string less(model::SortId sort, const std::string& left, const std::string& right, Reading) const override;
  std::string quoted(const std::string& name) const override { return words_.quoted(name); }
  std::string_view distinct_union() const override { return words_.distinct_union; }
  Reach reach() const override { return words_.reach; }

private:
  using Names = std::vector<std::string>;

  std::string stem_for(const std::string& name);
  std::string view(const std::string& name, const std::string& query) const;
  std::string rows(const std::string& name, const std::vector<model::Place>& places, bool has_value,
                   const Names& as) const;
  std::string relation(model::RelationId id) const;
  std::string possible(model::RelationId id) const;
  std::string function(model::FunctionId id) const;
  std::string sort(model::SortId id) const;
  Names ids_in_rows(model::SortId id) const;
  std::string closure(model::RelationId id);
  std::string closed(const std::string& edges, model::SortId sort) const;

  model::System& system_;
  const SqlOptions& options_;
  const Words& words_;
  std::set<std::string> taken_; ///< stems in lower case
  std::map<Symbol, std::string> stems_;
  Names sort_stems_;
  std::set<model::RelationId> unsaid_;
};

} // namespace chaperone::records
