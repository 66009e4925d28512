// Rules changed in one place, as a programmer may get them wrong.
// Source: DeMillo, Lipton, Sayward, "Hints on test data selection", 1978; for
// access-control policies Martin and Xie, "A fault model and mutation testing of access
// control policies", WWW 2007.
// Covered by tests/generators/goals_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <string>
#include <vector>

namespace chaperone::generators {

struct Mutant {
  model::RuleId rule;
  model::Rule changed;
  std::string what;            ///< what it must not do: "forget to require `not child(a)`"
  model::Span where;           ///< in the rule file
  bool is_lost_effect = false; ///< one tuple of an effect is left out, and nothing else
};

/// Every mutant of the rule, in the file's order: a conjunct dropped or negated, a disjunct dropped; `and` for `or`
/// and the reverse, `all` for `some`, a number one up or down, something required of one in place of all; arguments of
/// one sort swapped; the guard of a `u: set` lost; an effect or one of its tuples dropped, its condition lost or
/// weakened, done for one in place of all; done with arguments swapped as well, or removed for every individual in
/// place of one; what somebody in the step has elsewhere, or somebody joined with them by a closure has, ended as well.
/// Adds the variables that they need to `system`.
std::vector<Mutant> list_mutants(model::System& system, model::RuleId rule);

/// The formula with one `at least N` or `at most N` changed to N + `difference`, for each of them, those in defines
/// that it calls included; none where there is no formula.
struct Recounted {
  model::Formula formula;
  model::Span where;
  std::string text; ///< of the quantifier that was changed, as printed
  int sign;         ///< 1: true where `formula` was, and perhaps elsewhere; -1: nowhere else; 0: neither is known
};
std::vector<Recounted> recounted(const model::System& system, const model::Formula& formula, int difference);

} // namespace chaperone::generators
