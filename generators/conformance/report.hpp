// The report of `conform`: each way in which the service differs, told as a story with what the
// rules expect and what was seen side by side. Text and JSON (docs/conform.schema.json).
// Covered by tests/conformance/conform_test.cpp.
#pragma once

#include "generators/conformance/conformance.hpp"
#include "generators/story/text.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace chaperone::conformance {

struct Report {
  const model::System* system = nullptr;
  std::string file;    ///< the rules
  std::string command; ///< the adapter's
  const Answer* answer = nullptr;
  const Settings* settings = nullptr;
  bool was_interrupted = false;
};

/// If quiet, one line for each finding and each scenario that is undecided.
std::string conform_text(const Report& report, const reports::Painter& painter, bool is_quiet);
nlohmann::ordered_json conform_json(const Report& report);

/// "allows what the rules refuse"
const char* sentence_for(Kind kind);
/// What a finding is saved under: its trial with the rules' outcomes, the promises that it breaks, and a name made from
/// its shape.
model::Scenario saved_form(const Finding& finding);

} // namespace chaperone::conformance
