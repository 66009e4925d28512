// The facts of a store, and the closures that follow from them, as tables of an embedded database.
// Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/facts/database.hpp"
#include "records/facts/store.hpp"
#include "records/lines/quotes.hpp"
#include "records/sql/writer.hpp"

#include <map>
#include <optional>
#include <string>

namespace chaperone::records {

class EmbeddedTables : public Tables {
public:
  /// `system` is the store's with more variables. All outlive it.
  EmbeddedTables(model::System& system, const Store& store, Database& database);

  /// Computes the closures, each in time of its edges times its individuals; a closure that is too large or asks what
  /// no condition says is as good as missing.
  void add_closures();

  /// From now on there is one more individual of each sort, of whom no tuple holds.
  void admit_newcomers(bool are_there) { has_newcomers_ = are_there; }

  bool is_missing(Symbol symbol) const override;
  bool has_doubts(Symbol symbol) const override;
  std::string table(Symbol symbol, Reading reading) const override;
  std::string individuals(model::SortId sort) const override;
  std::string literal(const Constant& constant) const override;
  std::string less(model::SortId sort, const std::string& left, const std::string& right,
                   Reading reading) const override;
  /// Runs the query once and keeps what it gives, so that the planner knows how much that is.
  std::string chosen(const std::string& select) const override;
  /// Rows of a table of individuals.
  std::size_t count(const std::string& table) const { return counts_.at(table); }
  std::string quoted(const std::string& name) const override { return in_quotes(name, '"'); }

  /// Does the fact hold in that reading?
  bool holds(Symbol symbol, std::span<const std::uint32_t> tuple, Reading reading) const;

private:
  struct Closure {
    std::optional<FactTable> certain, possible;
  };
  std::optional<FactTable> closed(const Condition& edge, model::VariableId from, model::VariableId to, Reading reading,
                                  std::uint32_t individuals);
  void attach(const std::string& name, const FactTable& table);
  const FactTable* facts(Symbol symbol, Reading reading) const;

  model::System& system_;
  const Store& store_;
  Database& database_;
  std::map<model::RelationId, Closure> closures_;
  std::deque<FactTable> sorts_; ///< without and with newcomers, and the ranks of those with an order
  mutable std::deque<FactTable> chosen_;
  mutable std::map<std::string, std::string> chosen_names_; ///< by their SELECT
  mutable std::map<std::string, std::size_t> counts_;
  bool has_newcomers_ = false;
};

} // namespace chaperone::records
