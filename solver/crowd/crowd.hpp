// An enum of many values that nothing but the start tells apart (the users of a role
// policy) as a sort: whoever has the same row of facts at the start can do the same. A few
// values that rules or properties name become constants of the sort. Every
// run of the system is a run of its crowd, so that what no run of the crowd does, none of
// the system does; a run of the crowd is told of the system's own values, and replayed.
// Covered by tests/solver/crowd_test.cpp and tests/agreement/crowd_test.cpp.
#pragma once

#include "model/facts/useful_rules.hpp"
#include "model/rules/substitution.hpp"
#include "model/rules/system.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::solver::crowd {

class Crowd {
public:
  /// Of a system all of whose sorts are enums and whose start is fully decided. Nothing where there is no such enum, it
  /// has few values, or something besides `init` and `assume` names many of them. The system must outlive it. Cost: the
  /// start's places, and a reading of the file.
  static std::optional<Crowd> of(const model::System& system);

  /// The enum that is a sort here.
  model::SortId sort() const { return sort_; }
  /// Those of its values that are constants.
  std::uint32_t count_named() const { return static_cast<std::uint32_t>(named_.size()); }
  /// Without its start. The same ids and rules, and functions for the named values after the system's own.
  const model::System& wide() const { return wide_; }
  /// With its start. Of that it says, of what `wants` asks for, which rows there are, and that no more have
  /// one than values do, if they are fewer than `individuals`.
  model::System system(const model::Wants& wants, std::uint32_t individuals = 0) const;
  /// With as much of the rows as runs of any length that show the property, one not about steps, can feel: what is
  /// proved of it there, is proved of the system's.
  model::System system_about(model::PropertyId property) const;
  /// With the whole rows.
  model::System system() const;
  /// A formula of the system as one of the crowd's, and back.
  model::Formula widened(const model::Formula& formula) const;
  model::Formula narrowed(const model::Formula& formula) const;
  /// The individuals of a run of system(wants, at least as many) replaced by values with their rows, all different.
  model::Scenario told(const model::Scenario& run, const model::Wants& wants) const;

private:
  /// A place of the start at which the values may differ: `args` with any of them at `at`.
  struct Cell {
    bool is_relation = true;
    std::uint32_t symbol = 0;
    std::size_t at = 0;
    std::vector<std::uint32_t> args;
    std::vector<std::uint32_t> of_value; ///< what is there: a truth value, or a function's value
  };

  /// Values by their row at some cells.
  using Rows = std::map<std::vector<std::uint32_t>, std::vector<std::uint32_t>>;

  Crowd(const model::System& system, model::SortId sort) : system_(&system), sort_(sort) {}
  bool is_anonymous();
  bool reads_start();
  void widen();
  void widen_rules(model::System& wide) const;
  bool mentions_crowd(const model::Constraint& constraint) const;
  bool is_wanted(const Cell& cell, const model::Wants& wants) const;
  std::vector<const Cell*> wanted_cells(const model::Wants& wants) const;
  Rows rows(const std::vector<const Cell*>& cells) const;
  model::Formula row(const std::vector<const Cell*>& cells, std::uint32_t value, const model::Term& who) const;
  model::Formula of_everybody(model::Quantifier kind, std::uint64_t count, model::Formula body) const;
  std::vector<model::Formula> start(const std::vector<const Cell*>& cells, std::uint32_t individuals) const;
  std::vector<model::Formula> named_differ() const;
  model::System system(const std::vector<const Cell*>& cells, std::uint32_t individuals) const;
  const std::vector<model::Place>& places(const Cell& cell) const;

  const model::System* system_;
  model::SortId sort_;
  std::vector<std::uint32_t> named_; ///< ascending; the i-th is the value of the i-th function after the system's own
  model::Substitution widening_, narrowing_;
  model::System wide_; ///< the crowd's system without its start
  std::vector<Cell> cells_;
  std::vector<model::Given> given_; ///< the whole start
};

} // namespace chaperone::solver::crowd
