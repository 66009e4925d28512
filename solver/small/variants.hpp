// The same questions about states, asked of rules of which one is changed at a time. What the change
// does not touch is built once: populations, starts, the steps of the other rules.
// Covered by tests/solver/variants_test.cpp.
#pragma once

#include "solver/small/world.hpp"

#include <cstddef>
#include <vector>

namespace chaperone::solver::small {

class Variants {
public:
  /// `system` outlives it. The questions' rules are none that a variant changes, and `after` no rule.
  Variants(const model::System& system, std::vector<StepQuestion> questions, SearchBounds bounds);

  /// For each of the questions `asked`: has the variant a run to where it is answered? As search() finds it, and
  /// replayed by the interpreter. `variant` is the system with another rule in place of `changed`. May be called from
  /// several threads at once.
  std::vector<bool> are_answered(const model::System& variant, model::RuleId changed,
                                 const std::vector<std::size_t>& asked) const;

private:
  struct Explored {
    World world; ///< started
    std::vector<WorldQuestion> questions;
  };

  std::vector<StepQuestion> questions_;
  SearchBounds bounds_;
  std::vector<Explored> worlds_;
};

} // namespace chaperone::solver::small
