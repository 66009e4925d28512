// Packs a suite into fewer scenarios: what a short run is there for is tried again behind a run for memory, from the
// state in which that ends, among its individuals. Covered by tests/generators/packing_test.cpp.
#pragma once

#include "generators/goals/candidates.hpp"
#include "generators/memory/catalogue.hpp"

#include <cstddef>
#include <set>
#include <vector>

namespace chaperone::generators {

/// A run, and the goals and twins that no run before it covers.
struct PackedRun {
  Candidate candidate;
  std::set<std::size_t> own;
};

class Packing {
public:
  /// No run gets longer than `longest` requests. Goals and catalogue outlive it.
  Packing(const Goals& goals, const Catalogue& catalogue, std::size_t longest)
      : goals_(goals), catalogue_(catalogue), longest_(longest) {}

  /// Most telling first. Runs whose own goals another one took over are gone; the others keep their order. A run that
  /// grew has its goals about memory listed anew. Nothing is put behind a step that may be refused, since a test may
  /// end there. Cost: for each run some dozen attempts to play it.
  void pack(std::vector<PackedRun>& runs) const;

private:
  bool shows_mutants(const Candidate& run, const std::set<std::size_t>& goals) const;

  const Goals& goals_;
  const Catalogue& catalogue_;
  std::size_t longest_;
};

} // namespace chaperone::generators
