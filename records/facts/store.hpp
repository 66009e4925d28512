// What a source says of a system's relations and functions, in memory: individuals as numbers, by sort.
// Covered by tests/records/audit_test.cpp.
#pragma once

#include "records/facts/fact_table.hpp"
#include "records/facts/individuals.hpp"
#include "records/sources/source.hpp"
#include "records/sql/condition.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::records {

/// Stands for NULL in a tuple.
constexpr std::uint32_t nobody = UINT32_MAX;

/// What is known of one relation or function. Its value is the last column of a function.
struct Known {
  bool is_missing = true; ///< no table: nothing is known
  FactTable facts{0};     ///< that certainly hold
  /// Of a relation with NULLs in its rows: what may hold, that included. Else empty, and the same as `facts`.
  std::optional<FactTable> possible = std::nullopt;
  /// The rows of a relation with NULLs in them, each a tuple with `nobody` in these places.
  std::vector<std::vector<std::uint32_t>> holes = {};
  std::vector<std::string> columns = {}; ///< that the source has for the places, and for the value
  /// Of a function: some individual has no value.
  bool is_partial = false;
  std::size_t rows = 0;      ///< as the source has them
  std::size_t doubled = 0;   ///< rows that said what another one did
  std::size_t one_sided = 0; ///< of a symmetric relation: pairs of which one order is there
  std::size_t nulls = 0;     ///< rows with a NULL
};

class Store {
public:
  explicit Store(const model::System& system);

  /// Reads all that the system asks for. Gives the first mistake. Linear, and n log n for sorting.
  std::optional<Mistake> load(Source& source);

  /// The same data without some facts: by relation, for each tuple of its `facts` whether it is taken out. All that has
  /// not changed is shared. A fact that a row with NULL may stand for may hold still.
  Store without(const std::map<model::RelationId, std::vector<bool>>& taken_out) const;

  const model::System& system() const { return system_; }
  const Known& known(Symbol symbol) const;
  const Individuals& individuals(model::SortId sort) const { return (*individuals_)[sort.index]; }
  /// Does the data leave open who there is of the sort, and name nobody? Then it has one individual all the same, whom
  /// it may have: number 0, "some User".
  bool is_guessed(model::SortId sort) const { return guessed_[sort.index]; }
  /// Of an ordered sort, by number: its place in the order.
  const std::vector<std::uint32_t>& ranks(model::SortId sort) const { return ranks_[sort.index]; }
  /// Ordered sorts with ids that look like numbers, which are ordered as text for the sake of one that is none.
  const std::map<model::SortId, std::uint32_t>& ordered_as_text() const { return ordered_as_text_; }
  std::uint32_t number_of(const Constant& constant) const;

  /// Tables of the source that are for nothing in the rules: what they are called, and what was likely meant.
  const std::vector<std::string>& strangers() const { return strangers_; }

private:
  std::optional<Mistake> load_symbol(Source& source, const SourceTable& table, Symbol symbol);
  std::optional<Mistake> load_sort(Source& source, const SourceTable& table, model::SortId sort,
                                   std::set<model::SortId>& has_null);
  void guess_somebody(const std::set<model::SortId>& has_null);
  std::optional<Mistake> settle(Symbol symbol, const SourceTable& table);
  std::optional<Mistake> expand_nulls(Symbol symbol, const SourceTable& table);
  void rank();
  std::vector<model::SortId> sorts_of(Symbol symbol) const;
  const model::Declared& declared(Symbol symbol) const;
  Known& known(Symbol symbol);

  const model::System& system_;
  std::shared_ptr<std::deque<Individuals>> individuals_;
  std::vector<std::vector<std::uint32_t>> ranks_;
  std::vector<bool> guessed_; ///< by sort
  std::map<model::SortId, std::uint32_t> ordered_as_text_;
  std::vector<std::shared_ptr<Known>> relations_, functions_;
  std::vector<std::string> strangers_;
};

} // namespace chaperone::records
