// See explicit_engine.hpp.
#include "solver/explicit_state/explicit_engine.hpp"

#include "solver/api/stopwatch.hpp"
#include "solver/explicit_state/exploration.hpp"

#include <fmt/format.h>

namespace chaperone::solver::explicit_state {

namespace {

/// Individuals of a sort; larger populations are too many states.
constexpr std::uint32_t most_individuals = 3;

} // namespace

bool ExplicitEngine::takes(const Question& question, const Budget& budget) const {
  // A run that something suggests is cheaply tried by a solver first.
  const bool waits_for_solver = budget.number == 0 && question.wished > 0 && question.wished >= question.runs.searched;
  return question.property() && !question.shown && !question.known.is_of_crowd() && !is_done_ &&
         budget.explicit_steps > most_steps_ && !waits_for_solver;
}

std::vector<Standing> ExplicitEngine::run(const std::vector<Question>& questions, const Budget& budget) {
  const Stopwatch watch;
  observer_.on_progress({"explicit", {}, 0});
  most_steps_ = budget.explicit_steps;
  std::vector<model::PropertyId> asked;
  for (const Question& question : questions)
    asked.push_back(*question.property());
  ExplicitBounds bounds;
  bounds.individuals = most_individuals;
  for (const auto& [sort, size] : scope_)
    bounds.sizes[sort] = std::min(size, most_individuals);
  bounds.depth = depth_;
  bounds.states = budget.explicit_steps;
  bounds.work = budget.explicit_steps;
  bounds.is_stopped = [this] { return interrupt_.is_requested(); };
  ExplicitAnswer answer = explore(system_, asked, bounds);
  observer_.on_note(fmt::format("explicit: {} states, runs of fewer than {} steps{} ({:.1f} ms)", answer.states,
                                answer.searched, answer.is_exhausted ? ", which are all" : "", watch.milliseconds()));
  is_done_ = answer.stopped.empty() || answer.states == 0;
  std::vector<Standing> made(questions.size());
  for (std::size_t i = 0; i < questions.size() && answer.states > 0; ++i)
    made[i].runs = known_of(questions[i].runs, answer);
  for (std::size_t i = 0; i < questions.size(); ++i)
    if (auto& shown = answer.found[i].shown) {
      if (shown->is_smallest) {
        shown->is_smallest = false;
        shown->unproved = "larger sizes were not looked at";
      }
      made[i].verdict = std::move(*shown);
    }
  return made;
}

/// What was looked at here need not be searched on small instances.
RunsKnown ExplicitEngine::known_of(RunsKnown runs, const ExplicitAnswer& answer) const {
  const std::uint32_t searched = answer.is_exhausted ? depth_ + 1 : answer.searched;
  if (searched <= runs.searched)
    return runs;
  runs.searched = searched;
  NoneWithin within{{},
                    answer.is_exhausted ? "all reachable states of these sizes were looked at, larger sizes were not"
                                        : "larger sizes were not looked at"};
  for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort) {
    if (system_.sorts[sort].is_enum)
      continue;
    const auto scoped = scope_.find(model::SortId{sort});
    within.sizes[model::SortId{sort}] =
        scoped == scope_.end() ? most_individuals : std::min(scoped->second, most_individuals);
  }
  runs.small = std::move(within);
  return runs;
}

} // namespace chaperone::solver::explicit_state
