// What a proof by an invariant has to show, as SMT-LIB 2.6 files that any solver can be
// asked: the start satisfies the invariant, each rule keeps it, and it implies the property
// (of a property about steps: each rule, taken where the invariant holds, keeps that).
// Each is `unsat`, or the proof is none. Follows docs/semantics.md, sections 4 to 7
// and 10; the format is docs/certificates.md. Covered by tests/solver/obligations_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::solver::certificate {

struct Obligation {
  std::string name;                  ///< "start", "property", "rule_approve", "step_approve": a file's name
  std::string shows;                 ///< "rule `approve` keeps the invariant"
  std::optional<model::RuleId> rule; ///< that it speaks of
  std::string text;                  ///< the whole SMT-LIB file
};

/// Why no such files can be written for the property, as the end of a sentence.
struct NoObligations {
  std::string why;
};

/// The obligations of a proof (by single steps) that the property holds, or is impossible. `invariant` is about one
/// state. Linear in the rules times the invariant's size.
std::variant<std::vector<Obligation>, NoObligations>
obligations(const model::System& system, model::PropertyId property, const std::vector<model::Formula>& invariant);

/// Those of the formulas that look at one state only: what of a proof's formulas is its invariant.
std::vector<model::Formula> about_one_state(const std::vector<model::Formula>& formulas);

} // namespace chaperone::solver::certificate
