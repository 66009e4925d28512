// On which clauses of a rule file each of its proofs rests, and what becomes of a promise
// where a clause is left out.
//
//   const Explanation found = explain(system, {});
//   for (const Reliance& each : found.reliances) tell(found.clauses[each.clause], each);
//
// What the roles mean is stated in docs/explain.md.
// Covered by tests/solver/reliance_test.cpp and tests/agreement/explain_agreement_test.cpp.
#pragma once

#include "model/facts/clauses.hpp"
#include "solver/api/answer.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"
#include "solver/explanation/superfluous.hpp"

#include <map>
#include <string>
#include <vector>

namespace chaperone::solver::explanation {

enum class Role {
  load_bearing,   ///< every minimal set of clauses that suffices has it: without it the property is broken
  shared,         ///< some have it and some do not
  idle,           ///< none has it; of a requirement
  needed_for_use, ///< without it nothing breaks, but the promise speaks of nothing, or a `possible` is impossible
  no_change,      ///< without it the verdict is the same; of what is no requirement, or is asked about by `can`
  undecided,
};

/// One clause and one property.
struct Reliance {
  std::size_t clause = 0; ///< index into Explanation::clauses
  model::PropertyId property;
  Role role = Role::undecided;
  std::optional<Shown> permits =
      {};                  ///< of load_bearing: a smallest run of the rules without it that breaks the property
  std::string reason = {}; ///< of undecided
};

struct Explanation {
  model::System system; ///< the rules, clause by clause
  std::vector<model::Clause> clauses;
  CheckResult checked;             ///< of the rules as they are
  std::vector<Reliance> reliances; ///< by property, and then by clause: of each that is proved or open, and each
                                   ///< `possible` that is witnessed, of its effects
  /// Of a property with shared clauses: the minimal sets that suffice, as far as they were found, without the
  /// load-bearing clauses that they all have.
  std::map<model::PropertyId, std::vector<model::ClauseSet>> alternatives;
  Superfluous superfluous; ///< what the file says in vain
  bool was_interrupted = false;
};

/// Cost: a check of the file, and one for each clause on which a proof may rest; where not all of these are
/// load-bearing, some more. `options.properties` are those that are explained.
Explanation explain(const model::System& system, const Options& options, Observer* observer = nullptr);

} // namespace chaperone::solver::explanation
