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
  std::uint64_t learning_work; ///< about one instance: its circuit's nodes times the questions about it; 0: no limit
};

/// About a second for each instance.
constexpr std::uint64_t least_learning_work = 40'000'000;

/// To write out a SAT question for small groups, some five million a second; what takes more is left undecided. In the
/// first round and the last, of a suite's questions and of others.
constexpr std::uint64_t least_choices_of_many = 250'000, most_choices_of_many = 1'000'000;
constexpr std::uint64_t least_choices = 2'000'000, most_choices = 50'000'000;

/// Variables bound one inside another that Z3 matches with terms, in one of a suite's questions and in others: beyond,
/// it lists combinations until the memory is full, and heeds no limit meanwhile.
constexpr std::uint32_t most_matched_of_many = 5, most_matched = 11;

constexpr Price cheapest{160'000, 4'000, 16'000, 4'000, least_learning_work};
/// Some seconds for each question.
constexpr Price dearest{10'000'000, 200'000, 60'000, 200'000, 0};
/// For one of a suite's many questions: one or two seconds.
constexpr Price dearest_of_many{2'500'000, 20'000, 20'000, 20'000, least_learning_work};

/// Most violations that people make need no more steps.
constexpr std::uint32_t first_depth = 3;
constexpr std::uint32_t second_depth = 6;
/// Of the explicit search before learning: so many steps take 2 to 6 ms.
constexpr std::uint64_t fewest_explicit_steps = 6'000;
constexpr std::uint64_t most_explicit_steps = 1ULL << 23U;
/// For a suite's questions, which were looked for in small groups before; with closures a step takes much longer.
constexpr std::uint64_t most_explicit_steps_of_many = 12'000;

template <class Number> Number doubled(Number least, Number most, std::uint32_t times) {
  for (std::uint32_t i = 0; i < times && least < most; ++i)
    least *= 2;
  return std::min(least, most);
}

} // namespace

Round round_of(const Options& options, std::uint32_t number) {
  const bool is_full = options.effort == Effort::full;
  const Price& most = is_full ? dearest : dearest_of_many;
  Round made;
  made.number = number;
  made.limits.seed = options.seed;
  made.limits.finite_conflicts = doubled(cheapest.conflicts, most.conflicts, number);
  made.limits.finite_choices = is_full ? doubled(least_choices, most_choices, number)
                                       : doubled(least_choices_of_many, most_choices_of_many, number);
  made.limits.search_resources = made.limits.proof_resources = doubled(cheapest.z3, most.z3, number);
  made.limits.most_matched = is_full ? most_matched : most_matched_of_many;
  made.learning_questions = doubled(cheapest.learning_questions, most.learning_questions, number);
  made.learning_conflicts = doubled(cheapest.learning_conflicts, most.learning_conflicts, number);
  // A large instance would keep the search for runs waiting, which a small one's questions do not.
  made.limits.learning_work = most.learning_work == 0 ? cheapest.learning_work << number : most.learning_work;
  made.is_last = made.limits.proof_resources == most.z3 || number + 1 >= options.rounds;
  if (made.is_last && most.learning_work == 0)
    made.limits.learning_work = 0;
  made.depth = number == 0 ? first_depth : number == 1 ? second_depth : options.depth;
  made.depth = made.is_last ? options.depth : std::min(made.depth, options.depth);
  made.explicit_steps =
      doubled(fewest_explicit_steps, is_full ? most_explicit_steps : most_explicit_steps_of_many, number);
  return made;
}

} // namespace chaperone::solver::strategy
