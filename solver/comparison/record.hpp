// The answers of a comparison, as they come in. Safe to use from several threads.
// Covered by tests/solver/compare_test.cpp.
#pragma once

#include "solver/comparison/compare.hpp"
#include "solver/comparison/confirm.hpp"

#include <mutex>
#include <string>
#include <vector>

namespace chaperone::solver::comparison {

class Record {
public:
  /// Nothing is asked: every answer is None.
  explicit Record(const Sides& sides);

  /// What this system asks is open from now on.
  void expect(const model::comparison::Lockstep& made);
  /// An answer about a property of the combined system, unless a better one is there.
  void keep(const model::comparison::Lockstep& made, const PropertyAnswer& answer);
  /// An answer about a property of one side's file.
  void keep(Side side, const PropertyAnswer& answer);
  /// No state starts the combined system, so that no run comes to what it asks.
  void has_no_start(const model::comparison::Lockstep& made);
  void say_the_same();

  bool is_open(const model::comparison::Probe& probe) const;
  bool is_open(const model::comparison::Judged& judged, Side side) const;
  /// The properties of the combined system whose probes are open or might be shown by a smaller run.
  std::vector<model::PropertyId> open_probes(const model::comparison::Lockstep& made) const;

  /// The properties of the combined system that have no answer yet.
  std::vector<model::PropertyId> open_of(const model::comparison::Lockstep& made, Side side) const;
  /// What the old rules were found to make possible, by runs that the new ones take as well.
  void try_witnesses();

  /// These are asked about from now on.
  void expect(const std::vector<Reach>& reaches);
  void keep(std::size_t reach, ReachComparison answer);

  /// What is known by now; what is not was cut short for this reason.
  Comparison known(const std::string& reason) const;

private:
  const Sides& sides_;
  mutable std::mutex mutex_;
  Comparison found_;
};

} // namespace chaperone::solver::comparison
