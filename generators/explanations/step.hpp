// One step of a scenario explained: what each requirement looked at, and of a refused step what is
// missing and how it can be brought about. By the interpreter alone.
// Covered by tests/generators/step_test.cpp.
#pragma once

#include "generators/story/reasons.hpp"
#include "generators/story/text.hpp"
#include "model/meaning/interpreter.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::explanations {

struct RequirementSeen {
  std::size_t requirement = 0; ///< index into Rule::requirements
  bool holds = true;
  reports::Explanation why;
};

/// A fact that would have to be otherwise before the step.
struct MissingFact {
  model::Given wanted;   ///< a tuple; or a function's place with the value it would need
  bool holds = true;     ///< of a tuple: it would have to hold, or not to
  bool is_fixed = false; ///< no step changes it
};

struct StepExplained {
  const model::System* system = nullptr;
  model::Population population;
  std::size_t number = 0; ///< counted from 1
  model::Action action;
  std::variant<model::Outcome, model::Conflict> outcome;
  std::vector<RequirementSeen> requirements;
  /// Of a refused step: the smallest changes of the state before it with which it is allowed, all of one size; those
  /// first that steps can bring about. Empty where none of up to three facts is enough.
  std::vector<std::vector<MissingFact>> missing;
  bool are_more_missing = false; ///< there are more sets of this size
  /// Fewest further steps after which it is allowed; none: none was found among few steps by the same individuals.
  std::optional<std::vector<model::Action>> way;
};

/// Explains the step of that number, counted from 1, or says why it cannot. `scenario` is replayed as it stands. Cost:
/// a look at the requirements for each triple of facts that they read, at most; and at some 20,000 states.
std::variant<StepExplained, std::string> explain_step(const model::System& system, const model::Scenario& scenario,
                                                      std::uint32_t number);

/// The requirements with what makes them hold or fail, then what is missing and the way there.
std::string step_text(const StepExplained& step, const reports::Painter& painter);
/// One document; its schema is docs/explain_step.schema.json.
nlohmann::ordered_json step_json(const StepExplained& step);

} // namespace chaperone::explanations
