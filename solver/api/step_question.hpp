// Questions about single steps of runs, and their answers, as plain values: is there a
// reachable state in which such a step can be tried? Each coverage goal is such a question.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::solver {

/// Is there a run, and arguments for `rule`, so that `when` is true at its end? The step itself need not be allowed.
struct StepQuestion {
  model::RuleId rule;
  model::Formula when;                     ///< its free variables are the rule's parameters; no `was`, no `did`
  std::optional<model::RuleId> after = {}; ///< the run's last step must be of this rule
  bool wants_twin = false;                 ///< also the nearest state in which a step of `rule` is allowed
  /// Beyond small groups no run is looked for, only a proof that there is none, and that not for long.
  bool wants_proof_alone = false;
};

/// A run and the step to be tried at its end.
struct StepFound {
  model::Scenario run; ///< all steps allowed, without the step in question
  model::Action action;
};

/// A question's answer: the run with the fewest individuals and then the fewest steps.
struct Answered {
  StepFound found;
  /// Nearest: the states before the two steps differ in the fewest facts, up to renaming; then the shortest run.
  std::optional<StepFound> twin = {};
};
/// No run of any length over any number of individuals.
struct ProvedImpossible {};
struct Undecided {
  std::string reason;
  /// The cheapest thing that may decide it, as an option of the command line: "--scope Room=1".
  std::string remedy;
};
using StepAnswer = std::variant<Answered, ProvedImpossible, Undecided>;

/// How far to search small populations before the solver is asked.
struct SearchBounds {
  std::map<model::SortId, std::uint32_t> scope = {};               ///< a sort's most individuals; four for others
  std::uint32_t depth = 12;                                        ///< most steps
  std::uint32_t worlds = 12;                                       ///< most populations
  std::uint32_t states_per_world = 6'000;                          ///< states up to renaming, for one population
  std::optional<std::chrono::steady_clock::time_point> until = {}; ///< when to end with what is known
  const char* time_option = "--timeout";                           ///< of the command line: what says until when
  bool is_out_of_time() const { return until && std::chrono::steady_clock::now() > *until; }
  /// The same, but until this part of the time that is left has passed.
  SearchBounds for_part(std::uint32_t parts, std::uint32_t of) const {
    SearchBounds result = *this;
    if (const auto now = std::chrono::steady_clock::now(); until && *until > now)
      result.until = now + (*until - now) * parts / of;
    return result;
  }
};

} // namespace chaperone::solver
