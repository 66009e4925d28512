// Answers questions about single steps: first by exploring small populations, then, for
// what was not found there, by the engines of check(), which may prove that there is
// no such step for any number of individuals.
// Covered by tests/solver/step_questions_test.cpp.
#pragma once

#include "solver/api/options.hpp"
#include "solver/api/step_question.hpp"
#include "solver/api/verdict.hpp"

#include <functional>
#include <string>
#include <vector>

namespace chaperone::solver {

struct StepOptions {
  SearchBounds bounds = {};
  /// Most steps of a run that the solver looks for; half of the bounds' depth where that is more.
  std::uint32_t solver_depth = 6;
  Options check = {}; ///< for the solver: its time limit, scope and seed
  /// Which of the file's promises are proved: they may help to prove that a step is impossible. Called at most once,
  /// and only if a question is left.
  std::function<std::vector<model::PropertyId>()> proved = {};
};

/// What is being done: "exploring small groups", and how many questions have their answer. Called by one thread at a
/// time, though not always by the same.
using StepProgress = std::function<void(const std::string& doing, std::size_t answered, std::size_t all)>;

/// One answer per question. Every run has been replayed by the interpreter, every proof checked by a fresh session.
/// Cost: that of small::search(), and one check() with a `possible` for each question that is left.
std::vector<StepAnswer> answer(const model::System& system, const std::vector<StepQuestion>& questions,
                               const StepOptions& options, const StepProgress& progress = {});

} // namespace chaperone::solver
