// What a check answers: a verdict for each property, and what else it found.
#pragma once

#include "model/meaning/interpreter.hpp"
#include "model/text/diagnostic.hpp"
#include "solver/api/verdict.hpp"

#include <memory>
#include <string>
#include <vector>

namespace chaperone::solver {

struct PropertyAnswer {
  model::PropertyId property;
  Verdict verdict;
  double seconds = 0;
};

struct ScenarioAnswer {
  std::size_t scenario = 0; ///< index into System::scenarios
  model::Replay replay;
};

/// A reachable step that adds and removes one tuple or sets one place twice: a mistake in the rules.
struct ConflictFound {
  model::RuleId rule;
  model::Scenario scenario; ///< ends with the step
};

/// It is undecided whether a run of up to the depth leads the rule into a conflict.
struct UndecidedConflict {
  model::RuleId rule;
  std::string reason;
};

struct CheckResult {
  std::vector<PropertyAnswer> properties; ///< in the file's order
  std::vector<ScenarioAnswer> scenarios;
  std::vector<ConflictFound> conflicts;
  std::vector<UndecidedConflict> undecided_conflicts;
  std::vector<model::Diagnostic> warnings;
  /// `assume`s and `init`s that no state satisfies: an error; then the other members are empty.
  std::vector<model::Diagnostic> errors;
  bool was_interrupted = false;
  /// Keeps Z3's memory, some 20 MB. A process that is about to end saves the milliseconds of freeing it.
  std::vector<std::shared_ptr<void>> memory;
};

} // namespace chaperone::solver
