// Runs of the rules without some clauses, for many such questions at once: of clauses of
// rules, all of them share one encoding, in which each clause can be switched off.
// Covered by tests/solver/runs_without_test.cpp and tests/agreement/explain_agreement_test.cpp.
#pragma once

#include "model/facts/clauses.hpp"
#include "solver/api/options.hpp"
#include "solver/api/verdict.hpp"

#include <optional>
#include <vector>

namespace chaperone::solver::explanation {

/// Is there a run of the rules without `removed` that shows the property?
struct RunWanted {
  model::ClauseSet removed;
  model::PropertyId property;
};

struct RunsWithout {
  std::optional<Shown> run;   ///< none where it was not found
  std::uint32_t searched = 0; ///< where there is none: no run of fewer steps shows it, within small sizes
};

/// Can all of `removed` be switched off, so that the question can share an encoding with others?
bool can_be_switched(const std::vector<model::Clause>& clauses, const model::ClauseSet& removed);

/// For each question a run of at most `options.depth` steps, replayed by the interpreter. All questions can be
/// switched, or there is one. Cost: one search for runs, with a question at each length for each that is open; and what
/// `options.larger_groups` says.
std::vector<RunsWithout> runs_without(const model::System& system, const std::vector<model::Clause>& clauses,
                                      const std::vector<RunWanted>& wanted, const Options& options);

} // namespace chaperone::solver::explanation
