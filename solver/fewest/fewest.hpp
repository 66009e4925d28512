// The fewest things to take so that every clause holds: minimum hitting sets, where a clause may also say that some
// things are not all taken.
//
//   Fewest wanted;
//   wanted.add({{3, 7}, {}});  // 3 or 7 is taken
//   wanted.add({{9}, {3}});    // 9 is taken, or 3 is not
//   const Taken found = wanted.solve(interrupt);  // 7
//
// Clauses that share no thing, not even by others, are solved apart. Small parts are gone through; of larger ones
// CaDiCaL is asked for fewer and fewer, or more and more (Ignatiev, Morgado, Marques-Silva, "RC2: an efficient MaxSAT
// solver", JSAT 2019, compares such loops). Covered by tests/solver/fewest_test.cpp.
#pragma once

#include "solver/api/interrupt.hpp"
#include "solver/fewest/part.hpp"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace chaperone::solver::fewest {

using Thing = std::uint64_t;

/// One of `some` is taken, or one of `not_all` is not.
struct Clause {
  std::vector<Thing> some, not_all;
  auto operator<=>(const Clause&) const = default;
};

struct Taken {
  std::vector<Thing> things; ///< ascending; of small parts those that come first, where as few others would do
  std::size_t at_least = 0;  ///< no choice takes fewer
  /// Clauses, by the order in which they were added, of parts that cannot hold together: nothing is taken for them.
  std::vector<std::size_t> contradictory;
  bool was_cut = false; ///< nothing else is told then
};

class Fewest {
public:
  /// Each thing stands in a clause once at most.
  void add(Clause clause) { clauses_.push_back(std::move(clause)); }
  std::size_t size() const { return clauses_.size(); }
  const Clause& operator[](std::size_t clause) const { return clauses_[clause]; }

  /// Parts without a new clause are not solved anew. Cost: n log n for parts of few things; of others exponential at
  /// worst, up to a limit of conflicts.
  Taken solve(const Interrupt& interrupt);

private:
  PartTaken taken_of(const Part& part, Thing first, const Interrupt& interrupt);

  std::vector<Clause> clauses_;
  /// Of larger parts, by their first thing: of how many clauses, and what was found.
  std::map<Thing, std::pair<std::size_t, PartTaken>> searched_;
};

} // namespace chaperone::solver::fewest
