// The facts of a store, and the closures that follow from them, as tables to be joined.
// Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/facts/store.hpp"
#include "records/sql/planner.hpp"
#include "records/sql/reduction.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace chaperone::records {

class JoinTables : public Knowledge {
public:
  /// `system` is the store's with more variables; relations are added. All outlive it.
  JoinTables(model::System& system, const Store& store);

  /// Computes the closures, each in time of its edges times its individuals; a closure that is too large or asks what
  /// no condition says is as good as missing. So is one that is cut short.
  void add_closures(const std::function<bool()>& is_cut);

  /// From now on there is one more individual of each sort, of whom no tuple holds. What is known of functions and
  /// orders changes with it.
  void admit_newcomers(bool are_there) { has_newcomers_ = are_there; }
  /// By sort, a relation of the system that is true of its newcomer alone.
  const std::map<model::SortId, model::RelationId>& newcomers() const { return newcomers_; }

  bool is_missing(Symbol symbol) const override;
  bool has_doubts(Symbol symbol) const override;
  /// The tuples that hold in this reading; of a function, its known values. Null where it is missing.
  const FactTable* facts(Symbol symbol, Reading reading) const;

  /// Individuals of a sort, with the newcomer where there is one, who has the last number.
  std::uint32_t count(model::SortId sort) const;
  std::uint32_t number_of(const Constant& constant) const { return store_.number_of(constant); }
  /// By number, the place in the sort's order; a newcomer has none.
  const std::vector<std::uint32_t>& ranks(model::SortId sort) const { return store_.ranks(sort); }

  /// Does the fact hold in that reading?
  bool holds(Symbol symbol, std::span<const std::uint32_t> tuple, Reading reading) const;

private:
  struct Closure {
    std::optional<FactTable> certain, possible;
  };
  bool joins_newcomers(const ClosureStep& step, const std::function<bool()>& is_cut);
  Closure closure_of(const ClosureStep& step, const std::function<bool()>& is_cut);
  std::optional<FactTable> closed(const ClosureStep& step, Reading reading, std::size_t most,
                                  const std::function<bool()>& is_cut);
  void add_closure(model::RelationId id, const std::function<bool()>& is_cut);

  model::System& system_;
  const Store& store_;
  std::map<model::RelationId, Closure> closures_;
  /// Those of defines of which somebody new may be a part.
  std::map<model::RelationId, Closure> closures_with_newcomers_;
  std::map<model::SortId, model::RelationId> newcomers_;
  std::map<model::RelationId, FactTable> about_newcomers_;
  bool has_newcomers_ = false;
};

} // namespace chaperone::records
