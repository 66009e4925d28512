// How individuals are told apart: by facts that are true of them, and by few of these
// where that is enough. Covered by tests/solver/exposure_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "model/rules/system.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace chaperone::solver::comparison {

/// Which facts are true: bit i of the i-th.
using Facts = std::uint32_t;

/// Those of whom the facts of `cared` are as in `facts`.
struct Cube {
  Facts facts = 0, cared = 0;
  bool holds(Facts kind) const { return ((kind ^ facts) & cared) == 0; }
};

/// Few cubes that hold all of `wanted` and none of `unwanted`: each as wide as can be, the facts that change dropped
/// first. Source: the expansion of "Espresso", Brayton et al., 1984.
std::vector<Cube> cover(std::set<Facts> wanted, const std::set<Facts>& unwanted, std::size_t count);

/// A fact, as either side says it of its variables.
struct Telling {
  model::Formula before, after;
};

/// The facts that are true of one or two of the individuals: relations and functions that both sides have, those that
/// never change first. `olds` and `news` bind individuals of the same sorts.
std::vector<Telling> list_facts(const model::System& before, const model::System& after,
                                const model::comparison::Matching& matching, const std::vector<model::Binder>& olds,
                                const std::vector<model::Binder>& news);

} // namespace chaperone::solver::comparison
