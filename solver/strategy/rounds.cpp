// See rounds.hpp.
#include "solver/strategy/rounds.hpp"

#include <algorithm>
#include <array>

namespace chaperone::solver::strategy {
namespace {

/// What one question may cost.
struct Price {
  std::uint32_t z3;                 ///< Z3's resource units; some three million a second
  std::uint32_t conflicts;          ///< of a SAT question about runs
  std::uint64_t learning_questions; ///< on one instance
  int learning_conflicts;           ///< of each; less than 0: no limit
};

constexpr Price cheapest{160'000, 4'000, 16'000, 4'000};
/// Some seconds for each question.
constexpr Price dearest{10'000'000, 200'000, 60'000, 200'000};
/// For one of a suite's many questions: one or two seconds.
constexpr Price dearest_of_many{2'500'000, 20'000, 20'000, 20'000};
/// For learning about one instance, of one of many questions: its circuit's nodes times the questions about it.
constexpr std::uint64_t learning_work_of_many = 40'000'000;

/// Most violations that people make need no more steps.
constexpr std::uint32_t first_depth = 3;
constexpr std::uint32_t second_depth = 6;
/// The explicit search starts in this round: some twenty thousand steps are a tenth of a second.
constexpr std::uint32_t first_explicit_round = 1;
constexpr std::uint64_t fewest_explicit_steps = 10'000;

template <class Number> Number doubled(Number least, Number most, std::uint32_t times) {
  for (std::uint32_t i = 0; i < times && least < most; ++i)
    least *= 2;
  return std::min(least, most);
}

} // namespace

Round round_of(const Options& options, std::uint32_t number) {
  const Price& most = options.effort == Effort::full ? dearest : dearest_of_many;
  Round made;
  made.number = number;
  made.limits.seed = options.seed;
  made.limits.finite_conflicts = doubled(cheapest.conflicts, most.conflicts, number);
  made.limits.search_resources = made.limits.proof_resources = doubled(cheapest.z3, most.z3, number);
  made.limits.learning_work = options.effort == Effort::full ? 0 : learning_work_of_many;
  made.learning_questions = doubled(cheapest.learning_questions, most.learning_questions, number);
  made.learning_conflicts = doubled(cheapest.learning_conflicts, most.learning_conflicts, number);
  made.is_last = made.limits.proof_resources == most.z3 || number + 1 >= options.rounds;
  made.depth = number == 0 ? first_depth : number == 1 ? second_depth : options.depth;
  made.depth = made.is_last ? options.depth : std::min(made.depth, options.depth);
  if (number >= first_explicit_round)
    made.explicit_steps = doubled(fewest_explicit_steps, std::uint64_t{1} << 20U, number - first_explicit_round);
  return made;
}

} // namespace chaperone::solver::strategy
