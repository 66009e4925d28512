// Evidence is checked again before it is printed: scenarios by the interpreter, and
// proofs in a fresh session, from the system and the proof alone.
// Covered by tests/solver/evidence_test.cpp.
#pragma once

#include "solver/encoding/session.hpp"
#include "solver/engines/induction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::solver::audit {

/// Why a proof is not accepted.
struct Objection {
  model::PropertyId property;
  std::string what;
  /// The solver gave up or was interrupted: the proof is not refuted, but not confirmed.
  bool is_undecided = false;
};

/// Checks the proof of each property: its base, that no run shorter than k shows it, and its step. All lemmas are among
/// the proofs, and all that hold one another up have k = 1: then they are inductive together.
/// Gives the first objection, or nothing. Proofs before `first` have been checked already.
std::optional<Objection> object_to(encoding::Session& fresh, const model::System& system,
                                   const std::vector<engines::Proof>& proofs, std::size_t first = 0);

/// The scenario, run by the interpreter, ends in a state that shows the property and nowhere earlier does; every
/// step is allowed. Gives what is wrong, or nothing.
std::optional<std::string> object_to(const model::System& system, const model::Property& property,
                                     const model::Scenario& scenario);

} // namespace chaperone::solver::audit
