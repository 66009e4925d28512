// The report of `conform`: each way in which the service differs, told as a story with what the
// rules expect and what was seen side by side. Text and JSON (docs/conform.schema.json).
// Covered by tests/conformance/conform_test.cpp.
#pragma once

#include "generators/conformance/conformance.hpp"
#include "generators/story/text.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace chaperone::conformance {

/// One kind of goals of a suite, and what became of them.
struct GoalCount {
  std::string name; ///< "effects"
  std::size_t covered = 0, impossible = 0, left_out = 0;
  std::vector<std::string> undecided; ///< their claims
};

struct Report {
  const model::System* system = nullptr;
  std::string file;    ///< the rules
  std::string command; ///< the adapter's
  const Answer* answer = nullptr;
  const Settings* settings = nullptr;
  bool was_interrupted = false;
  std::vector<GoalCount> goals = {}; ///< of a suite that was made for the run
  bool is_empty_shard = false;       ///< there is nothing to run, and other parts of the suite have it
};

/// If quiet, one line for each finding and each scenario that is undecided.
std::string conform_text(const Report& report, const reports::Painter& painter, bool is_quiet);
nlohmann::ordered_json conform_json(const Report& report);

/// "allows what the rules refuse"
const char* sentence_for(Kind kind);
/// The same, with ", at first" where it went away.
std::string in_words(const Difference& difference);
/// What a finding is saved under: its trial with the rules' outcomes, the promises that it breaks, and a name made from
/// its shape.
model::Scenario saved_form(const Finding& finding);
/// The same for a walk or race that is undecided: its steps, the last one perhaps without an answer.
model::Scenario saved_form(const TrialAnswer& undecided);

} // namespace chaperone::conformance
