// Clauses that hang together by the things that they share. Part of fewest.hpp.
#pragma once

#include "solver/api/interrupt.hpp"

#include <cstdint>
#include <vector>

namespace chaperone::solver::fewest {

/// Things are numbered from 0.
struct PartClause {
  std::vector<std::uint32_t> some, not_all;
};
struct Part {
  std::uint32_t things = 0;
  std::vector<PartClause> clauses;
};

struct PartTaken {
  std::vector<std::uint32_t> things;
  std::size_t at_least = 0;
  bool is_possible = true, was_cut = false;
};

/// So many things at most are gone through, set by set.
constexpr std::uint32_t few_things = 12;

/// Of a part with few things: exact, and among choices of one size that whose things come first.
PartTaken tried(const Part& part);
/// Of any other: exact unless the search takes too long.
PartTaken searched(const Part& part, const Interrupt& interrupt);

} // namespace chaperone::solver::fewest
