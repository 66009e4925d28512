// Evidence is checked again before it is printed: scenarios by the interpreter, and
// proofs in a fresh session, from the system and the proof alone.
// Covered by tests/solver/evidence_test.cpp.
#pragma once

#include "solver/api/verdict.hpp"
#include "solver/encoding/session.hpp"
#include "solver/induction/induction.hpp"

#include <optional>
#include <set>
#include <string>

namespace chaperone::solver::evidence {

/// Why a proof is not accepted.
struct Objection {
  model::PropertyId property;
  std::string what;
  /// The solver gave up or was interrupted: the proof is not refuted, but not confirmed.
  bool is_undecided = false;
};

/// Checks proofs, one after the other. What an earlier one has established is not asked again.
class ProofAudit {
public:
  ProofAudit(encoding::Session& fresh, const model::System& system)
      : fresh_(fresh), system_(system), at_start_(fresh, system) {}

  /// The first objection, or nothing. Its invariant holds at the start and is kept by every rule, and the property
  /// follows, by k-induction where k > 1.
  std::optional<Objection> object_to(const Proof& proof);

private:
  encoding::Session& fresh_;
  const model::System& system_;
  induction::AtStart at_start_;
  std::set<model::Formula>
      established_; ///< that hold in every reachable state; kept alive, so that none is taken for another
};

/// The scenario, run by the interpreter, ends in a state that shows the property and nowhere earlier does; every
/// step is allowed. Gives what is wrong, or nothing.
std::optional<std::string> object_to(const model::System& system, const model::Property& property,
                                     const model::Scenario& scenario);

} // namespace chaperone::solver::evidence
