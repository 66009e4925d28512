// Facts that the rules suggest (origins.hpp), and keep: guesses that a small instance refutes are left
// out, and Z3 is asked about the rest, for any number of individuals (Houdini: Flanagan, Leino, FME
// 2001). Covered by tests/solver/origins_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "solver/encoding/session.hpp"

#include <vector>

namespace chaperone::solver::invariants {

/// State formulas that hold in every reachable state.
struct RuleFacts {
  std::vector<model::Formula> decided; ///< see DecidedFacts; every rule keeps them together
  std::vector<model::Formula> others;  ///< the same, with those; heavier for every question that they are part of
};

/// Cost: for each rule, a question for each of at most 64 guesses, a few times.
RuleFacts rule_facts(encoding::Session& session, const model::System& system);

} // namespace chaperone::solver::invariants
