// What a rule file says in vain: rules that contradict themselves, requirements that the others imply, and promises
// that hold for a smaller reason than they state. All of it over reachable states, and proved.
// Covered by tests/solver/superfluous_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "solver/api/answer.hpp"
#include "solver/api/interrupt.hpp"
#include "solver/api/options.hpp"

#include <memory>
#include <vector>

namespace chaperone::solver::explanation {

/// No run takes the rule: these of its requirements are never met together, and each lesser set of them may be.
struct Contradiction {
  model::RuleId rule;
  std::vector<std::size_t> requirements;
};

/// Wherever all other requirements of the rule are met, this one is.
struct Implied {
  model::RuleId rule;
  std::size_t requirement = 0;
};

/// What the property says of certain individuals never comes together, and neither do these parts of it alone.
struct EmptyReason {
  model::PropertyId property;
  std::vector<model::Formula> never; ///< their free variables are those of the property
};

struct Superfluous {
  std::vector<Contradiction> contradictions;
  std::vector<Implied> implied; ///< of rules that some run takes
  std::vector<EmptyReason> empty_reasons;
};

/// `checked`: the verdicts of the system, whose requirements stand apart. Says nothing of what is not decided with
/// little effort. Cost: small groups are explored once; then a check of what they do not show, and for each rule or
/// property of which something is to be told one for each of its parts.
Superfluous superfluous(const model::System& system, const CheckResult& checked, const Options& options,
                        const std::shared_ptr<const Interrupt>& interrupt);

} // namespace chaperone::solver::explanation
