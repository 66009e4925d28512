// Answers questions about single steps by exploring small populations: forward, breadth
// first, up to renaming, 64 states at a time. What it finds the interpreter has
// replayed; what it does not find it says nothing about.
// Covered by tests/solver/search_test.cpp.
#pragma once

#include "solver/api/step_question.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace chaperone::solver::small {

/// Told after each population: how many questions are answered, of how many.
using Progress = std::function<void(std::size_t answered, std::size_t all)>;

/// How far a search went that left questions open.
struct Extent {
  bool has_time_left = true;
  bool is_cut_by_depth = false;  ///< some population has longer runs
  bool is_cut_by_states = false; ///< some population has more states than were kept
};

/// One answer per question, or nothing where no run was found. Populations are explored by their number of individuals,
/// each to `bounds.depth` or until its states are too many; then what is open is looked for again with few of the rules
/// (few_rules.hpp), where the answer need not be the smallest. Cost: the states kept times their steps, and each
/// question's formula once for each argument list of its rule in each population.
std::vector<std::optional<Answered>> search(const model::System& system, const std::vector<StepQuestion>& questions,
                                            const SearchBounds& bounds, const Progress& progress = {},
                                            Extent* extent = nullptr);

/// The same run with only the individuals that take part, named in the order in which they appear, as long as it is
/// still a run and `is_good` says so.
StepFound tidied(const model::System& system, const StepFound& found,
                 const std::function<bool(const StepFound&)>& is_good);

/// Replays the run; then the state that it ends in, or nothing where it is no run of the rules.
std::optional<model::Replay> replayed(const model::System& system, const model::Scenario& run);
/// Is it a run of the rules at whose end `question.when` is true of the action?
bool is_confirmed(const model::System& system, const StepQuestion& question, const StepFound& found);

} // namespace chaperone::solver::small
